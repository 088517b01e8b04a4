// What an export leaves behind, gathered by what it is rather than by item. No DOM.
import type { ExportLoss } from '../../../lib/wire/ExportLoss';
import { named as interactionName } from '../../library/text';
import { lossWord, t } from '../../words/item_export';

export type LossGroup = { text: string; /** The server's own words. */ english: boolean; /** The item is not in the file at all. */ whole: boolean; items: string[] };

/** `the whole item: Aiken has no `ordering``. */
const WHOLE = /^the whole item: .*`(\w+)`$/;

function group(what: string): Omit<LossGroup, 'items'> {
  const kind = WHOLE.exec(what)?.[1];
  if (kind !== undefined) return { text: t('l_whole', { kind: interactionName(kind) }), english: false, whole: true };
  const text = lossWord(what);
  return { text: text ?? what, english: text === null, whole: what.startsWith('the whole item') };
}

/** Items that are not in the file first, then what most items lose. */
export function lossGroups(losses: ExportLoss[]): LossGroup[] {
  const groups = new Map<string, LossGroup>();
  for (const { item, what } of losses) {
    const made = group(what);
    const known = groups.get(made.text) ?? { ...made, items: [] };
    if (!known.items.includes(item)) known.items.push(item);
    groups.set(made.text, known);
  }
  return [...groups.values()].sort((a, b) => Number(b.whole) - Number(a.whole) || b.items.length - a.items.length);
}

export const notWritten = (groups: LossGroup[]): number => new Set(groups.filter((one) => one.whole).flatMap((one) => one.items)).size;

export function exportQuery(format: string, stages: string[], items: string[]): string {
  return new URLSearchParams({ format, ...(stages.length > 0 ? { stage: stages.join(',') } : {}), ...(items.length > 0 ? { item: items.join(',') } : {}) }).toString();
}
