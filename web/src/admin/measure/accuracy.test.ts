// Advice on the length of a test.
import { describe, expect, it } from 'vitest';
import type { AccuracyView } from '../../lib/wire/AccuracyView';
import { adviceOf, countRange, percentRange } from './accuracy';

const expected = (accuracy: number) => ({ accuracy, low: accuracy - 0.05, high: accuracy + 0.05 });
const view = (overall: number | null, sections: number[]): AccuracyView => ({
  calibration: 'none', calibration_id: null, coverage: [], least_coverage: 0.8, items: 40, least_accuracy: 0.75,
  overall: overall === null ? null : expected(overall),
  sections: sections.map((accuracy, at) => ({ domain: `d${at}`, title: `D${at}`, items: 10, expected: expected(accuracy), needed: 40 })),
});

describe('advice', () => {
  it('says that all categories may decide', () => expect(adviceOf(view(0.84, [0.75, 0.8]))).toBe('good'));
  it('leaves the overall category when a domain is too short', () => expect(adviceOf(view(0.76, [0.53, 0.8]))).toBe('overall_only'));
  it('warns of a test that is too short', () => expect(adviceOf(view(0.749, [0.8]))).toBe('too_short'));
  it('is silent where nothing can be foretold', () => expect(adviceOf(view(null, []))).toBeNull());
});

it('ranges are told once where both ends are alike', () => {
  expect([percentRange([0.531, 0.617]), percentRange([0.531, 0.539]), percentRange([0.7499])]).toEqual(['53–61 %', '53 %', '74 %']);
  expect([countRange([10, 10]), countRange([12, 8])]).toEqual(['10', '8–12']);
  expect([countRange([4.71, 5.08], 1), countRange([4.97, 5.04], 1)]).toEqual(['4,7–5,1', '5,0']);
});
