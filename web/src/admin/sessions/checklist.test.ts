// The check-list names each thing once, and the next step follows status and time.
import { describe, expect, it } from 'vitest';
import type { BlueprintView } from '../../lib/wire/BlueprintView';
import type { SessionView } from '../../lib/wire/SessionView';
import { checksOf, nextOf } from './checklist';

const session: SessionView = {
  id: 's', event_id: 'e', event_title: 'E', title: 'S', status: 'draft', opens_ms: 1_000, closes_ms: 2_000, time_zone: 'Asia/Jakarta', capacity: 400, start: 'candidate', admission_required: false,
  blueprint_id: 'b', blueprint_title: 'B', bank_id: 'k', bank_version: 'v', candidates: 4, forms: 0, closed_attempts: 0, missing: [],
};
const short = (family: string) => ({ row: null, field: 'technical/archives/easy', code: 'shortage', detail: `needs 1, the bank has 0 for ${family}` });
const blueprint = { sections: [{ domain: 'technical', title: 'Teknis', cells: [{ competency: 'archives', competency_title: 'Kearsipan' }] }] } as unknown as BlueprintView;

describe('checksOf', () => {
  it('joins the same shortage of several job groups', () => {
    const items = checksOf({ ...session, missing: [short('pengawas'), short('pelaksana')] }, blueprint)[2];
    expect(items?.state).toBe('missing');
    expect(items?.shortages).toEqual([{ domain: 'technical', competency: 'archives', difficulty: 'easy', needed: 1, available: 0, families: ['pengawas', 'pelaksana'], domainTitle: 'Teknis', competencyTitle: 'Kearsipan' }]);
    expect(items?.faults).toEqual([]);
  });
  it('puts the bank off until there are candidates', () => {
    const missing = [{ row: null, field: 'candidates', code: 'no_candidates', detail: '' }];
    expect(checksOf({ ...session, candidates: 0, missing }, undefined).map((check) => check.state)).toEqual(['done', 'missing', 'later']);
  });
  it('hides nothing that it does not know', () => {
    const missing = [{ row: null, field: 'weather', code: 'rain', detail: 'it rains' }];
    expect(checksOf({ ...session, missing }, undefined).at(-1)).toMatchObject({ id: 'other', state: 'missing' });
  });
});

it('names the next step', () => {
  expect(nextOf({ ...session, missing: [short('pengawas')] }, 0)).toBe('complete');
  expect(nextOf(session, 0)).toBe('open_it');
  expect([0, 1_500, 2_000].map((now) => nextOf({ ...session, status: 'open' }, now))).toEqual(['wait_start', 'running', 'close_it']);
  expect(nextOf({ ...session, status: 'closed' }, 0)).toBe('results');
});
