// What the results pages compute: order and level of categories, counts, filters, units, shortened fingerprints. No DOM.
import type { CutView } from '../../lib/wire/CutView';
import type { PotentialCategory } from '../../lib/wire/PotentialCategory';
import type { ResultRow } from '../../lib/wire/ResultRow';

/** Near a cut. A voided attempt decides nothing, so nobody looks at it. */
export const needsLook = (row: ResultRow): boolean => !row.voided && row.measurement?.borderline === true;

/** Highest first, as they are read out. */
export const CATEGORIES: readonly PotentialCategory[] = ['sangat_potensial', 'potensial', 'cukup_potensial', 'kurang_potensial'];

/** 1 (lowest) to 4: how many steps of the sign are filled. */
export const levelOf = (category: PotentialCategory): number => CATEGORIES.length - CATEGORIES.indexOf(category);

export type Count = { category: PotentialCategory; n: number; share: number };

/** Voided attempts count for nothing. */
export function countCategories(rows: readonly ResultRow[]): Count[] {
  const counted = rows.filter((row) => !row.voided);
  return CATEGORIES.map((category) => {
    const n = counted.filter((row) => row.category === category).length;
    return { category, n, share: counted.length === 0 ? 0 : n / counted.length };
  });
}

export type Filter = { category: PotentialCategory | null; unit: string | null; look?: boolean };

/** A category, like a second look, asks for what counts, so it leaves voided attempts out, as its count does. */
export const filterRows = (rows: readonly ResultRow[], { category, unit, look = false }: Filter): ResultRow[] =>
  rows.filter((row) => (!look || needsLook(row)) && (unit === null || row.unit === unit) && (category === null || (row.category === category && !row.voided)));

export function unitsOf(rows: readonly ResultRow[]): string[] {
  return [...new Set(rows.map((row) => row.unit))].sort(new Intl.Collator('id', { numeric: true }).compare);
}

/** Domains in the order of the forms; a domain that only some forms hold is kept. */
export function domainsOf(rows: readonly ResultRow[]): { domain: string; title: string }[] {
  const seen = new Map<string, string>();
  for (const row of rows) for (const { domain, title } of row.domains) if (!seen.has(domain)) seen.set(domain, title);
  return [...seen].map(([domain, title]) => ({ domain, title }));
}

/** Lines to draw: cuts above 0, lowest first. */
export const cutLines = (cuts: readonly CutView[]): CutView[] => cuts.filter((cut) => cut.from > 0).sort((a, b) => a.from - b.from);

/** The range of each category, highest first: `to` is where the next one begins. */
export function cutRanges(cuts: readonly CutView[]): { category: PotentialCategory; from: number; to: number | null }[] {
  return CATEGORIES.map((category) => {
    const from = cuts.find((cut) => cut.category === category)?.from ?? 0;
    const above = cutLines(cuts).find((cut) => levelOf(cut.category) > levelOf(category));
    return { category, from, to: above?.from ?? null };
  });
}

/** "e94c3995 0e25…": enough to compare by eye; the whole is copied and printed. */
export const shortened = (text: string, keep = 12): string => (text.length <= keep + 4 ? text : `${text.slice(0, keep)}…`);
