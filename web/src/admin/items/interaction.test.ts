// Keys and credits follow their entries, whatever is added, moved or taken away.
import { describe, expect, it } from 'vitest';
import { added, blank, converted, KINDS, matched, moved, ordered, rearranged, removed, textsOf, type Of } from './interaction';

const single: Of<'single_choice'> = { type: 'single_choice', options: ['a', 'b', 'c'], key: 1, credit: [{ choice: 2, credit: 0.5 }] };
const match: Of<'matching'> = { type: 'matching', left: ['1', '2'], right: ['A', 'B', 'C'], key: [[0, 2], [1, 0]], reuse: false, exact: false, credit: [{ left: 0, right: 2, credit: 0.5 }] };

describe('lists', () => {
  it('move the key with its option', () => {
    expect(moved(single, 'options', 1, 0)).toMatchObject({ options: ['b', 'a', 'c'], key: 0, credit: [{ choice: 2 }] });
    expect(moved(single, 'options', 0, 2)).toMatchObject({ options: ['b', 'c', 'a'], key: 0, credit: [{ choice: 1 }] });
    expect(moved(single, 'options', 0, -1)).toBe(single);
  });
  it('take the key away with its option', () => {
    expect(removed(single, 'options', 1)).toMatchObject({ options: ['a', 'c'], key: null, credit: [{ choice: 1, credit: 0.5 }] });
    expect(removed(single, 'options', 2)).toMatchObject({ key: 1, credit: [] });
  });
  it('keep both sides of a match apart', () => {
    expect(removed(match, 'right', 2)).toMatchObject({ left: ['1', '2'], right: ['A', 'B'], key: [[1, 0]], credit: [] });
    expect(removed(match, 'left', 0)).toMatchObject({ left: ['2'], right: ['A', 'B', 'C'], key: [[0, 0]] });
  });
  it('weights, orders and pairs follow', () => {
    expect(removed({ type: 'graded_judgement', options: ['a', 'b'], weights: [1, 5] }, 'options', 0)).toMatchObject({ weights: [5] });
    expect(added({ type: 'ordering', elements: ['a', 'b'], key: [1, 0], exact: false }, 'elements')).toMatchObject({ elements: ['a', 'b', ''], key: [1, 0, 2] });
    expect(rearranged({ type: 'association', elements: ['a', 'b', 'c'], key: [[0, 2]], exact: false }, 'elements', [2, 1, 0])).toMatchObject({ key: [[2, 0]] });
  });
});

it('an element takes the place of another in the right order', () => {
  const order: Of<'ordering'> = { type: 'ordering', elements: ['a', 'b', 'c'], key: [0, 1, 2], exact: false };
  expect(ordered(order, 2, 0).key).toEqual([2, 1, 0]);
  expect(ordered({ ...order, key: [1] }, 0, 0).key).toEqual([0, 1, 2]);
});

it('a right answer is used once unless it may be used again', () => {
  expect(matched(match, 1, 2).key).toEqual([[1, 2]]);
  expect(matched({ ...match, reuse: true }, 1, 2).key).toEqual([[0, 2], [1, 2]]);
  expect(matched(match, 0, null).key).toEqual([[1, 0]]);
});

it('another kind keeps texts and key where it can', () => {
  expect(converted(single, 'multiple_response')).toMatchObject({ options: ['a', 'b', 'c'], key: [1] });
  expect(converted(single, 'ordering')).toMatchObject({ elements: ['a', 'b', 'c'], key: [0, 1, 2] });
  for (const from of KINDS) for (const to of KINDS) expect(converted(blank(from), to).type).toBe(to);
  expect(textsOf(converted(blank('numeric_entry'), 'single_choice'))).toHaveLength(5);
});
