import { describe, expect, test } from 'vitest';
import type { DifferenceView } from '../../lib/wire/DifferenceView';
import type { MoveView } from '../../lib/wire/MoveView';
import { asked, chosenOf, isNothing, matrixOf, moversCsv, moversOf, nothingChosen, OVERALL, sumsOf, wayOf, withItem } from './difference';

const mark = (score: number, category: MoveView['before']['category']) => ({ score, category });
const move = (name: string, before: MoveView['before'], after: MoveView['after'], domains: MoveView['domains'] = []): MoveView => ({ attempt_id: name, name, nip_masked: '•', unit: '', before, after, domains });

const up = move('Budi', mark(68, 'cukup_potensial'), mark(72, 'potensial'));
const down = move('Citra', mark(71, 'potensial'), mark(60, 'cukup_potensial'), [{ domain: 'technical', title: 'Teknis', before: mark(80, 'potensial'), after: mark(40, 'kurang_potensial') }]);
const inDomain = move('=Dewi', mark(71, 'potensial'), mark(71.5, 'potensial'), [{ domain: 'technical', title: 'Teknis', before: mark(50, 'kurang_potensial'), after: mark(60, 'cukup_potensial') }]);
const difference: DifferenceView = {
  attempts: 10, unchanged: 6, voided: 1, largest: -11,
  overall: [[4, 0, 0, 0], [0, 2, 1, 0], [0, 1, 2, 0], [0, 0, 0, 0]],
  domains: [{ domain: 'technical', title: 'Teknis', matrix: [[5, 1, 0, 0], [0, 3, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]] }],
  moves: [up, down, inDomain],
};

describe('the difference', () => {
  test('a step has a way', () => {
    expect([up, down, inDomain].map(wayOf)).toEqual(['up', 'down', null]);
  });

  test('movers belong to the place that is looked at, the largest change first', () => {
    const names = (...args: [string, ('up' | 'down')?]) => moversOf(difference, ...args).map((one) => one.person.name);
    expect(names(OVERALL)).toEqual(['Citra', 'Budi']);
    expect(names(OVERALL, 'up')).toEqual(['Budi']);
    expect(names('technical')).toEqual(['Citra', '=Dewi']);
    expect(names('technical', 'down')).toEqual(['Citra']);
    expect(names('elsewhere')).toEqual([]);
  });

  test('sums come from the matrix', () => {
    expect(sumsOf(matrixOf(difference, OVERALL))).toEqual({ up: 1, down: 1, stay: 8 });
    expect(sumsOf(matrixOf(difference, 'technical'))).toEqual({ up: 1, down: 1, stay: 8 });
    expect(sumsOf(matrixOf(difference, 'elsewhere'))).toEqual({ up: 0, down: 0, stay: 0 });
  });

  test('nothing changes when every outcome is as it was', () => {
    expect([isNothing(difference), isNothing({ ...difference, unchanged: 10 })]).toEqual([false, true]);
  });

  test('a file defuses formulas', () => {
    const text = moversCsv(['nama'], moversOf(difference, 'technical', 'up'), () => ({ from: 'a', to: 'b', way: 'naik' }));
    expect(text).toContain("'=Dewi,•,,a,b,naik,50.00,60.00");
  });
});

describe('the rules', () => {
  const original = { bank_version: 'v1', calibration: null, items: [] };

  test('what is as it was is not chosen', () => {
    expect(nothingChosen(chosenOf(original, original))).toBe(true);
    const other = { bank_version: 'v2', calibration: 'c', items: [{ item: 'i', treatment: 'dropped' as const }] };
    expect(chosenOf(other, original)).toEqual({ version: 'v2', calibration: 'c', items: other.items });
  });

  test('an item stands in the list once', () => {
    const one = withItem([], 'i');
    expect([one, withItem(one, 'i')]).toEqual([[{ item: 'i', treatment: 'dropped' }], one]);
    expect(asked({ version: null, calibration: null, items: one }, ' salah ', false)).toMatchObject({ reason: 'salah', bank_version: null, items: one, propose: false });
  });
});
