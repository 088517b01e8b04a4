// What the pages of scoring again compute: who moves where in the whole or in a domain, rules in words, CSV. No DOM.
import type { Cell } from '../../lib/staff/table';
import { csv } from '../../lib/staff/table';
import type { AskRescoring } from '../../lib/wire/AskRescoring';
import type { DifferenceView } from '../../lib/wire/DifferenceView';
import type { MarkView } from '../../lib/wire/MarkView';
import type { MoveView } from '../../lib/wire/MoveView';
import type { RescoringRules } from '../../lib/wire/RescoringRules';
import type { TreatedItem } from '../../lib/wire/TreatedItem';
import { CATEGORIES, levelOf } from '../results/potential';

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

/** Who moves in the whole or in one domain; the largest change of score first. */
export function moversOf(difference: DifferenceView, scope: string, way: Way | null = null): Mover[] {
  const found = difference.moves.flatMap((person): Mover[] => {
    const step: Step | undefined = scope === OVERALL ? person : person.domains.find((one) => one.domain === scope);
    const moved = step && wayOf(step);
    return step && moved && (way === null || way === moved) ? [{ person, step, way: moved }] : [];
  });
  const change = ({ step }: Mover): number => Math.abs(step.after.score - step.before.score);
  return found.sort((a, b) => change(b) - change(a) || a.person.name.localeCompare(b.person.name, 'id'));
}

/** Nothing to publish: neither a score nor a category changes. */
export const isNothing = (difference: DifferenceView): boolean => difference.unchanged === difference.attempts;

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

export const withItem = (items: readonly TreatedItem[], item: string): TreatedItem[] =>
  items.some((one) => one.item === item) ? [...items] : [...items, { item, treatment: 'dropped' }];

/** One line a person and place, for a spreadsheet. */
export function moversCsv(header: string[], movers: readonly Mover[], words: (mover: Mover) => { from: string; to: string; way: string }): string {
  const row = (mover: Mover): Cell[] => {
    const { from, to, way } = words(mover);
    const { person, step } = mover;
    return [person.name, person.nip_masked, person.unit, from, to, way, step.before.score.toFixed(2), step.after.score.toFixed(2)];
  };
  return csv(header, movers.map(row));
}
