// Ids as the bank takes them: typed, made of a title, and the next free one of a domain’s items. No DOM.
import type { ItemRow } from '../../lib/wire/ItemRow';

export const ID_MOST = 40;
export const isId = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text);

const plain = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/** What was typed, as far as it can be an id. */
export const asId = (text: string): string => plain(text).replace(/[^a-z0-9-]+/g, '-').slice(0, ID_MOST);

/** The words of a title, joined by the sign; empty where none of its letters can stand in an id. */
export function idOf(title: string, sign: '-' | '_'): string {
  const words = plain(title).split(/[^a-z0-9]+/).filter((word) => word !== '');
  const id = words.join(sign).slice(0, ID_MOST);
  return id.endsWith(sign) ? id.slice(0, -1) : id;
}

/** `num-104` after `num-103`: the domain's usual beginning, one above its highest number. */
export function nextId(rows: Pick<ItemRow, 'id' | 'domain'>[], domain: string): string {
  const found = new Map<string, { count: number; highest: number; digits: number }>();
  for (const row of rows) {
    const match = row.domain === domain ? /^([a-z-]+-)(\d{2,6})$/.exec(row.id) : null;
    if (!match) continue;
    const [, head = '', digits = ''] = match;
    const known = found.get(head) ?? { count: 0, highest: 0, digits: 0 };
    found.set(head, { count: known.count + 1, highest: Math.max(known.highest, Number(digits)), digits: Math.max(known.digits, digits.length) });
  }
  const [head, usual] = [...found].sort(([, a], [, b]) => b.count - a.count)[0] ?? [`${asId(domain).slice(0, 3) || 'butir'}-`, { highest: 0, digits: 3 }];
  const taken = new Set(rows.map((row) => row.id));
  for (let number = usual.highest + 1; ; number++) {
    const id = `${head}${String(number).padStart(usual.digits, '0')}`;
    if (!taken.has(id)) return id;
  }
}
