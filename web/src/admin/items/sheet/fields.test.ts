// Every field has a word, and no two columns hold the same.
import { expect, it } from 'vitest';
import { columnLetters, fieldName, GROUPS, twins } from './fields';

it('names every field', () => {
  const fields = GROUPS.flatMap((group) => group.fields);
  expect(new Set(fields).size).toBe(fields.length);
  for (const field of fields) expect(fieldName(field), field).not.toBe(field);
  expect([fieldName('option_3'), fieldName('left_2'), fieldName('ignored')]).toEqual(['Pilihan C', 'Lajur kiri 2 (menjodohkan)', 'Abaikan']);
});

it('finds columns that hold the same', () => {
  expect(twins(['stem', 'ignored', 'stem', 'ignored', 'picture', 'picture', 'key'])).toEqual([2, null, 0, null, null, null, null]);
});

it('names columns as spreadsheets do', () => {
  expect([0, 25, 26, 255].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'IV']);
});
