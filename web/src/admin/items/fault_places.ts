// Where in the form a bank's fault belongs, how it reads, and whether something is only missing yet. The bank names
// places as `options.C`, `left.2`, `gap 1.A`, `stem.chart.x`; a release puts the file before: `technical/tek-001.md: key`.
import { number } from '../../lib/staff/format';
import type { Fault } from '../../lib/wire/Fault';
import { isItemFault, placeName, t } from '../words/item_faults';

export type Place = { /** A field of the form. */ field: string; /** Place in its list, from 0. */ at: number | null; /** Of a gap: which, from 0. */ gap: number | null };

const MISSING = new Set(['missing_field', 'empty', 'missing_section', 'list_size', 'key_size', 'unknown_domain']);
/** Not there yet, rather than wrong. */
export const isMissing = (fault: Fault): boolean => MISSING.has(fault.code);

const inList = (mark: string | undefined): number | null => {
  if (mark === undefined) return null;
  if (/^\d+$/.test(mark)) return Number(mark) - 1;
  return /^[A-Z]$/i.test(mark) ? mark.toUpperCase().charCodeAt(0) - 65 : null;
};

export function placeOf(fault: Fault): Place {
  const field = fault.field.slice(fault.field.lastIndexOf(': ') + 1).trim();
  const [head = '', mark] = field.split('.');
  const gap = /^gap (\d+)$/i.exec(head);
  if (gap) return { field: 'gap', at: inList(mark), gap: Number(gap[1]) - 1 };
  return { field: head.toLowerCase(), at: inList(mark), gap: null };
}

/** The item of a release's fault, or the file that is no item. */
export function sourceOf(fault: Fault): { item: string } | { file: string } | null {
  const file = /^(\S+\.\w+): /.exec(fault.field)?.[1];
  if (file === undefined) return null;
  const item = /^(?!stimuli\/)[a-z0-9_-]+\/([a-z0-9-]+)\.md$/.exec(file)?.[1];
  return item === undefined ? { file } : { item };
}

export function itemFaultText(fault: Fault): string {
  const { field } = placeOf(fault);
  const [a = '', b = '', c = ''] = (fault.detail.match(/\d+/g) ?? []).map((digits) => number(Number(digits)));
  // A list says how many it has only together with its bounds.
  const code = fault.code === 'list_size' && c === '' && !isItemFault(`${field}_list_size`) ? '' : fault.code;
  for (const key of [`${field}_${code}`, code]) if (isItemFault(key)) return t(key, { a, b, c, detail: fault.detail });
  return fault.detail || fault.code;
}

export function placeText(fault: Fault): string {
  const { field, at, gap } = placeOf(fault);
  if (gap !== null) return `${placeName('gap')} ${gap + 1}${at === null ? '' : `, ${String.fromCharCode(65 + at)}`}`;
  if (at === null) return placeName(field);
  return `${placeName(field)} ${field === 'left' ? at + 1 : String.fromCharCode(65 + at)}`;
}

export const namedItemFault = (fault: Fault): string => {
  const place = placeText(fault);
  return place ? `${place}: ${itemFaultText(fault)}` : itemFaultText(fault);
};

/** Several faults of one place that read alike are one for people. */
export function distinctFaults(faults: Fault[]): Fault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const text = namedItemFault(fault);
    return !seen.has(text) && seen.add(text);
  });
}
