// Instants, spans, numbers and names as staff read them: official Indonesian forms, session time zone named.
// Clock times use a full stop (08.00 WIB), spans a colon (1:09:42), so that the two are never mistaken.
import { locale, type Language } from '../i18n';
import { language as chosen } from './language';

const ZONE_NAMES: Record<string, string> = { 'Asia/Jakarta': 'WIB', 'Asia/Pontianak': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' };
export const ZONES = [
  { id: 'Asia/Jakarta', name: 'WIB' },
  { id: 'Asia/Makassar', name: 'WITA' },
  { id: 'Asia/Jayapura', name: 'WIT' },
] as const;

export const zoneName = (zone: string): string => ZONE_NAMES[zone] ?? zone;

const formats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(zone: string, language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${language}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale(language), { timeZone: zone, ...options })));
  return format;
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DATE: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' };

export const time = (ms: number, zone: string, language = chosen): string => dateFormat(zone, language, TIME).format(ms);
export const timeSeconds = (ms: number, zone: string, language = chosen): string => dateFormat(zone, language, { ...TIME, second: '2-digit' }).format(ms);
export const timeZoned = (ms: number, zone: string, language = chosen): string => `${time(ms, zone, language)} ${zoneName(zone)}`;
export const date = (ms: number, zone: string, language = chosen): string => dateFormat(zone, language, DATE).format(ms);
export const dateShort = (ms: number, zone: string, language = chosen): string => dateFormat(zone, language, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
export const weekday = (ms: number, zone: string, language = chosen): string => dateFormat(zone, language, { weekday: 'long', ...DATE }).format(ms);
export const dateTime = (ms: number, zone: string, language = chosen): string => `${date(ms, zone, language)}, ${timeZoned(ms, zone, language)}`;

/** "Selasa, 11 Agustus 2026 · 08.00–12.00 WIB", with both dates when the window crosses midnight. */
export function windowText(opens: number, closes: number, zone: string, language = chosen): string {
  if (date(opens, zone, language) === date(closes, zone, language)) return `${weekday(opens, zone, language)} · ${time(opens, zone, language)}–${timeZoned(closes, zone, language)}`;
  return `${dateTime(opens, zone, language)} – ${dateTime(closes, zone, language)}`;
}

/** "2 jam 30 menit". */
export function span(ms: number, language: Language = chosen): string {
  const minutes = Math.round(ms / 60_000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const words = language === 'id' ? { h: 'jam', m: 'menit' } : { h: h === 1 ? 'hour' : 'hours', m: m === 1 ? 'minute' : 'minutes' };
  return [h > 0 ? `${h} ${words.h}` : '', m > 0 || h === 0 ? `${m} ${words.m}` : ''].filter(Boolean).join(' ');
}

const two = (n: number): string => String(n).padStart(2, '0');

/** A ticking span: "1:09:42" or "09:42"; never below zero. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** How long ago, short: "12 dtk", "3 mnt", "1 j 05 mnt". */
export function since(ms: number, language: Language = chosen): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const unit = language === 'id' ? { s: 'dtk', m: 'mnt', h: 'j' } : { s: 's', m: 'min', h: 'h' };
  if (seconds < 60) return `${seconds} ${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} ${unit.m}` : `${Math.floor(minutes / 60)} ${unit.h} ${two(minutes % 60)} ${unit.m}`;
}

export function number(value: number, digits = 0, language: Language = chosen): string {
  // No "-0,0": what rounds to nothing has no sign.
  return new Intl.NumberFormat(locale(language), { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' }).format(value);
}
export const percent = (share: number, language: Language = chosen): string => {
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  const shown = share > 0 && share < 0.0005 ? `< ${number(0.1, 1, language)}` : number(share * 100, digits, language);
  return `${shown}\u00a0%`;
};

/** The first two letters of each word stay: enough to find a neighbour, too little for a hall to read. */
export const maskName = (name: string): string =>
  name.split(/\s+/).map((word) => (word.length <= 2 ? word : word.slice(0, 2) + '•'.repeat(Math.min(word.length - 2, 5)))).join(' ');

// ——— Local date and time in a zone ↔ instant ———

function offsetMs(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(ms / 1000) * 1000;
}

/** `('2026-08-11', '08:00', 'Asia/Jakarta')` → instant, or null when it is not a date and time. */
export function toInstant(day: string, clockTime: string, zone: string): number | null {
  const asUtc = Date.parse(`${day}T${clockTime}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc - offsetMs(asUtc, zone);
  return asUtc - offsetMs(guess, zone);
}

export function toLocal(ms: number, zone: string): { day: string; time: string } {
  const shifted = new Date(ms + offsetMs(ms, zone)).toISOString();
  return { day: shifted.slice(0, 10), time: shifted.slice(11, 16) };
}
