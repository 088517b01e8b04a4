// What the pages of scoring again compute: who moves where in the whole or in a domain, rules in words, CSV. No DOM.
import { number } from '../../lib/staff/format';
import type { Cell } from '../../lib/staff/table';
import { csv } from '../../lib/staff/table';
import type { AskRescoring } from '../../lib/wire/AskRescoring';
import type { DifferenceView } from '../../lib/wire/DifferenceView';
import type { MarkView } from '../../lib/wire/MarkView';
import type { MoveView } from '../../lib/wire/MoveView';
import type { RescoringDesk } from '../../lib/wire/RescoringDesk';
import type { RescoringRules } from '../../lib/wire/RescoringRules';
import type { TreatedItem } from '../../lib/wire/TreatedItem';
import { CATEGORIES, levelOf } from '../results/potential';
import { t } from '../words/rescoring';

/** Lowest first, as the server's matrices are. */
export const RISING = [...CATEGORIES].reverse();
export const OVERALL = 'overall';

export type Way = 'up' | 'down';
export type Step = { before: MarkView; after: MarkView };
export type Mover = { person: MoveView; step: Step; way: Way };

export const wayOf = ({ before, after }: Step): Way | null => {
  const change = levelOf(after.category) - levelOf(before.category);
  return change === 0 ? null : change > 0 ? 'up' : 'down';
};

/** The matrix of the whole or of one domain; empty for a domain that is not there. */
export const matrixOf = (difference: DifferenceView, scope: string): number[][] =>
  scope === OVERALL ? difference.overall : (difference.domains.find((one) => one.domain === scope)?.matrix ?? []);

export type Sums = { up: number; down: number; stay: number };

export function sumsOf(matrix: readonly (readonly number[])[]): Sums {
  const sums: Sums = { up: 0, down: 0, stay: 0 };
  matrix.forEach((row, from) => row.forEach((n, to) => (sums[to > from ? 'up' : to < from ? 'down' : 'stay'] += n)));
  return sums;
}

/** Who moves in the whole or in one domain; the largest change of what decides (T, else the score) first. */
export function moversOf(difference: DifferenceView, scope: string, way: Way | null = null): Mover[] {
  const found = difference.moves.flatMap((person): Mover[] => {
    const step: Step | undefined = scope === OVERALL ? person : person.domains.find((one) => one.domain === scope);
    const moved = step && wayOf(step);
    return step && moved && (way === null || way === moved) ? [{ person, step, way: moved }] : [];
  });
  const change = ({ step: { before, after } }: Mover): number => Math.abs(before.t !== null && after.t !== null ? after.t - before.t : after.score - before.score);
  return found.sort((a, b) => change(b) - change(a) || a.person.name.localeCompare(b.person.name, 'id'));
}

/** Nothing to publish: neither a score nor a category changes. */
export const isNothing = (difference: DifferenceView): boolean => difference.unchanged === difference.attempts;

/** How many overall scores rise and how many fall, with the largest change of each. */
export function changesText({ rises, falls }: Pick<DifferenceView, 'rises' | 'falls'>): string {
  const parts = [
    ...(rises.attempts > 0 ? [t('s_rise', { n: number(rises.attempts), d: `+${number(rises.most, 1)}` })] : []),
    ...(falls.attempts > 0 ? [t('s_fall', { n: number(falls.attempts), d: number(falls.most, 1) })] : []),
  ];
  return parts.length === 0 ? t('s_score_same') : t('s_score', { parts: parts.join(', ') });
}

export type Chosen = { version: string | null; calibration: string | null; items: TreatedItem[] };

export const nothingChosen = (chosen: Chosen): boolean => chosen.version === null && chosen.calibration === null && chosen.items.length === 0;

export const asked = (chosen: Chosen, reason: string, propose: boolean): AskRescoring => ({
  bank_version: chosen.version, calibration: chosen.calibration, items: chosen.items, reason: reason.trim(), propose,
});

/** Rules as choices of the form: what is as it was is not chosen. */
export const chosenOf = (rules: RescoringRules, original: RescoringRules): Chosen => ({
  version: rules.bank_version === original.bank_version ? null : rules.bank_version,
  calibration: rules.calibration === original.calibration ? null : rules.calibration,
  items: rules.items,
});

