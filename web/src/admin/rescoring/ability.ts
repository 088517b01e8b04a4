// What rules do to T, in words: item by item, and by the calibration that is chosen. Empty where T decides nothing.
import { number } from '../../lib/staff/format';
import type { RescoringDesk } from '../../lib/wire/RescoringDesk';
import { t } from '../words/rescoring';
import { counted, effectOnT, knowledge, type Chosen } from './difference';

export function abilityText(desk: RescoringDesk, chosen: Chosen, item: string): string {
  const { was, knows, mended } = knowledge(desk, chosen, item);
  const treatment = mended ? 'rekeyed' : chosen.items.find((one) => one.item === item)?.treatment;
  const effect = treatment ? effectOnT(was, knows, treatment) : null;
  return effect ? t(effect) : '';
}

/** Of the calibration: how many of the given items decide T by it, and before; or that points decide. */
export function calibrationText(desk: RescoringDesk, chosen: Chosen): string {
  if (chosen.calibration === null) return '';
  const { before, after, all } = counted(desk, chosen);
  if (after === null) return t('cal_points');
  const facts = { n: number(after), m: number(all) };
  return before === null ? t('cal_first', facts) : t('cal_counts', { ...facts, k: number(before) });
}
