// How sheets with these headers were mapped last, in this browser, so that the next file of the same source needs no
// work. No DOM beyond the storage.
import type { SheetLayout } from '../../../lib/wire/SheetLayout';
import type { SheetView } from '../../../lib/wire/SheetView';

const STORED = 'ukur-sheets';
/** Sources that are remembered; the oldest goes. */
const MOST = 30;
type Mapping = Pick<SheetLayout, 'columns' | 'constants' | 'key'>;
type Entry = { of: string; mapping: Mapping };

/** A bank and the headers as they stand; constants name what only this bank has. */
const nameOf = (bank: string, view: SheetView): string => JSON.stringify([bank, ...view.columns.map((column) => column.header.trim().toLowerCase())]);

function isMapping(value: unknown): value is Mapping {
  const { columns, constants, key } = (value ?? {}) as Partial<Record<keyof Mapping, unknown>>;
  const texts = (list: unknown[]): boolean => list.every((one) => typeof one === 'string');
  return Array.isArray(columns) && texts(columns) && typeof constants === 'object' && constants !== null && texts(Object.values(constants)) && ['any', 'letter', 'number', 'text'].includes(key as string);
}

function entries(): Entry[] {
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? '[]') as unknown;
    return Array.isArray(found) ? (found as Entry[]).filter((entry) => typeof entry?.of === 'string' && isMapping(entry.mapping)) : [];
  } catch {
    return [];
  }
}

function store(list: Entry[]): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(list.slice(-MOST)));
  } catch {
    // Full or forbidden storage: the next sheet is guessed again.
  }
}

/** Without its header a sheet cannot be told from others. */
const canBeKnown = (view: SheetView): boolean => (view.layout.header ?? 0) > 0;

export function remember(bank: string, view: SheetView, { columns, constants, key }: SheetLayout): void {
  if (!canBeKnown(view)) return;
  const of = nameOf(bank, view);
  store([...entries().filter((entry) => entry.of !== of), { of, mapping: { columns, constants, key } }]);
}

export function remembered(bank: string, view: SheetView): Mapping | null {
  const of = nameOf(bank, view);
  const found = canBeKnown(view) ? entries().find((entry) => entry.of === of) : undefined;
  return found?.mapping.columns.length === view.columns.length ? found.mapping : null;
}

export function forgetSheet(bank: string, view: SheetView): void {
  const of = nameOf(bank, view);
  store(entries().filter((entry) => entry.of !== of));
}
