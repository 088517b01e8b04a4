import { describe, expect, it } from 'vitest';
import { COUNT_MOST, nextSeed, SEED_MOST, wholeOf } from './making';

describe('a whole number', () => {
  it('is read as people type it', () => {
    expect([' 20 ', '1.000', '0'].map((typed) => wholeOf(typed, 0, SEED_MOST))).toEqual([20, 1000, 0]);
  });
  it('keeps its bounds', () => {
    expect(['', '0', '201', '-1', '1,5', '1.5', 'x', '10.00'].map((typed) => wholeOf(typed, 1, COUNT_MOST))).toEqual(Array(8).fill(null));
    expect(wholeOf('200', 1, COUNT_MOST)).toBe(200);
    expect(wholeOf(String(SEED_MOST + 1), 0, SEED_MOST)).toBeNull();
  });
});

it('the seed begins after those that the bank has', () => {
  expect(nextSeed('deret', ['deret-2', 'deret-11', 'deret-geometri-40', 'num-99'])).toBe(12);
  expect(nextSeed('deret', [])).toBe(1);
  expect(nextSeed('anggaran-perjalanan-dinas-luar', ['anggaran-perjalanan-dina-7'])).toBe(8);
});
