// Persons as boards show them, and how sure a number of the integrity page is. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { CopyingPower } from '../../lib/wire/CopyingPower';
import type { FalsePositives } from '../../lib/wire/FalsePositives';
import type { MaskedPerson } from '../../lib/wire/MaskedPerson';
import type { NotComputed } from '../../lib/wire/NotComputed';
import type { PairDesign } from '../../lib/wire/PairDesign';
import { t } from '../words/integrity';

export function seatText({ room, seat }: MaskedPerson): string {
  if (seat === null) return room ?? t('no_seat');
  return room === null ? t('seat_only', { seat }) : t('seat', { room, seat });
}

export const notComputed = (reason: NotComputed): string => t(`not_${reason}`);

/** How often honest people are flagged here; a share below a tenth of a per cent still is one. */
export function falseText(found: FalsePositives | null): string {
  if (found === null) return t('false_positives_unknown');
  const { rate, examined, flagged, halls, halls_flagged } = found;
  const counts = { n: number(examined), halls: number(halls) };
  if (flagged === 0) return t('false_positives_none', counts);
  const told = rate < 0.001 ? `${number(rate * 100, 4)} %` : percent(rate);
  return t('false_positives', { ...counts, rate: told, flagged: number(flagged), halls_flagged: number(halls_flagged) });
}

/** What the forms let be seen of copying, neighbours first. */
export const visibilityText = (kind: 'near' | 'far', { visibility }: PairDesign): string => t(`${kind}_${visibility}`);
export const foundShare = ({ planted, found }: CopyingPower): number => (planted > 0 ? found / planted : 0);

export const minutesText = (seconds: number): string => t('minutes', { n: number(seconds / 60, seconds % 60 === 0 ? 0 : 1) });
