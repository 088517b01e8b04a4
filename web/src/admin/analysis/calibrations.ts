// What the pages of calibrations say of one: progress, warnings, reasons, remarks; and the plots of two. No DOM.
import { number } from '../../lib/staff/format';
import type { CalibratedItem } from '../../lib/wire/CalibratedItem';
import type { CalibrationJob } from '../../lib/wire/CalibrationJob';
import type { CalibrationModel } from '../../lib/wire/CalibrationModel';
import type { CalibrationSummary } from '../../lib/wire/CalibrationSummary';
import type { CalibrationRemark } from '../../lib/wire/CalibrationRemark';
import type { ComparedItem } from '../../lib/wire/ComparedItem';
import type { JobStanding } from '../../lib/wire/JobStanding';
import type { NotEstimatedReason } from '../../lib/wire/NotEstimatedReason';
import { isCalibrationWord, t } from '../words/calibration';
import type { PlotParts } from './item_plots';
import { locationOf, slopeOf } from './plain';
import { extent } from './plots/scale';

export const MODELS: readonly CalibrationModel[] = ['auto', '1pl', '2pl', '3pl', 'gpcm', 'grm'];
export const modelName = (model: string): string => (isCalibrationWord(`m_${model}`) ? t(`m_${model}` as 'm_auto') : model.toUpperCase());
export const isRunning = (job: CalibrationJob | null): boolean => job?.standing.state === 'running';

/** What the job proposed waits for nobody any more; before the list is there nobody knows. */
export function isDecided({ standing }: CalibrationJob, list: readonly CalibrationSummary[] | null): boolean {
  if (standing.state !== 'proposed') return false;
  const proposal = list?.find((one) => one.id === standing.calibration_id);
  return proposal !== undefined && proposal.status !== 'proposed';
}

export function phaseText(standing: Extract<JobStanding, { state: 'running' }>): string {
  const { phase, place, domains, iteration } = standing;
  return t(`phase_${phase}`, { n: number(place + 1), all: number(domains), i: number(iteration) });
}
export const failureText = (code: string): string => t('failed', { why: isCalibrationWord(`fail_${code}`) ? t(`fail_${code}` as 'fail_internal') : '' });

/** A remark of the run; what an earlier version said stays as it is. */
export function remarkText(remark: CalibrationRemark, title: (domain: string) => string): string {
  switch (remark.code) {
    case 'anchored': return t('w_anchored', { id: remark.id });
    case 'made_up': return t('w_made_up');
    case 'lowered': return t('w_lowered', { from: number(remark.from, 3), to: number(remark.to, 3) });
    case 'unrelated': return t('w_correlations');
    case 'not_converged': return t('w_not_converged', { domain: title(remark.domain) });
    case 'not_identified': return t('w_not_identified', { domain: title(remark.domain) });
    case 'scarce': return t('w_scarce', { domain: title(remark.domain) });
    case 'other': return remark.text;
  }
}

export function reasonText(reason: NotEstimatedReason): string {
  switch (reason.code) {
    case 'no_answers': return t('why_none');
    case 'few_answers': return t('why_few', { n: number(reason.answers), m: number(reason.needed) });
    case 'one_category': return t('why_same', { n: number(reason.answers) });
    case 'no_contrast': return t('why_no_contrast');
    case 'other': return reason.text;
  }
}

/** What stands against an item's use, or says how it came about; empty: fit for use. */
export const remarks = (item: CalibratedItem): string[] => [
  ...(item.current ? [] : [t('s_old')]),
  ...item.warnings.map((warning) => t(`s_${warning}`)),
  ...(item.parameters.fixed ? [t('s_fixed')] : []),
];
export const isUsable = (item: CalibratedItem): boolean => item.current && !item.warnings.some((warning) => warning !== 'categories_joined');

/** Nothing of it could be compared: its domain has no common scale, or its model has no such parameter. */
export const isJudged = (item: ComparedItem): boolean => item.drifted || item.z_b !== null || item.z_a !== null;

/** Where the server's rule begins, for what it does not call drift: a z that stands out without a score that changes. */
const LARGE_Z = 1.645;
export const movedWithoutEffect = (item: ComparedItem): boolean => !item.drifted && [item.z_b, item.z_a].some((z) => z !== null && Math.abs(z) > LARGE_Z);

export function driftText(item: ComparedItem): string {
  if (!isJudged(item)) return t('not_judged');
  if (movedWithoutEffect(item)) return t('no_effect');
  if (!item.drifted) return t('stayed');
  const moved = item.difference_b ?? 0;
  const byLocation = Math.abs(item.z_b ?? 0) >= Math.abs(item.z_a ?? 0);
  return byLocation ? t(moved > 0 ? 'drifted_harder' : 'drifted_easier') : t('drifted_slope');
}

/** First against second, with the line on which nothing changed; what moved is named. */
export function comparePlot(items: readonly ComparedItem[], what: 'b' | 'a'): PlotParts {
  const of = what === 'b' ? locationOf : slopeOf;
  const points = items.flatMap((item) => {
    const [x, y] = [of(item.a), of(item.b)];
    return x === null || y === null ? [] : [{ x, y, item }];
  });
  const range = extent(points.flatMap((point) => [point.x, point.y]));
  const name = what === 'b' ? `${t('scatter_b')} (T)` : t('scatter_a');
  /** More names than these hide one another; the table has them all. */
  const NAMED = 12;
  const moved = points.filter((point) => point.item.drifted);
  return {
    x: { ...range, label: t('axis_first', { what: name }) }, y: { ...range, label: t('axis_second', { what: name }) },
    marks: [
      { kind: 'line', points: [{ x: range.min, y: range.min }, { x: range.max, y: range.max }], dash: 1, tone: 'soft' },
      { kind: 'dots', dots: points.filter((point) => !point.item.drifted).map(({ x, y }) => ({ x, y, r: 3.5 })), shape: 'circle', tone: 'accent', hollow: true },
      { kind: 'dots', dots: moved.map(({ x, y, item }, at) => ({ x, y, r: 4.5, ...(at < NAMED ? { label: item.id } : {}) })), shape: 'cross', tone: 'bad' },
    ],
    table: { head: [t('c_item'), t('c_first'), t('c_second')], rows: points.map(({ x, y, item }) => [item.id, number(x, 2), number(y, 2)]) },
  };
}
