// Persons as boards show them, and how sure a number of the integrity page is. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { FalsePositives } from '../../lib/wire/FalsePositives';
import type { MaskedPerson } from '../../lib/wire/MaskedPerson';
import { isIntegrityWord, t } from '../words/integrity';

export function seatText({ room, seat }: MaskedPerson): string {
  if (seat === null) return room ?? t('no_seat');
  return room === null ? t('seat_only', { seat }) : t('seat', { room, seat });
}

export const notComputed = (reason: string): string => (isIntegrityWord(`not_${reason}`) ? t(`not_${reason}` as 'not_other') : t('not_other'));

/** A share below a tenth of a per cent still is one. */
export function falseText({ rate, examined }: FalsePositives): string {
  if (rate === 0) return t('false_positives_none', { n: number(examined) });
  const told = rate > 0 && rate < 0.001 ? `${number(rate * 100, 3)} %` : percent(rate);
  return t('false_positives', { rate: told, n: number(examined) });
}

export const minutesText = (seconds: number): string => t('minutes', { n: number(seconds / 60, seconds % 60 === 0 ? 0 : 1) });
