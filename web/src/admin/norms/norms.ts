// Norm groups as pages read them: percentiles in words, and which sessions can be one group. No DOM.
import type { Fault } from '../../lib/wire/Fault';
import type { NormGroupView } from '../../lib/wire/NormGroupView';
import type { NormSessionView } from '../../lib/wire/NormSessionView';
import { number } from '../../lib/staff/format';
import { faultText } from '../faults';
import { isWord, t } from '../words/norms';

/** Whole: a group of hundreds knows no tenth. Its ends are open, because nobody is above or below everybody who could have sat. */
export function rankText(percentile: number | null | undefined): string {
  if (percentile === null || percentile === undefined) return '–';
  if (percentile < 1) return `< ${number(1)}`;
  return percentile > 99 ? `> ${number(99)}` : number(Math.round(percentile));
}

/** "Higher than about 72 of 100 people". */
export function rankSentence(percentile: number): string {
  if (percentile < 1) return t('sentence_low');
  return percentile > 99 ? t('sentence_high') : t('sentence', { p: number(Math.round(percentile)) });
}

export type Comparable = { key: string; blueprint: string; calibration: string | null; rehearsal: boolean; sessions: NormSessionView[] };

/** Sessions whose scores are on one scale, in the order given. */
export function comparable(sessions: readonly NormSessionView[]): Comparable[] {
  const groups = new Map<string, Comparable>();
  for (const session of sessions) {
    const key = JSON.stringify([session.blueprint_version, session.calibration_id, session.rehearsal]);
    const group = groups.get(key) ?? { key, blueprint: session.blueprint_title, calibration: session.calibration_id, rehearsal: session.rehearsal, sessions: [] };
    group.sessions.push(session);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The scale of a group: T of a calibration, or points. */
export const scaleText = (calibration: string | null): string => (calibration === null ? t('scale_points') : t('scale_t', { id: calibration.slice(0, 8) }));

/** What the log will say of a group that is made anew. */
export const remakeReason = ({ rescored }: Pick<NormGroupView, 'rescored'>): string =>
  t('remake_reason', { list: rescored.map(({ title, revision }) => t('remake_reason_one', { title, n: revision })).join(', ') }).slice(0, 300);

export function normFault(fault: Fault): string {
  const key = `x_${fault.field}_${fault.code}`;
  const [a = '', b = ''] = (fault.detail.match(/\d+/g) ?? []).map((digits) => number(Number(digits)));
  return isWord(key) ? t(key, { a, b }) : faultText(fault);
}
