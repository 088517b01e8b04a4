// What is wrong in a file of parameters, as a sentence. No DOM.
import { number } from '../../lib/staff/format';
import type { Fault } from '../../lib/wire/Fault';
import { isCalibrationWord, t } from '../words/calibration';

/** `items[3] hitung-1` as people count. */
function placeOf(field: string): string | null {
  const [, at, id] = /^items\[(\d+)\](?: (.*))?$/.exec(field) ?? [];
  if (at === undefined) return null;
  const n = number(Number(at) + 1);
  return id ? t('imp_at', { n, id }) : t('imp_at_nameless', { n });
}

export function importFaultText({ field, code, detail }: Fault): string {
  const place = placeOf(field);
  const key = place && code === 'unreadable' ? 'imp_item_unreadable' : `imp_${code}`;
  const [a = '', b = ''] = (detail.match(/\d+/g) ?? []).map((digits) => number(Number(digits)));
  const text = isCalibrationWord(key) ? t(key as 'imp_count', { a, b }) : detail || code;
  return place ? `${place}: ${text}` : text;
}
