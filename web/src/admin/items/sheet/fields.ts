// What a column may hold: the server's names in groups, and their words. No DOM.
import { t, word } from '../../words/item_sheet';
import { letter } from '../interaction';

const MOST_OPTIONS = 10;
const counted = (word: string, most: number): string[] => Array.from({ length: most }, (_, index) => `${word}_${index + 1}`);

export const GROUPS: { id: 'question' | 'options' | 'scores' | 'about' | 'more'; fields: string[] }[] = [
  { id: 'question', fields: ['stem', 'key', 'kind', 'rationale'] },
  { id: 'options', fields: [...counted('option', MOST_OPTIONS), 'option_list'] },
  { id: 'scores', fields: counted('score', MOST_OPTIONS) },
  { id: 'about', fields: ['domain', 'competency', 'indicator', 'difficulty', 'seconds', 'tags', 'job_families', 'title', 'number', 'id'] },
  { id: 'more', fields: ['marking', 'tolerance', 'unit', 'shuffle', 'max_choices', 'stimulus', 'enemies', 'computation', 'picture', 'format', ...counted('left', MOST_OPTIONS), ...counted('option_picture', MOST_OPTIONS)] },
];

/** Of these a sheet may have several. */
const mayRepeat = (field: string): boolean => field === 'ignored' || field === 'picture';

/** `option_1` is Pilihan A; left texts are counted. */
export function fieldName(field: string): string {
  if (field === 'ignored') return t('ignored');
  const [, stem, place] = /^(option|score|option_picture|left)_(\d+)$/.exec(field) ?? [];
  if (stem === undefined) return word(`f_${field}`) ?? field;
  const at = Number(place);
  return t(`f_${stem}` as 'f_option', { n: stem === 'left' ? at : letter(at - 1) });
}

/** For each column another one that holds the same, or null. */
export const twins = (columns: string[]): (number | null)[] =>
  columns.map((field, at) => {
    const other = mayRepeat(field) ? -1 : columns.findIndex((one, index) => one === field && index !== at);
    return other < 0 ? null : other;
  });

/** As spreadsheets name columns: A, Z, AA. */
export const columnLetters = (at: number): string => (at < 26 ? letter(at) : columnLetters(Math.floor(at / 26) - 1) + letter(at % 26));
