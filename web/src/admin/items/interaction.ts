// What an editor does to the way an item is answered: blank, changed to another kind, entries added, removed and
// moved with the key and the credits that point at them. Nothing is changed in place. No DOM.
import type { DraftGap } from '../../lib/wire/DraftGap';
import type { DraftInteraction } from '../../lib/wire/DraftInteraction';

export type Kind = DraftInteraction['type'];
export type Of<K extends Kind> = Extract<DraftInteraction, { type: K }>;
export type ListName = 'options' | 'elements' | 'left' | 'right';

export const KINDS: Kind[] = ['single_choice', 'multiple_response', 'graded_judgement', 'numeric_entry', 'ordering', 'matching', 'association', 'gap_text', 'extended_text'];
/** FORMAT.md: least and most entries of each list. */
export const SIZES: Record<Exclude<Kind, 'numeric_entry' | 'gap_text' | 'extended_text'>, [number, number]> = {
  single_choice: [2, 10], multiple_response: [2, 12], graded_judgement: [2, 10], ordering: [2, 10], matching: [2, 10], association: [3, 12],
};
export const RIGHT_MOST = 12;
export const GAP_OPTIONS: [number, number] = [2, 20];
export const GAPS_MOST = 20;

const blanks = (count: number): string[] => Array.from({ length: count }, () => '');
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const letter = (index: number): string => String.fromCharCode(65 + index);

export const blankChoiceGap = (): DraftGap => ({ type: 'choice', options: blanks(3), key: null, credit: [] });
export const blankTextGap = (): DraftGap => ({ type: 'text', accepted: [{ text: '', credit: 1 }], case_sensitive: false });

/** Five options are what the bank's items have. */
export function blank(kind: Kind, texts: string[] = []): DraftInteraction {
  const filled = (count: number): string[] => (texts.length > 0 ? texts : blanks(count));
  switch (kind) {
    case 'single_choice': return { type: kind, options: filled(5), key: null, credit: [] };
    case 'multiple_response': return { type: kind, options: filled(5), key: [], exact: false, credit: [] };
    case 'graded_judgement': { const options = filled(5); return { type: kind, options, weights: options.map(() => 0) }; }
    case 'numeric_entry': return { type: kind, key: null, tolerance: 0, unit: null, slider: null };
    case 'ordering': { const elements = filled(4); return { type: kind, elements, key: upTo(elements.length), exact: false }; }
    case 'matching': return { type: kind, left: filled(3), right: blanks(Math.max(3, texts.length)), key: [], reuse: false, exact: false, credit: [] };
    case 'association': return { type: kind, elements: filled(4), key: [], exact: false };
    case 'gap_text': return { type: kind, gaps: [], exact: false };
    case 'extended_text': return { type: kind };
  }
}

/** The texts and the key go along where the other kind has room for them. */
export function converted(old: DraftInteraction, kind: Kind): DraftInteraction {
  if (old.type === kind) return old;
  const next = blank(kind, textsOf(old).filter((text) => text.trim() !== ''));
  if (next.type === 'single_choice' && old.type === 'multiple_response') return { ...next, key: old.key[0] ?? null };
  if (next.type === 'multiple_response' && old.type === 'single_choice') return { ...next, key: old.key === null ? [] : [old.key] };
  return next;
}

/** Something would be lost when the kind changes. */
export const hasContent = (interaction: DraftInteraction): boolean =>
  textsOf(interaction).some((text) => text.trim() !== '') || (interaction.type === 'numeric_entry' && interaction.key !== null) || (interaction.type === 'gap_text' && interaction.gaps.length > 0);

export function textsOf(interaction: DraftInteraction): string[] {
  switch (interaction.type) {
    case 'single_choice': case 'multiple_response': case 'graded_judgement': return interaction.options;
    case 'ordering': case 'association': return interaction.elements;
    case 'matching': return interaction.left;
    default: return [];
  }
}

const placed = (order: number[]) => (index: number): number | null => {
  const at = order.indexOf(index);
  return at < 0 ? null : at;
};
const kept = <T>(list: (T | null)[]): T[] => list.filter((entry): entry is T => entry !== null);
const credits = <C extends { choice: number }>(list: C[], to: (index: number) => number | null): C[] =>
  kept(list.map((entry) => { const choice = to(entry.choice); return choice === null ? null : { ...entry, choice }; }));
