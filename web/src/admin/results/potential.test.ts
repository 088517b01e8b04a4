// Counting, filtering and cut ranges of the results pages.
import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../lib/wire/ResultRow';
import { countCategories, cutLines, cutRanges, domainsOf, filterRows, levelOf, shortened, unitsOf } from './potential';

const row = (change: Partial<ResultRow>): ResultRow => ({ attempt_id: 'a', nip_masked: '', name: 'N', unit: 'U', job_group: '', how: 'submitted', closed_ms: 0, answered: 1, items: 2, score: 50, category: 'potensial', domains: [], voided: false, rescored: false, likelier: null, percentile: null, extended_ms: 0, outage_credit_ms: 0, measurement: null, ...change });

describe('categories', () => {
  it('have rising levels', () => expect([levelOf('kurang_potensial'), levelOf('sangat_potensial')]).toEqual([1, 4]));
  it('are counted without voided attempts', () => {
    const counts = countCategories([row({}), row({ category: 'kurang_potensial' }), row({ voided: true })]);
    expect(counts.map((count) => count.n)).toEqual([0, 1, 0, 1]);
    expect(counts[1]?.share).toBe(0.5);
  });
  it('are all there, with share 0, when nobody has finished', () => expect(countCategories([]).map((count) => count.share)).toEqual([0, 0, 0, 0]));
});

describe('filters', () => {
  const rows = [row({ attempt_id: 'a', unit: 'B' }), row({ attempt_id: 'b', unit: 'A', voided: true }), row({ attempt_id: 'c', unit: 'A' })];
  const ids = (filter: Parameters<typeof filterRows>[1]): string[] => filterRows(rows, filter).map((one) => one.attempt_id);
  it('keep everything when empty', () => expect(ids({ category: null, unit: null })).toEqual(['a', 'b', 'c']));
  it('leave voided attempts out of a category', () => expect(ids({ category: 'potensial', unit: 'A' })).toEqual(['c']));
  it('list units in order, once', () => expect(unitsOf(rows)).toEqual(['A', 'B']));
});

it('domains keep the order of the forms', () => {
  const domain = (id: string) => ({ domain: id, title: id.toUpperCase(), answered: 0, items: 0, score: 0, category: 'potensial' as const, competencies: [], measured: null, likelier: null, percentile: null });
  expect(domainsOf([row({ domains: [domain('t'), domain('s')] }), row({ domains: [domain('s'), domain('n')] })]).map((one) => one.domain)).toEqual(['t', 's', 'n']);
});

describe('cut scores', () => {
  const cuts = [{ category: 'sangat_potensial' as const, from: 85 }, { category: 'kurang_potensial' as const, from: 0 }, { category: 'potensial' as const, from: 70 }, { category: 'cukup_potensial' as const, from: 55 }];
  it('draw a line for each but the lowest', () => expect(cutLines(cuts).map((cut) => cut.from)).toEqual([55, 70, 85]));
  it('become ranges', () => expect(cutRanges(cuts).map(({ from, to }) => [from, to])).toEqual([[85, null], [70, 85], [55, 70], [0, 55]]));
});

it('fingerprints are shortened, short texts are not', () => {
  expect(shortened('e94c39950e25329383e8')).toBe('e94c39950e25…');
  expect(shortened('0.1.0')).toBe('0.1.0');
});
