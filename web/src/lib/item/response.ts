// What can be done to a response, apart from any screen: choose by position, reorder, pair. No DOM.
import type { ChoiceView } from '../wire/ChoiceView';
import type { InteractionView } from '../wire/InteractionView';
import type { ResponseValue } from '../wire/ResponseValue';

export type Response = ResponseValue | null;

/** Options are named by their place, not by their id: the first is A. */
export const letter = (position: number): string => String.fromCharCode(65 + position);

export const chosenOption = (response: Response): string | null => (response?.kind === 'choice' ? response.option : null);
export const chosenOptions = (response: Response): string[] => (response?.kind === 'choices' ? response.options : []);
export const pairsOf = (response: Response): [string, string][] => (response?.kind === 'match' ? response.pairs : []);

/** Adds or removes one option, keeping the order in which the options stand. Nothing chosen is no answer. */
export function toggleOption(options: ChoiceView[], response: Response, id: string): Response {
  const had = new Set(chosenOptions(response));
  if (!had.delete(id)) had.add(id);
  const chosen = options.filter((o) => had.has(o.id)).map((o) => o.id);
  return chosen.length === 0 ? null : { kind: 'choices', options: chosen };
}

/** The order to show: the candidate's own, or the given one as long as nothing was ordered. */
export function orderShown(elements: ChoiceView[], response: Response): string[] {
  return response?.kind === 'order' ? response.elements : elements.map((e) => e.id);
}

export function moved(order: readonly string[], from: number, to: number): string[] {
  const next = [...order];
  const target = Math.max(0, Math.min(to, next.length - 1));
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(target, 0, taken);
  return next;
}

/** Pairs `left` with `right`; unless rights may be reused, one that was elsewhere moves here. `null` unpairs. */
export function paired(left: ChoiceView[], response: Response, leftId: string, rightId: string | null, reuse = false): Response {
  const kept = pairsOf(response).filter(([l, r]) => l !== leftId && (reuse || r !== rightId));
  const next: [string, string][] = rightId === null ? kept : [...kept, [leftId, rightId]];
  const place = new Map(left.map((l, i) => [l.id, i]));
  next.sort((a, b) => (place.get(a[0]) ?? 0) - (place.get(b[0]) ?? 0));
  return next.length === 0 ? null : { kind: 'match', pairs: next };
}

/** The first left without a pair after `leftId`, else before it; `null` when all have one. */
export function nextUnpaired(left: ChoiceView[], response: Response, leftId: string): string | null {
  const done = new Set(pairsOf(response).map(([l]) => l));
  const start = left.findIndex((l) => l.id === leftId) + 1;
  const round = [...left.slice(start), ...left.slice(0, start)];
  return round.find((l) => !done.has(l.id))?.id ?? null;
}

/** The keys A–F and 1–6: what choosing the option at `position` makes of the response; `undefined` when it means nothing. */
export function chosenByPosition(interaction: InteractionView, response: Response, position: number): Response | undefined {
  if (!('options' in interaction)) return undefined;
  const option = interaction.options[position];
  if (option === undefined) return undefined;
  if (interaction.type === 'multiple_response') return toggleOption(interaction.options, response, option.id);
  return { kind: 'choice', option: option.id };
}
