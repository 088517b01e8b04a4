// Problems become sentences; unknown codes fall back on the kind of status.
import { expect, it } from 'vitest';
import { problemOf, problemText } from './api';

it('knows a code, then a status, and never shows nothing', () => {
  expect(problemText(problemOf(0, null))).toContain('tidak terjangkau');
  expect(problemText(problemOf(401, { code: 'whatever' }), '/api/staff/sign-in')).toContain('kata sandi');
  expect(problemText(problemOf(429, { code: 'slow', retry_after_s: 12 }))).toContain('12 detik');
  expect(problemText(problemOf(503, 'not json'))).toContain('Server sedang bermasalah');
  expect(problemText(problemOf(418, {}))).toBe('Permintaan ditolak server.');
});
