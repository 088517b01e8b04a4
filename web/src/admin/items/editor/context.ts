// What the fields of an editor share without handing it down: the bank and what the preview found wrong.
import { getContext, setContext } from 'svelte';
import type { Fault } from '../../../lib/wire/Fault';
import { distinctFaults, placeOf } from '../fault_places';

export interface Editor {
  readonly bank: string;
  readonly faults: Fault[];
}
const KEY = Symbol('item editor');

export const setEditor = (editor: Editor): Editor => setContext(KEY, editor);
export const getEditor = (): Editor => getContext<Editor>(KEY);

/** Faults of a field, or of one entry of its list. */
export function faultsAt(editor: Editor, field: string, at: number | null = null, gap: number | null = null): Fault[] {
  return distinctFaults(editor.faults.filter((fault) => {
    const place = placeOf(fault);
    return place.field === field && place.at === at && place.gap === gap;
  }));
}
