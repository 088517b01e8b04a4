import { expect, it } from 'vitest';
import { asId, idOf, isId, nextId } from './ids';

const rows = ['num-001', 'num-103', 'impor-0001', 'tek-500'].map((id) => ({ id, domain: id.startsWith('tek') ? 'technical' : 'numerical_reasoning' }));

it('the next id follows the domain’s own', () => {
  expect(nextId(rows, 'numerical_reasoning')).toBe('num-104');
  expect(nextId(rows, 'technical')).toBe('tek-501');
  expect(nextId(rows, 'sociocultural')).toBe('soc-001');
});

it('ids are small letters, digits and dashes', () => {
  expect(asId('Ujian É 2026')).toBe('ujian-e-2026');
  expect([isId('a-1'), isId(''), isId('A'), isId('a'.repeat(41))]).toEqual([true, false, false, false]);
});

it('a title becomes an id of its words', () => {
  expect(idOf('  Bank soal (Édisi 2026) ', '-')).toBe('bank-soal-edisi-2026');
  expect(idOf('Analisis data & pelaporan', '_')).toBe('analisis_data_pelaporan');
  expect(idOf(`${'a'.repeat(39)} b`, '_')).toBe('a'.repeat(39));
  expect([idOf('—', '_'), idOf('日本', '-')]).toEqual(['', '']);
});
