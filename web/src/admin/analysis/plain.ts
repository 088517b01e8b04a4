// Numbers of the field as words that need no course: how strong, how reliable, how hard. No DOM.
import { number } from '../../lib/staff/format';
import type { ItemAnalysisRow } from '../../lib/wire/ItemAnalysisRow';
import type { ItemParametersView } from '../../lib/wire/ItemParametersView';
import type { ReliabilityEstimate } from '../../lib/wire/ReliabilityEstimate';
import { t } from '../words/analysis';
import { t as it } from '../words/analysis_item';
import type { FlagCode } from './flags';

export const tOf = (theta: number): number => 50 + 10 * theta;
export const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
/** Mean location of an item in T. */
export function locationOf(parameters: ItemParametersView | null): number | null {
  const b = parameters ? mean(parameters.b) : null;
  return b === null ? null : tOf(b);
}
/** A step known no better than this is vague: the bound that the mean of the steps must keep. */
const VAGUE = 0.5;
/** Of the single steps, for who asks; nothing where there is one. */
export function stepNotes({ b, se_b }: ItemParametersView): string[] {
  if (b.length < 2) return [];
  return [
    it('steps', { list: b.map((one) => number(tOf(one), 0)).join(' · ') }),
    ...(b.some((one, at) => at > 0 && one < b[at - 1]!) ? [it('steps_disordered')] : []),
    ...(se_b.some((se) => se !== null && se > VAGUE) ? [it('steps_vague')] : []),
  ];
}
export const slopeOf = (parameters: ItemParametersView | null): number | null => (parameters ? mean(parameters.a) : null);

/** The lower asymptote where there is one: a model without guessing says 0. */
export const guessOf = (parameters: ItemParametersView | null): number | null => (parameters?.c ? parameters.c : null);

/** After Ebel's rule of thumb; reversed where the server says so: a little below 0 is chance. */
export const discriminationWord = (r: number, flags: ItemAnalysisRow['flags'] = []): string => t(flags.some((flag) => flag.code === 'negative_discrimination') ? 'd_reversed' : r < 0.2 ? 'd_weak' : r < 0.3 ? 'd_fair' : 'd_strong');
export const reliabilityWord = (value: number): string => t(value >= 0.8 ? 'reliable_high' : value >= 0.7 ? 'reliable_fair' : 'reliable_low');
export const figure = (value: number | null | undefined, digits = 2): string => (value === null || value === undefined || !Number.isFinite(value) ? '–' : number(value, digits));
export const reliabilityValue = (estimate: ReliabilityEstimate): number | null => (estimate.method === 'unknown' ? null : estimate.value);

/** A p value as people write it. */
export const pText = (p: number): string => (p < 0.001 ? `< ${number(0.001, 3)}` : number(p, 3));

export type ItemFilters = { flagged: boolean; flag: FlagCode | ''; domain: string };
export const NO_FILTERS: ItemFilters = { flagged: false, flag: '', domain: '' };
/** What only waits for answers, or only has an option that hardly anybody takes, is not to be looked at. */
export const isFlagged = (row: ItemAnalysisRow): boolean => row.flags.some((flag) => flag.code !== 'few_answers' && flag.code !== 'unused_option');
/** Nothing else is said of it. */
export const hasIdleOption = (row: ItemAnalysisRow): boolean => !isFlagged(row) && row.flags.some((flag) => flag.code === 'unused_option');
export const filteredItems = (rows: readonly ItemAnalysisRow[], { flagged, flag, domain }: ItemFilters): ItemAnalysisRow[] =>
  rows.filter((row) => (!flagged || isFlagged(row)) && (flag === '' || row.flags.some((one) => one.code === flag)) && (domain === '' || row.domain === domain));