/** What rules make of one item where T decides. */
export type Effect = 't_gone' | 't_never' | 't_kept' | 't_joins' | 't_never_points' | 't_not_by_this' | 't_dropped' | 't_credited';

/** Whether an item took part in T as it was asked, and does by the rules; `null`: T decides nothing there. */
export type Knowledge = { was: boolean | null; knows: boolean | null; mended: boolean };

const knownBy = (list: readonly string[], calibration: string | null, decisive: readonly string[]): boolean | null =>
  calibration === null || !decisive.includes(calibration) ? null : list.includes(calibration);

export function knowledge({ versions, items, original }: Pick<RescoringDesk, 'versions' | 'items' | 'original'>, chosen: Chosen, item: string): Knowledge {
  const asked = versions.find((one) => one.pinned);
  const version = chosen.version === null ? asked : versions.find((one) => one.version === chosen.version);
  const given = items.find((one) => one.item === item)?.measured ?? [];
  const mended = version?.mended.find((one) => one.item === item && one.mending !== 'replaced');
  return {
    was: knownBy(given, original.calibration, asked?.decisive ?? []),
    knows: knownBy(mended?.measured ?? given, chosen.calibration ?? original.calibration, version?.decisive ?? []),
    mended: mended !== undefined,
  };
}

/** A key that is corrected makes another item of it: a calibration knows it as it was, or as it is now. */
export function effectOnT(was: boolean | null, knows: boolean | null, treatment: TreatedItem['treatment'] | 'rekeyed'): Effect | null {
  if (knows === null) return null;
  if (treatment === 'rekeyed') return knows ? (was ? 't_kept' : 't_joins') : was ? 't_gone' : 't_never';
  return knows ? `t_${treatment}` : was ? 't_not_by_this' : 't_never_points';
}

/** How many of the given items take part in T, before and by the rules; `null`: T decides nothing. What is dropped takes no part. */
export function counted(desk: Pick<RescoringDesk, 'versions' | 'items' | 'original'>, chosen: Chosen): { before: number | null; after: number | null; all: number } {
  const dropped = new Set(chosen.items.filter((one) => one.treatment === 'dropped').map((one) => one.item));
  const known = desk.items.map(({ item }) => ({ ...knowledge(desk, chosen, item), kept: !dropped.has(item) }));
  const decides = (of: 'was' | 'knows'): boolean => known.some((one) => one[of] !== null);
  return {
    before: decides('was') ? known.filter((one) => one.was).length : null,
    after: decides('knows') ? known.filter((one) => one.knows && one.kept).length : null,
    all: known.length,
  };
}

/** What counts now, as choices of the form; what cannot be chosen any more is left out. */
export function inForce({ revisions, original, versions, calibrations }: Pick<RescoringDesk, 'revisions' | 'original' | 'versions' | 'calibrations'>): Chosen {
  const standing = revisions.find((one) => one.state === 'published');
  const { version, calibration, items } = chosenOf(standing?.rules ?? original, original);
  return {
    version: versions.some((one) => one.version === version) ? version : null,
    calibration: calibrations.some((one) => one.id === calibration) ? calibration : null,
    items,
  };
}

/** What rules leave out of those that count now. */
export function undone(chosen: Chosen, standing: Chosen): { items: string[]; version: string | null; calibration: boolean } {
  const kept = new Set(chosen.items.map((one) => one.item));
  return {
    items: standing.items.map((one) => one.item).filter((item) => !kept.has(item)),
    version: standing.version !== null && chosen.version === null ? standing.version : null,
    calibration: standing.calibration !== null && chosen.calibration === null,
  };
}

export const withItem = (items: readonly TreatedItem[], item: string): TreatedItem[] =>
  items.some((one) => one.item === item) ? [...items] : [...items, { item, treatment: 'dropped' }];

/** One line a person and place, for a spreadsheet. */
export function moversCsv(header: string[], movers: readonly Mover[], words: (mover: Mover) => { from: string; to: string; way: string }): string {
  const byT = header.includes('t_sebelum');
  const row = (mover: Mover): Cell[] => {
    const { from, to, way } = words(mover);
    const { person, step } = mover;
    return [person.name, person.nip_masked, person.unit, from, to, way, step.before.score.toFixed(2), step.after.score.toFixed(2), ...(byT ? [step.before.t, step.after.t].map((t) => t?.toFixed(2) ?? '') : [])];
  };
  return csv(header, movers.map(row));
}
