// Times as candidates read them: in the session's zone, with the Indonesian abbreviation. No DOM.
import { locale, type Language } from '../lib/i18n';

const ABBREVIATIONS: Record<string, string> = {
  'Asia/Jakarta': 'WIB', 'Asia/Pontianak': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Ujung_Pandang': 'WITA', 'Asia/Jayapura': 'WIT',
};

/** `08.00 WIB` */
export function timeIn(ms: number, zone: string, language: Language): string {
  const text = new Intl.DateTimeFormat(locale(language), { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);
  return `${text} ${ABBREVIATIONS[zone] ?? zone}`;
}

/** `22 November 2026` */
export function dateIn(ms: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
}

/** `1:05:09`, or `05:09` under an hour; never below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `1 jam 30 menit`, rounded up to whole minutes. */
export function spoken(ms: number, language: Language): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const [h, m] = language === 'id' ? ['jam', 'menit'] : [hours === 1 ? 'hour' : 'hours', rest === 1 ? 'minute' : 'minutes'];
  if (hours === 0) return `${rest} ${m}`;
  return rest === 0 ? `${hours} ${h}` : `${hours} ${h} ${rest} ${m}`;
}

/** The marks at which a candidate is told, in minutes. */
export const WARNINGS = [10, 5, 1] as const;

/** The mark that was passed between two looks at the clock, if one was. */
export function warningPassed(beforeMs: number, nowMs: number): number | null {
  return WARNINGS.findLast((m) => beforeMs > m * 60_000 && nowMs <= m * 60_000) ?? null;
}

/** `Peserta U•••`: enough to know it is one's own, too little for the neighbour. */
export function maskedName(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/);
  return [first, ...others.slice(0, 2).map((word) => `${word.charAt(0)}•••`)].join(' ');
}
