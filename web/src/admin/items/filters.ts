// Which items a list shows, and what its filters offer. No DOM.
import type { ItemRow } from '../../lib/wire/ItemRow';
import type { ItemFilters } from './room.svelte';

const COLLATOR = new Intl.Collator('id', { numeric: true });
export const distinct = (values: string[]): string[] => [...new Set(values)].filter((value) => value !== '').sort(COLLATOR.compare);

/** An item for every family has none named. */
const isFor = (row: ItemRow, family: string): boolean => row.job_families.length === 0 || row.job_families.includes(family);

/** `driftOf` says how the last sitting changed an item, once that is known. */
export function filtered(rows: ItemRow[], by: ItemFilters, driftOf: (item: string) => string | null = () => null): ItemRow[] {
  return rows.filter((row) =>
    (by.stage === '' || row.stage === by.stage)
    && (by.domain === '' || row.domain === by.domain)
    && (by.competency === '' || row.competency === by.competency)
    && (by.family === '' || isFor(row, by.family))
    && (by.interaction === '' || row.interaction === by.interaction)
    && (by.difficulty === '' || row.difficulty === by.difficulty)
    && (by.tag === '' || row.tags.includes(by.tag))
    && (!by.unfinished || row.faults > 0)
    && (by.drift === '' || (by.drift === 'any' ? driftOf(row.id) !== null : driftOf(row.id) === by.drift)));
}
export const isFiltered = (by: ItemFilters): boolean => Object.values(by).some((value) => value !== '' && value !== false);
