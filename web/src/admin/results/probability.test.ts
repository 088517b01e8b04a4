// Probabilities of reported categories, and who needs a second look.
import { expect, it } from 'vitest';
import type { ResultRow } from '../../lib/wire/ResultRow';
import { filterRows, needsLook } from './potential';
import { resultColumns } from './columns';
import { decisiveT, followsT, isUncalibrated, probabilityOf } from './probability';

const row = (id: string, probabilities: number[], borderline: boolean, change: Partial<ResultRow> = {}): ResultRow => ({
  attempt_id: id, nip_masked: '', name: 'N', unit: 'U', job_group: '', how: 'submitted', closed_ms: 0, answered: 1, items: 2, score: 50, category: 'potensial', domains: [], voided: false, rescored: false, likelier: null, percentile: null, extended_ms: 0, outage_credit_ms: 0,
  measurement: { basis: 'calibrated', calibration_id: 'c', overall: { t: 52, t_error: 3, probabilities, items: 2 }, cuts: [40, 50, 60], borderline }, ...change,
});

it('the probability is that of the category reported', () => {
  const measured = { t: 52, t_error: 3, probabilities: [0.1, 0.2, 0.3, 0.4], items: 2 };
  expect(probabilityOf(measured, 'kurang_potensial')).toBe(0.1);
  expect(probabilityOf(measured, 'sangat_potensial')).toBe(0.4);
  expect(probabilityOf(null, 'potensial')).toBeNull();
});

it('a second look leaves out what is voided or clear', () => {
  const rows = [row('a', [0, 0.4, 0.6, 0], true), row('b', [0, 0, 0.9, 0.1], false), row('c', [0, 0.5, 0.4, 0], true, { voided: true }), row('d', [], false, { measurement: null })];
  expect(rows.map(needsLook)).toEqual([true, false, false, false]);
  expect(filterRows(rows, { category: null, unit: null, look: true }).map((one) => one.attempt_id)).toEqual(['a']);
});

it('T stands in the table where categories follow it', () => {
  const calibrated = row('a', [], false);
  const estimated = row('b', [], false, { measurement: calibrated.measurement && { ...calibrated.measurement, basis: 'uncalibrated' } });
  expect([calibrated, estimated].map(decisiveT)).toEqual([52, null]);
  expect([followsT([calibrated, estimated]), followsT([estimated])]).toEqual([true, false]);
  const ids = (rows: ResultRow[]) => resultColumns(rows, 'Asia/Jakarta').map((column) => column.id).slice(0, 3);
  expect([ids([calibrated]), ids([estimated])]).toEqual([['name', 't', 'overall'], ['name', 'overall', 'probability']]);
});

it('a list is uncalibrated when any of it is', () => {
  const measured = row('a', [], false).measurement;
  expect(isUncalibrated([row('a', [], false)])).toBe(false);
  expect(isUncalibrated([row('a', [], false, { measurement: measured && { ...measured, basis: 'uncalibrated' } })])).toBe(true);
});
