// What was written and not saved yet, kept in this tab: a sign-out, a reload or a wrong click loses nothing.
import type { ItemDraft } from '../../lib/wire/ItemDraft';

export type Kept = { draft: ItemDraft; after: number; at: number };
const key = (bank: string, item: string): string => `ukur-item:${bank}:${item}`;

export function keep(bank: string, item: string, kept: Kept): void {
  try {
    sessionStorage.setItem(key(bank, item), JSON.stringify(kept));
  } catch {
    // Full or forbidden storage: the page still holds it.
  }
}

export function keptOf(bank: string, item: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(bank, item)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

export const forget = (bank: string, item: string): void => sessionStorage.removeItem(key(bank, item));
