// Turns, minutes and hints of the vault's page.
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../lib/staff/api';
import type { VaultView } from '../../../lib/wire/VaultView';
import { hoursText, isUntried, minutesLeft, refusalOf, standingOf, strengthOf, turnOf, untilText } from './vault';

const NOON = Date.UTC(2026, 7, 11, 5); // 12.00 WIB
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const view: VaultView = { standing: 'locked', until_ms: null, holders: ['ani', 'budi'], protected_ms: NOON, remains: false, waiting: null };

it('counts whole minutes, the last one until its end', () => {
  expect([15 * MINUTE, 15 * MINUTE - 1, 14 * MINUTE, 1, 0, -5].map((left) => minutesLeft(NOON + left, NOON))).toEqual([15, 15, 14, 1, 0, 0]);
});

it('knows whose turn it is', () => {
  const waiting = { first: 'ani', until_ms: NOON + MINUTE };
  expect(turnOf(view, 'ani', NOON)).toBe('first');
  expect(turnOf({ ...view, waiting }, 'ani', NOON)).toBe('wait');
  expect(turnOf({ ...view, waiting }, 'budi', NOON)).toBe('second');
  expect(turnOf({ ...view, waiting }, 'budi', NOON + MINUTE)).toBe('first');
});

it('takes a bank for locked when its time is over', () => {
  const open = { ...view, standing: 'unlocked' as const, until_ms: NOON + HOUR };
  expect([NOON, NOON + HOUR].map((now) => standingOf(open, now))).toEqual(['unlocked', 'locked']);
  expect(standingOf({ ...view, standing: 'unprotected' }, NOON)).toBe('unprotected');
});

it('offers a trial until the bank was opened by two once', () => {
  expect(isUntried({ ...view, standing: 'unlocked', until_ms: NOON + 8 * HOUR })).toBe(true);
  expect(isUntried({ ...view, standing: 'unlocked', until_ms: NOON + 9 * HOUR })).toBe(false);
  expect(isUntried(view)).toBe(false);
});

it('names the date of an end on another day', () => {
  expect(untilText(NOON + 4.5 * HOUR, NOON, 'Asia/Jakarta')).toBe('16.30 WIB');
  expect(untilText(NOON + 13 * HOUR, NOON, 'Asia/Jakarta')).toBe('12 Agustus 2026, 01.00 WIB');
});

it('says when so many hours end', () => {
  expect([8, 13].map((n) => hoursText(n, NOON, 'Asia/Jakarta'))).toEqual(['8 jam, sampai 20.00 WIB', '13 jam, sampai besok 01.00 WIB']);
});

describe('strengthOf', () => {
  it('refuses by length alone', () => {
    expect(strengthOf('sebelas-kar')).toBe('short');
    expect(strengthOf('🙂'.repeat(11))).toBe('short');
    expect(strengthOf('🙂'.repeat(65))).toBe('long');
  });
  it('hints at what is easily guessed', () => {
    for (const text of ['aaaaaaaaaaaaaa', '19900101202001', 'banksoalbanksoal', 'KataSandi2026!', 'qwertyuiop12']) expect(strengthOf(text)).toBe('weak');
  });
  it('praises several words, or a long jumble', () => {
    expect(strengthOf('payung kereta limau sumbu awan')).toBe('good');
    expect(strengthOf('k8#vTq2!zLw9@mXr4$Pb')).toBe('good');
    expect(strengthOf('Bkpsdm-2026x')).toBe('fair');
  });
});

it('has words for what the server refuses', () => {
  const faulty = (field: string) => problemOf(422, { code: 'invalid', faults: [{ row: null, field, code: 'invalid', detail: '' }] });
  expect(refusalOf(problemOf(403, { code: 'wrong_passphrase' }))).toBe('x_wrong_passphrase');
  expect(refusalOf(problemOf(409, { code: 'already_protected' }))).toBe('x_already_protected');
  expect(refusalOf(problemOf(409, { code: 'not_protected' }))).toBe('x_not_protected');
  expect([refusalOf(faulty('passphrase')), refusalOf(faulty('hours'))]).toEqual(['x_passphrase', 'x_hours']);
  expect(refusalOf(problemOf(429, { code: 'too_many_attempts' }))).toBeNull();
});
