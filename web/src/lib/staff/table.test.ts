// Search, sort, window and CSV of the shared table.
import { describe, expect, it } from 'vitest';
import { csv, matches, sortRows, windowOf } from './table';

describe('sortRows', () => {
  it('reads numbers inside texts and keeps missing values last both ways', () => {
    const rows = [{ seat: 'A10' }, { seat: null }, { seat: 'A2' }];
    expect(sortRows(rows, (row) => row.seat).map((row) => row.seat)).toEqual(['A2', 'A10', null]);
    expect(sortRows(rows, (row) => row.seat, true).map((row) => row.seat)).toEqual(['A10', 'A2', null]);
  });
  it('is stable', () => {
    const rows = [{ a: 1, n: 'x' }, { a: 1, n: 'y' }, { a: 0, n: 'z' }];
    expect(sortRows(rows, (row) => row.a).map((row) => row.n).join('')).toBe('zxy');
    expect(sortRows(rows, (row) => row.a, true).map((row) => row.n).join('')).toBe('xyz');
  });
});

describe('matches', () => {
  it('wants every word, in any order and case', () => {
    expect(matches('Peserta Uji 012 Dinas Kesehatan', 'kesehatan 012')).toBe(true);
    expect(matches('Peserta Uji 012', '013')).toBe(false);
    expect(matches('Renée', 'renee')).toBe(true);
  });
});

describe('windowOf', () => {
  it('keeps the whole height whatever is rendered', () => {
    for (const top of [0, 500, 87_999, 99_999]) {
      const slice = windowOf(2000, 44, top, 600);
      expect(slice.before + (slice.last - slice.first) * 44 + slice.after).toBe(2000 * 44);
      expect(slice.last - slice.first).toBeLessThan(40);
    }
  });
  it('survives a list shorter than the scroll position', () => {
    expect(windowOf(3, 44, 5000, 600)).toMatchObject({ after: 0 });
    expect(windowOf(0, 44, 0, 600)).toEqual({ first: 0, last: 0, before: 0, after: 0 });
  });
});

it('quotes CSV and disarms formulas', () => {
  expect(csv(['a', 'b'], [['x, "y"', '=1+1'], [null, -3]])).toBe('a,b\r\n"x, ""y""",\'=1+1\r\n,-3\r\n');
});
