// Pairs within one list: no pair has a direction, no element is in two of them. No DOM.
import type { ChoiceView } from '../wire/ChoiceView';
import { pairsOf, type Response } from './response';

export function partnerOf(response: Response, id: string): string | null {
  const pair = pairsOf(response).find((p) => p.includes(id));
  return pair ? (pair[0] === id ? pair[1] : pair[0]) : null;
}

/** Pairs two elements; whatever either was paired with is free again. Kept in the order in which the elements stand. */
export function associated(elements: ChoiceView[], response: Response, one: string, other: string): Response {
  if (one === other) return response;
  const place = new Map(elements.map((e, i) => [e.id, i]));
  const at = (id: string) => place.get(id) ?? 0;
  const kept = pairsOf(response).filter((pair) => !pair.includes(one) && !pair.includes(other));
  const pairs = [...kept, [one, other] as [string, string]]
    .map(([a, b]): [string, string] => (at(a) <= at(b) ? [a, b] : [b, a]))
    .sort((a, b) => at(a[0]) - at(b[0]));
  return { kind: 'match', pairs };
}

/** Takes the pair of `id` apart. No pair left is no answer. */
export function dissociated(response: Response, id: string): Response {
  const pairs = pairsOf(response).filter((pair) => !pair.includes(id));
  return pairs.length === 0 ? null : { kind: 'match', pairs };
}
