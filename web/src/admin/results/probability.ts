// How sure results are: the probability of the category that is reported. No DOM.
import type { MeasuredView } from '../../lib/wire/MeasuredView';
import type { PotentialCategory } from '../../lib/wire/PotentialCategory';
import type { ResultRow } from '../../lib/wire/ResultRow';
import { levelOf } from './potential';

/** Of the category, or null where nothing was measured. */
export function probabilityOf(measured: MeasuredView | null | undefined, category: PotentialCategory): number | null {
  return measured?.probabilities[levelOf(category) - 1] ?? null;
}

/** T, where it decides the category. */
export const decisiveT = ({ measurement }: Pick<ResultRow, 'measurement'>): number | null => (measurement?.basis === 'calibrated' ? measurement.overall.t : null);

/** Some category of the list follows T. */
export const followsT = (rows: readonly ResultRow[]): boolean => rows.some((row) => decisiveT(row) !== null);

/** Some result of the list rests on no calibration. */
export const isUncalibrated = (rows: readonly ResultRow[]): boolean => rows.some((row) => row.measurement?.basis === 'uncalibrated');