const pairs = (list: [number, number][], left: (i: number) => number | null, right: (i: number) => number | null): [number, number][] =>
  kept(list.map(([a, b]): [number, number] | null => { const [one, other] = [left(a), right(b)]; return one === null || other === null ? null : [one, other]; }));

/** The list in a new order: `order` names the old places, those that are not named are gone. */
export function rearranged<I extends DraftInteraction>(interaction: I, list: ListName, order: number[]): I;
export function rearranged(interaction: DraftInteraction, list: ListName, order: number[]): DraftInteraction {
  const to = placed(order);
  const same = (index: number): number => index;
  const texts = (old: string[]): string[] => order.map((index) => old[index] ?? '');
  switch (interaction.type) {
    case 'single_choice': return { ...interaction, options: texts(interaction.options), key: interaction.key === null ? null : to(interaction.key), credit: credits(interaction.credit, to) };
    case 'multiple_response': return { ...interaction, options: texts(interaction.options), key: kept(interaction.key.map(to)).sort((a, b) => a - b), credit: credits(interaction.credit, to) };
    case 'graded_judgement': return { ...interaction, options: texts(interaction.options), weights: order.map((index) => interaction.weights[index] ?? 0) };
    case 'ordering': return { ...interaction, elements: texts(interaction.elements), key: kept(interaction.key.map(to)) };
    case 'association': return { ...interaction, elements: texts(interaction.elements), key: pairs(interaction.key, to, to) };
    case 'matching': {
      const [left, right] = list === 'left' ? [to, same] : [same, to];
      const credit = kept(interaction.credit.map((entry) => { const [l, r] = [left(entry.left), right(entry.right)]; return l === null || r === null ? null : { ...entry, left: l, right: r }; }));
      const side = list === 'left' ? { left: texts(interaction.left) } : { right: texts(interaction.right) };
      return { ...interaction, ...side, key: pairs(interaction.key, left, right), credit };
    }
    default: return interaction;
  }
}

const listOf = (interaction: DraftInteraction, list: ListName): string[] =>
  list === 'right' && interaction.type === 'matching' ? interaction.right : textsOf(interaction);

export const removed = <I extends DraftInteraction>(interaction: I, list: ListName, at: number): I =>
  rearranged(interaction, list, upTo(listOf(interaction, list).length).filter((index) => index !== at));

export function moved<I extends DraftInteraction>(interaction: I, list: ListName, from: number, to: number): I {
  const order = upTo(listOf(interaction, list).length);
  if (to < 0 || to >= order.length) return interaction;
  order.splice(to, 0, ...order.splice(from, 1));
  return rearranged(interaction, list, order);
}

export function added<I extends DraftInteraction>(interaction: I, list: ListName): I {
  const count = listOf(interaction, list).length;
  const grown = rearranged(interaction, list, upTo(count + 1));
  // A new element comes last until its author says otherwise.
  return grown.type === 'ordering' ? { ...grown, key: [...grown.key, count] } : grown;
}

/** The element gets this place in the right order; whoever had it takes the other's. */
export function ordered(interaction: Of<'ordering'>, element: number, place: number): Of<'ordering'> {
  const key = [...interaction.key];
  const missing = upTo(interaction.elements.length).filter((index) => !key.includes(index));
  key.push(...missing);
  const from = key.indexOf(element);
  const other = key[place];
  if (other === undefined) return interaction;
  key[place] = element;
  key[from] = other;
  return { ...interaction, key };
}

/** One right answer for a left; without reuse the left that had it loses it. */
export function matched(interaction: Of<'matching'>, left: number, right: number | null): Of<'matching'> {
  const others = interaction.key.filter(([l, r]) => l !== left && (interaction.reuse || r !== right));
  const key: [number, number][] = right === null ? others : [...others, [left, right]];
  return { ...interaction, key: key.sort(([a], [b]) => a - b) };
}

export type Marking = 'standard' | 'exact' | 'credit';
export const markingOf = (interaction: { exact: boolean; credit: unknown[] }): Marking => (interaction.exact ? 'exact' : interaction.credit.length > 0 ? 'credit' : 'standard');
