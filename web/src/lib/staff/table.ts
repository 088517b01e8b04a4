// What a table computes: search, sort, which rows are on screen, CSV. No DOM here.
export type Cell = string | number | null;
export type Column<T> = {
  id: string;
  label: string;
  value: (row: T) => Cell;
  /** Shown text when it differs from the sort value. */
  text?: (row: T) => string;
  align?: 'left' | 'right';
  width?: string;
  /** Hidden until chosen under "Kolom". */
  optional?: boolean;
  /** Cannot be hidden. */
  fixed?: boolean;
};
export type Sort = { column: string; down: boolean };

const collator = new Intl.Collator('id', { numeric: true, sensitivity: 'base' });

/** Missing values go last in both directions. */
export function compareCells(a: Cell, b: Cell, down = false): number {
  if (a === null || a === '') return b === null || b === '' ? 0 : 1;
  if (b === null || b === '') return -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return down ? -order : order;
}

export function sortRows<T>(rows: readonly T[], value: (row: T) => Cell, down = false): T[] {
  return rows.map((row, index) => ({ row, index, cell: value(row) }))
    .sort((a, b) => compareCells(a.cell, b.cell, down) || a.index - b.index)
    .map((entry) => entry.row);
}

/** All words must occur somewhere; letters with and without accents and dots in numbers are alike. */
export const folded = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

export function matches(haystack: string, query: string): boolean {
  const text = folded(haystack);
  return folded(query).split(/\s+/).filter(Boolean).every((word) => text.includes(word));
}

export type Slice = { first: number; last: number; before: number; after: number };

/** Which rows to render for a scroll position, with a few on either side, and the empty heights around them. */
export function windowOf(count: number, rowHeight: number, scrollTop: number, height: number, margin = 8): Slice {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - margin));
  const last = Math.max(first, Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin));
  return { first, last, before: first * rowHeight, after: (count - last) * rowHeight };
}

/** RFC 4180 with a semicolon-proof quoting and protection against formulas in spreadsheets. */
export function csv(header: string[], rows: Cell[][]): string {
  const field = (cell: Cell): string => {
    let text = cell === null ? '' : String(cell);
    if (typeof cell === 'string' && /^[=+\-@\t]/.test(text)) text = `'${text}`;
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}
