// What the sittings say of an item: the alarm as a sentence, and where the points of its chart stand. No DOM.
import { number } from '../../lib/staff/format';
import type { ItemExposureView } from '../../lib/wire/ItemExposureView';
import type { SittingExposureView } from '../../lib/wire/SittingExposureView';
import { t } from '../words/item_exposure';

export const meanText = (value: number | null): string => (value === null ? '–' : number(value, 2));
export const timeText = (value: number | null): string => (value === null ? '–' : t('seconds', { n: number(Math.round(value)) }));

/** Weighted by those to whom it was shown, as the server does for scores; for times nearly so. */
function meanOf(sittings: SittingExposureView[], of: 'mean_score' | 'mean_s'): number | null {
  const told = sittings.filter((one) => one[of] !== null && one.shown > 0);
  const shown = told.reduce((sum, one) => sum + one.shown, 0);
  return shown === 0 ? null : told.reduce((sum, one) => sum + (one[of] ?? 0) * one.shown, 0) / shown;
}

export function alarmText({ drift, sittings }: Pick<ItemExposureView, 'drift' | 'sittings'>): string | null {
  if (drift === null) return null;
  const of = drift === 'easier' ? 'mean_score' : 'mean_s';
  const before = meanOf(sittings.slice(0, -1), of);
  const last = sittings.at(-1)?.[of] ?? null;
  if (before === null || last === null || (drift !== 'easier' && drift !== 'faster')) return t('alarm_unknown');
  return drift === 'easier' ? t('alarm_easier', { a: number(before, 2), b: number(last, 2) }) : t('alarm_faster', { a: number(Math.round(before)), b: number(Math.round(last)) });
}

/** Labels need so much room; older sittings stand in the table. */
export const POINT_WIDTH = 76;
export const CHART = { height: 176, top: 28, bottom: 132, side: 40 } as const;
export type Point = { x: number; y: number; value: number; sitting: SittingExposureView };

/** The newest sittings that fit into a width, oldest first. */
export function pointsOf(sittings: SittingExposureView[], width: number): Point[] {
  const told = sittings.filter((one) => one.mean_score !== null).slice(-Math.max(2, Math.floor(width / POINT_WIDTH)));
  const step = told.length > 1 ? Math.min(160, (width - 2 * CHART.side) / (told.length - 1)) : 0;
  return told.map((sitting, index) => {
    const value = sitting.mean_score ?? 0;
    return { x: CHART.side + index * step, y: CHART.bottom - Math.min(1, Math.max(0, value)) * (CHART.bottom - CHART.top), value, sitting };
  });
}
