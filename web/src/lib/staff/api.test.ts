// Problems become sentences; unknown codes fall back on the kind of status.
import { expect, it } from 'vitest';
import { lockedBank, problemOf, problemText } from './api';

it('knows a code, then a status, and never shows nothing', () => {
  expect(problemText(problemOf(0, null))).toContain('tidak terjangkau');
  expect(problemText(problemOf(401, { code: 'whatever' }), '/api/staff/sign-in')).toContain('kata sandi');
  expect(problemText(problemOf(429, { code: 'slow', retry_after_s: 12 }))).toContain('12 detik');
  expect(problemText(problemOf(503, 'not json'))).toContain('Server sedang bermasalah');
  expect(problemText(problemOf(418, {}))).toBe('Permintaan ditolak server.');
});

it('knows which bank is locked', () => {
  const locked = problemOf(423, { code: 'bank_locked', detail: 'bank soal umum is protected and locked here: its two holders unlock it in the item room' });
  expect(lockedBank(locked)).toBe('soal umum');
  expect(problemText(locked)).toContain('terkunci');
  expect([lockedBank(problemOf(423, { code: 'bank_locked' })), lockedBank(problemOf(409, { code: 'changed', detail: locked.detail }))]).toEqual([null, null]);
});
