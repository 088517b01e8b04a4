// The report on an emergency file: what counts, in words, and nothing that cannot be confirmed.
import { describe, expect, it } from 'vitest';
import type { EmergencyReport } from '../lib/wire/EmergencyReport';
import { reasonLack, summaryOf } from './emergency';
import { fileProblemText, verdictText } from './emergency_text';

const AT = Date.UTC(2026, 10, 22, 1, 41, 5);
const report = (...verdicts: [number, string][]): EmergencyReport => ({
  attempt_id: 'a', name: 'Peserta Uji 001', nip_masked: '1990••', saved_ms: AT, done: false,
  answers: verdicts.map(([number, verdict], i) => ({ client_seq: i + 3, number, at_ms: AT, verdict })),
});

describe('a report', () => {
  it('counts by kind and keeps the order of the file', () => {
    const summary = summaryOf(report([7, 'counts'], [8, 'known'], [9, 'after_deadline'], [0, 'unknown_item'], [2, 'counts']), 'Asia/Jakarta');
    expect(summary).toMatchObject({ counts: 2, known: 1, refused: 2 });
    expect(summary.lines.map((line) => [line.key, line.item, line.tone])).toEqual([[3, '7', 'good'], [4, '8', 'known'], [5, '9', 'bad'], [6, '–', 'bad'], [7, '2', 'good']]);
    expect(summary.lines[0]).toMatchObject({ time: '08.41.05', text: 'Dihitung' });
  });
  it('counts an item once, however often it was answered', () =>
    expect(summaryOf(report([3, 'counts'], [3, 'counts'], [4, 'counts'], [0, 'unknown_item'], [0, 'unknown_item']), 'Asia/Jakarta')).toMatchObject({ counts: 2, refused: 2 }));
  it('may be empty', () => expect(summaryOf(report(), 'Asia/Jakarta')).toEqual({ counts: 0, known: 0, refused: 0, lines: [] }));
});

it('has words for every verdict and every refusal', () => {
  const verdicts = ['counts', 'known', 'after_deadline', 'superseded', 'unknown_item', 'section_closed', 'invalid_response', 'sequence_gap', 'too_many_clients'];
  for (const code of verdicts) expect(verdictText(code)).not.toContain(code);
  expect(verdictText('something_new')).toContain('something_new');
  const refusals = ['bad_seal', 'other_form', 'saved_in_the_future', 'bad_order', 'bad_stamp', 'unreadable_file', 'other_session', 'closed', 'voided', 'not_started', 'unavailable'];
  for (const code of refusals) expect(fileProblemText(code)).toMatch(/\.$/);
  expect(fileProblemText('network')).toBeNull();
});

it('asks for a reason within the server’s bounds', () => {
  expect([' ab ', 'abc', 'x'.repeat(300), 'x'.repeat(301)].map(reasonLack)).toEqual([true, false, false, true]);
});
