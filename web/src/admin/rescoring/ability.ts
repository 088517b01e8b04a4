// What rules do to T through one item, in words; empty where T decides nothing or another calibration is chosen.
import type { RescoringDesk } from '../../lib/wire/RescoringDesk';
import { t } from '../words/rescoring';
import { effectOnT, type Chosen } from './difference';

export function abilityText(desk: RescoringDesk, chosen: Chosen, item: string): string {
  const version = desk.versions.find((one) => one.version === chosen.version);
  const rekeyed = version?.mended.some((one) => one.item === item && one.mending !== 'replaced');
  const treatment = rekeyed ? 'rekeyed' : chosen.items.find((one) => one.item === item)?.treatment;
  if (!treatment || chosen.calibration !== null) return '';
  const effect = effectOnT(desk.items.find((one) => one.item === item)?.measured ?? null, treatment);
  return effect ? t(effect) : '';
}
