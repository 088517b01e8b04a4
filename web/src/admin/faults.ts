// What is wrong, as a sentence: the server's stable codes in the words of the dictionary, with the numbers that its
// English detail holds. An unknown code shows that detail as it is.
import { number } from '../lib/staff/format';
import type { Fault } from '../lib/wire/Fault';
import { FIELDS, isFaultWord, t } from './words/faults';

const FAMILIES = ['pimpinan', 'administrator', 'pengawas', 'fungsional', 'pelaksana'];

/** The name of a field or column as forms show it. */
export const fieldName = (field: string): string => FIELDS[field] ?? field;

export function faultText(fault: Fault): string {
  const plain = fault.code === 'out_of_range' && fault.field.endsWith('_ms');
  const [a = '', b = ''] = (fault.detail.match(/\d+/g) ?? []).map((digits) => (plain ? digits : number(Number(digits))));
  for (const key of [`${fault.field}_${fault.code}`, fault.code]) if (isFaultWord(key)) return t(key, { a, b });
  return fault.detail || fault.code;
}

/** With the field's name before it, for lists. */
export const namedFault = (fault: Fault): string => {
  const shortage = shortageOf(fault);
  if (shortage) return t('shortage_line', { place: fault.field, a: number(shortage.needed), b: number(shortage.available) });
  return fault.field && fault.field !== 'candidates' ? `${fieldName(fault.field)}: ${faultText(fault)}` : faultText(fault);
};

export type ShortageFault = { domain: string; competency: string | null; difficulty: string | null; needed: number; available: number; family: string | null };

/** `technical/budgeting/easy` · "needs 1, the bank has 0 for administrator". */
export function shortageOf(fault: Fault): ShortageFault | null {
  if (fault.code !== 'shortage') return null;
  const [domain = '', competency = '*', difficulty = '*'] = fault.field.split('/');
  const [needed, available] = (fault.detail.match(/\d+/g) ?? []).map(Number);
  if (needed === undefined || available === undefined) return null;
  const family = /\bfor (\w+)$/.exec(fault.detail)?.[1] ?? null;
  const any = (part: string): string | null => (part === '*' ? null : part);
  return { domain, competency: any(competency), difficulty: any(difficulty), needed, available, family: family && FAMILIES.includes(family) ? family : null };
}
