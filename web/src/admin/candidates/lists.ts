// Lists of people put in order: distinct values, cards by place, unit or name, cut into sheets. No DOM here.
import type { AccessCard } from '../../lib/wire/AccessCard';

const collator = new Intl.Collator('id', { numeric: true, sensitivity: 'base' });

/** Sorted, without the empty one. */
export const distinct = (values: readonly string[]): string[] => [...new Set(values)].filter(Boolean).sort(collator.compare);

export type Order = 'place' | 'unit' | 'name';
const keysOf: Record<Order, (card: AccessCard) => string[]> = {
  place: (card) => [card.room ?? '', card.seat ?? '', card.name],
  unit: (card) => [card.unit, card.name],
  name: (card) => [card.name],
};

/** Who has no room or seat goes last. */
function compare(a: string[], b: string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left === right) continue;
    if (left === '' || right === '') return left === '' ? 1 : -1;
    const order = collator.compare(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

export function ordered(cards: readonly AccessCard[], order: Order): AccessCard[] {
  return [...cards].sort((a, b) => compare(keysOf[order](a), keysOf[order](b)) || collator.compare(a.nip, b.nip));
}

export const PER_SHEET = 10;

/** Sheets of ten; with `apart` each room (or unit) begins on a new one. By name there is nothing to keep apart. */
export function sheetsOf(cards: readonly AccessCard[], order: Order, apart: boolean): AccessCard[][] {
  const group = (card: AccessCard): string => (!apart || order === 'name' ? '' : order === 'place' ? (card.room ?? '') : card.unit);
  const sheets: AccessCard[][] = [];
  let of = '';
  for (const card of ordered(cards, order)) {
    const last = sheets.at(-1);
    if (!last || last.length === PER_SHEET || group(card) !== of) sheets.push([card]);
    else last.push(card);
    of = group(card);
  }
  return sheets;
}

/** 19800101 200501 1 001, as it is written on paper; anything else stays as it is. */
export const spacedNip = (nip: string): string => (/^\d{18}$/.test(nip) ? nip.replace(/^(\d{8})(\d{6})(\d)(\d{3})$/, '$1 $2 $3 $4') : nip);

/** True for addresses that only the computer itself knows. */
export const isLocal = (address: string): boolean => /^(https?:\/\/)?(localhost|127\.|\[?::1)/i.test(address.trim());
