// What the server writes beside an act, in the language of the screen. It is stored English; what has no pattern here
// stays as it was written. No DOM.
import { translator } from '../i18n';
import { language } from './language';

const words = {
  forms: { id: '{0} formulir', en: '{0} forms' },
  items: { id: '{0} soal', en: '{0} items' },
  items_as: { id: '{0} soal, {1}', en: '{0} items, {1}' },
  items_of: { id: '{0}: {1} soal', en: '{0}: {1} items' },
  persons: { id: '{0} orang', en: '{0} persons' },
  people: { id: '{0} orang dari {1} sesi', en: '{0} people of {1} sessions' },
  results: { id: '{0} hasil', en: '{0} results' },
  workbook: { id: '{0} hasil sebagai buku kerja Excel', en: '{0} results as a workbook' },
  cards: { id: '{0} kartu', en: '{0} cards' },
  candidates: { id: '{0} peserta', en: '{0} candidates' },
  minutes: { id: '+{0} menit', en: '+{0} min' },
  revision: { id: 'penilaian ulang ke-{0}', en: 'revision {0}' },
  revision_by: { id: 'penilaian ulang ke-{0}, diusulkan oleh {1}', en: 'revision {0}, proposed by {1}' },
  revision_moves: { id: 'penilaian ulang ke-{0}: {1} berpindah kategori keseluruhan, {2} termasuk per bagian', en: 'revision {0}, {1} move overall, {2} with sections' },
  revision_people: { id: 'penilaian ulang ke-{0}: {1} berpindah kategori, termasuk per bagian', en: 'revision {0}, {1} people move' },
  holders: { id: 'pemegang: {0}, {1}', en: 'holders: {0}, {1}' },
  unlocked: { id: 'bersama {0}, selama {1} jam', en: 'with {0}, for {1} h' },
  emergency: { id: '{0} dihitung, {1} sudah ada, {2} ditolak; berkas {3}', en: '{0} counted, {1} known, {2} refused; file {3}' },
  not_loaded: { id: 'belum dimuat', en: 'not loaded' },
  time_over: { id: 'waktunya habis', en: 'time over' },
  proctor: { id: 'pengawas', en: 'proctor' },
  administrator: { id: 'administrator', en: 'administrator' },
  rehearsal: { id: 'gladi', en: 'rehearsal' },
};
type Word = keyof typeof words;
const t = translator(words, language);

/** Whole texts alone: what a person typed may hold any of these words. */
const PATTERNS: readonly (readonly [RegExp, Word])[] = [
  [/^(\d+) forms$/, 'forms'], [/^(\d+) items$/, 'items'], [/^(\d+) items, ([a-z-]+)$/, 'items_as'], [/^([a-z0-9-]+): (\d+) items$/, 'items_of'],
  [/^(\d+) persons$/, 'persons'], [/^(\d+) people of (\d+) sessions$/, 'people'],
  [/^(\d+) results$/, 'results'], [/^(\d+) results as a workbook$/, 'workbook'], [/^(\d+) cards$/, 'cards'], [/^(\d+) candidates$/, 'candidates'],
  [/^\+(\d+) min$/, 'minutes'],
  [/^revision (\d+)$/, 'revision'], [/^revision (\d+), proposed by (.+)$/, 'revision_by'],
  [/^revision (\d+), (\d+) move overall, (\d+) with sections$/, 'revision_moves'], [/^revision (\d+), (\d+) people move$/, 'revision_people'],
  [/^holders: (.+), (.+)$/, 'holders'], [/^with (.+), for (\d+) h$/, 'unlocked'],
  [/^(\d+) counted, (\d+) known, (\d+) refused; file (.+)$/, 'emergency'],
  [/^not loaded$/, 'not_loaded'], [/^time over$/, 'time_over'], [/^proctor$/, 'proctor'], [/^administrator$/, 'administrator'],
];

export function detailText(detail: string): string {
  for (const [pattern, word] of PATTERNS) {
    const found = pattern.exec(detail);
    if (found) return t(word, Object.fromEntries(found.slice(1).map((value, at) => [at, value])));
  }
  return detail;
}

/** Some acts count what they took in the place of their subject. */
const COUNTED: readonly Word[] = ['results', 'workbook', 'cards', 'candidates'];
export const subjectText = (subject: string): string => (PATTERNS.some(([pattern, word]) => COUNTED.includes(word) && pattern.test(subject)) ? detailText(subject) : subject);

/** A rehearsal closes its session itself; whatever else stands there a person wrote. */
export const reasonText = (reason: string): string => (reason === 'rehearsal' ? t('rehearsal') : reason);
