// What was mended here counts as taken, and the report adds up.
import { expect, it } from 'vitest';
import type { ItemDraft } from '../../../lib/wire/ItemDraft';
import type { ItemImport } from '../../../lib/wire/ItemImport';
import { canBeMapped, canMend, countOf, linesOf, needsMapping, reportCsv, takenOf } from './report';

const draft = { id: 'a' } as ItemDraft;
const row = (status: 'imported' | 'changed' | 'left_out', over = {}) => ({ source: 'row 1', source_id: 'q', title: 'T', interaction: 'MC', status, reason: null, changes: [], draft: null, ...over });
const report: ItemImport = { file: 'x.csv', format: 'csv', refused: null, stored: false, rows: [row('imported', { draft }), row('left_out', { reason: 'no key', draft }), row('left_out', { reason: '=1+1' })] };

it('counts', () => {
  const lines = linesOf(report, new Map());
  expect([takenOf(lines), countOf(lines, 'left_out')]).toEqual([1, 2]);
  expect(lines.map(canMend)).toEqual([false, true, false]);
  const mended = linesOf(report, new Map([[1, { id: 'b' } as ItemDraft]]));
  expect([takenOf(mended), mended[1]?.standing, mended[1]?.draft?.id, canMend(mended[1]!)]).toEqual([2, 'mended', 'b', true]);
});

it('tells sheets, and those whose headers say nothing', () => {
  expect([canBeMapped('a.XLSX', null), canBeMapped('a.txt', report), canBeMapped('a.txt', { ...report, format: 'gift' })]).toEqual([true, true, false]);
  expect([needsMapping(report), needsMapping({ ...report, refused: 'no row names the columns [no_header]' })]).toEqual([false, true]);
});

it('goes out as a table that no spreadsheet computes', () => {
  const text = reportCsv(linesOf(report, new Map()));
  expect(text.split('\r\n')).toHaveLength(5);
  expect(text).toContain("'=1+1");
});
