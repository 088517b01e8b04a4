// Percentiles in words, and which sessions can be one group.
import { describe, expect, it } from 'vitest';
import type { NormSessionView } from '../../lib/wire/NormSessionView';
import { comparable, normFault, rankText, remakeReason } from './norms';

const session = (id: string, more: Partial<NormSessionView> = {}): NormSessionView => ({
  id, title: id, event_title: '', opens_ms: 0, time_zone: 'Asia/Jakarta', blueprint_version: 'b', blueprint_title: 'B', calibration_id: null, rehearsal: false, results: 40, ...more,
});

describe('rankText', () => {
  it('is whole, open at the ends, and a dash where there is none', () => {
    expect([0, 0.9, 1, 49.5, 98.6, 99, 99.1, 100].map(rankText)).toEqual(['< 1', '< 1', '1', '50', '99', '99', '> 99', '> 99']);
    expect([null, undefined].map(rankText)).toEqual(['–', '–']);
  });
});

describe('comparable', () => {
  it('keeps other blueprints, other calibrations and rehearsals apart', () => {
    const groups = comparable([session('1'), session('2', { calibration_id: 'c' }), session('3'), session('4', { rehearsal: true }), session('5', { blueprint_version: 'd' })]);
    expect(groups.map((group) => group.sessions.map((one) => one.id))).toEqual([['1', '3'], ['2'], ['4'], ['5']]);
  });
});

describe('normFault', () => {
  it('says the numbers of the server’s detail', () => {
    expect(normFault({ row: null, field: 'sessions', code: 'too_few', detail: '12 people with a result; a norm group has at least 30' })).toMatch(/12.*30/);
    expect(normFault({ row: null, field: 'title', code: 'missing', detail: '' })).not.toBe('missing');
  });
});

describe('remakeReason', () => {
  it('names the sessions and revisions, and fits the field', () => {
    const since = (title: string, revision: number) => ({ session_id: title, title, revision, published_ms: 0 });
    expect(remakeReason({ rescored: [since('Sesi 1', 2), since('Sesi 2', 1)] })).toBe('Dibuat ulang setelah penilaian ulang: Sesi 1 (ke-2), Sesi 2 (ke-1)');
    expect(remakeReason({ rescored: Array.from({ length: 40 }, (_, n) => since(`Sesi ${n}`, 1)) }).length).toBeLessThanOrEqual(300);
  });
});
