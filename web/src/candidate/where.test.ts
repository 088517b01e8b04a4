import { describe, expect, it } from 'vitest';
import { countdown, maskedName, spoken, timeIn, warningPassed } from './when';
import { countsOf, mayGo, mediaOf, Paper } from './paper';
import { screenFor, type Known } from './where';

const known: Known = { loaded: true, signedIn: true, step: 'practice', stopped: null, phase: null, paperReady: true, timeUp: false, reviewing: false };
const running = { phase: 'in_progress', section: 0, section_deadline_ms: 1, deadline_ms: 1 } as const;

describe('screenFor', () => {
  it.each([
    [{ loaded: false }, 'loading'],
    [{ signedIn: false }, 'sign_in'],
    [{ phase: { phase: 'admitted' } }, 'practice'],
    [{ phase: running }, 'test'],
    [{ phase: running, paperReady: false }, 'preparing'],
    [{ phase: running, reviewing: true }, 'review'],
    [{ phase: running, timeUp: true, reviewing: true }, 'time_up'],
    [{ phase: running, step: 'confirm' }, 'confirm'],
    [{ phase: running, stopped: 'replaced' }, 'replaced'],
    [{ phase: running, stopped: 'signed_out' }, 'signed_out'],
    [{ phase: { phase: 'voided', at_ms: 1, reason: '' }, stopped: 'replaced' }, 'voided'],
  ] as [Partial<Known>, string][])('%j is %s', (change, screen) => expect(screenFor({ ...known, ...change })).toBe(screen));
});

const item = (id: string) => ({ id, stem_html: `<img src="/media/${'ab'.repeat(16)}.svg">`, stimulus: null, interaction: { type: 'numeric_entry' as const, unit: null, slider: null } });

describe('Paper', () => {
  const form = { sections: [{ index: 1, items: [item('c')] }, { index: 0, items: [item('a'), item('b')] }], stimuli: [], fingerprint: 'f', seal_key: 'ab' };
  const outline = [0, 1].map((index) => ({ index, domain: 'd', title: `S${index}`, items: 2, limit_ms: null }));
  const paper = new Paper(form, outline);
  it('numbers within the section and through the form', () => {
    expect(paper.place('c')).toMatchObject({ index: 0, overall: 2, section: { title: 'S1' } });
    expect(paper.placeOrFirst('unknown')?.item.id).toBe('a');
  });
  it('counts', () => {
    const work = { responses: new Map([['a', 1]]), flagged: new Set(['b']) };
    expect(countsOf(paper.sections[0]!.items, work)).toEqual({ total: 2, answered: 1, empty: 1, flagged: 1 });
  });
  it('forward only means one step ahead', () => {
    expect([0, 1, 2, 3].map((to) => mayGo('forward_only', 1, to))).toEqual([false, true, true, false]);
    expect(mayGo('free', 1, 0)).toBe(true);
  });
  it('finds each picture once', () => expect(mediaOf(form)).toEqual([`/media/${'ab'.repeat(16)}.svg`]));
});

describe('times', () => {
  it('counts down and speaks', () => {
    expect([countdown(3_909_000), countdown(59_001), countdown(-5)]).toEqual(['1:05:09', '01:00', '00:00']);
    expect([spoken(5_400_000, 'id'), spoken(3_600_000, 'en'), spoken(59_000, 'id')]).toEqual(['1 jam 30 menit', '1 hour', '1 menit']);
  });
  it('uses the zone of the session', () => expect(timeIn(Date.UTC(2026, 10, 22, 1), 'Asia/Makassar', 'id')).toBe('09.00 WITA'));
  it('warns once at each mark, the last one passed', () => {
    expect([warningPassed(601_000, 600_000), warningPassed(600_000, 599_000), warningPassed(700_000, 50_000)]).toEqual([10, null, 1]);
  });
  it('masks a name', () => expect(maskedName('Peserta Uji Satu')).toBe('Peserta U••• S•••'));
});
