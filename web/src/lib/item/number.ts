// Numbers as Indonesians write them (1.234,5) to the wire's canonical decimal (1234.5) and back. No DOM.

export type ReadNumber =
  | { state: 'empty' }
  | { state: 'read'; value: string; /** A lone point before three digits: read as grouping, worth saying so. */ ambiguous: boolean }
  | { state: 'unreadable' };

const GROUPED = /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$/;
const COMMA_DECIMAL = /^\d*(?:,\d*)?$/;
const POINT_DECIMAL = /^\d*\.\d*$/;
const CANONICAL = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/** Reads what a person typed. A point groups thousands when it can (1.234), else it is a decimal sign (1.5). */
export function readNumber(typed: string): ReadNumber {
  let text = typed.trim().replace(/^rp\.?\s*/i, '').replace(/\s*%$/, '').replace(/[\s\u00a0_]/g, '').replace(/[−–—]/g, '-');
  if (text === '') return { state: 'empty' };
  const negative = text.startsWith('-');
  text = text.replace(/^[-+]/, '');
  let decimal: string;
  if (GROUPED.test(text)) decimal = text.replaceAll('.', '').replace(',', '.');
  else if (COMMA_DECIMAL.test(text)) decimal = text.replace(',', '.');
  else if (POINT_DECIMAL.test(text)) decimal = text;
  else return { state: 'unreadable' };
  const value = canonical(decimal, negative);
  return value === null ? { state: 'unreadable' } : { state: 'read', value, ambiguous: /^[1-9]\d{0,2}\.\d{3}$/.test(text) };
}

function canonical(decimal: string, negative: boolean): string | null {
  const [whole = '', fraction = ''] = decimal.split('.');
  if (whole === '' && fraction === '') return null;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  const bare = rest === '' ? digits : `${digits}.${rest}`;
  const value = negative && bare !== '0' ? `-${bare}` : bare;
  return CANONICAL.test(value) ? value : null;
}

/** `-1234.5` → `-1.234,5` (Indonesian) or `-1,234.5` (English). */
export function showNumber(value: string, language: 'id' | 'en' = 'id'): string {
  const [group, point] = language === 'id' ? ['.', ','] : [',', '.'];
  const [whole = '0', fraction] = value.replace(/^-/, '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (value.startsWith('-') ? '−' : '') + grouped + (fraction ? point + fraction : '');
}
