// A protected bank, as its page reads it: whose turn it is, how long is left, how hard a passphrase is to guess.
import { dateTime, timeZoned, toLocal } from '../../../lib/staff/format';
import type { Problem } from '../../../lib/wire/Problem';
import type { VaultView } from '../../../lib/wire/VaultView';
import { t, type VaultWord } from '../../words/vault';

export const MIN_CHARS = 12;
/** The server's; nobody types them. */
const MAX_BYTES = 256;
export const HOURS = Array.from({ length: 14 }, (_, index) => index + 1);
export const USUAL_HOURS = 8;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Whole minutes; the last one counts until it is over. */
export const minutesLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / MINUTE_MS));

/** Who waits for whom: nobody began, I did, or somebody else did and I may finish. */
export type Turn = 'first' | 'wait' | 'second';
export function turnOf({ waiting }: VaultView, me: string, now: number): Turn {
  if (!waiting || waiting.until_ms <= now) return 'first';
  return waiting.first === me ? 'wait' : 'second';
}

/** The time that the server named may be over before it was asked again. */
export const standingOf = ({ standing, until_ms }: VaultView, now: number): VaultView['standing'] =>
  standing === 'unlocked' && until_ms !== null && until_ms <= now ? 'locked' : standing;

/** Still as protecting left it: nobody has tried yet whether both passphrases open it. */
export const isUntried = ({ standing, until_ms, protected_ms }: VaultView): boolean =>
  standing === 'unlocked' && until_ms !== null && protected_ms !== null && until_ms - protected_ms === USUAL_HOURS * HOUR_MS;

/** "16.30 WIB", with the date when that is another day. */
export const untilText = (until: number, now: number, zone: string): string => (isToday(until, now, zone) ? timeZoned : dateTime)(until, zone);
export const isToday = (at: number, now: number, zone: string): boolean => toLocal(at, zone).day === toLocal(now, zone).day;

/** What is offered: so many hours, and when they end. */
export function hoursText(n: number, now: number, zone: string): string {
  const until = now + n * HOUR_MS;
  return t(isToday(until, now, zone) ? 'hours_option' : 'hours_tomorrow', { n, until: timeZoned(until, zone) });
}

/** As the server counts. */
export const charsOf = (text: string): number => [...text].length;

export type Strength = 'short' | 'long' | 'weak' | 'fair' | 'good';
/** A hint, no rule: only `short` and `long` are refused. */
export function strengthOf(text: string): Strength {
  const chars = charsOf(text);
  if (chars < MIN_CHARS) return 'short';
  if (new TextEncoder().encode(text).length > MAX_BYTES) return 'long';
  const distinct = new Set(text.toLowerCase()).size;
  if (distinct < 7 || /^[\d\s./-]+$/.test(text) || /(.{3,})\1/i.test(text) || /1234|abcd|qwert|password|kata ?sandi|rahasia/i.test(text)) return 'weak';
  const words = new Set(text.toLowerCase().split(/[\s.,_-]+/).filter((word) => word.length >= 3)).size;
  return (words >= 4 && chars >= 18) || (distinct >= 11 && chars >= 20) ? 'good' : 'fair';
}

const REFUSALS: Record<string, VaultWord> = { wrong_passphrase: 'x_wrong_passphrase', already_protected: 'x_already_protected', not_protected: 'x_not_protected' };
const WRONG_FIELDS: Record<string, VaultWord> = { passphrase: 'x_passphrase', hours: 'x_hours' };
/** What happened, in this page's words; null leaves it to those of every page. */
export function refusalOf({ code, faults }: Problem): VaultWord | null {
  const field = faults?.map((fault) => WRONG_FIELDS[fault.field]).find((word) => word !== undefined);
  return REFUSALS[code] ?? field ?? null;
}
