// What the server says of a file and of its rows, as sentences: it speaks English, whose known forms are read here;
// what is unknown is shown as it is, and said to be English for screen readers. No DOM.
import { placeName } from '../../words/item_faults';
import { refusedWord, t } from '../../words/item_import';

export type Said = { text: string; english: boolean };
const said = (text: string): Said => ({ text, english: false });

const FORMS: [RegExp, (...parts: string[]) => string][] = [
  [/^a repeat: the item `(.+?)`(?: of the bank)? has the same text and key$/, (a) => t('s_repeat', { a })],
  [/^a repeat: `(.+?)` of this file has the same text and key$/, (a) => t('s_repeat_file', { a })],
  [/^the id `(.+?)` is taken in this bank; the item is `(.+?)` here$/, (a, b) => t('s_id', { a, b })],
  [/^mended by hand$/, () => t('s_by_hand')],
  [/^picture (.+?): (.+)$/, (a, b) => t('s_picture', { a, b })],
  [/^`(\w+)` is missing$/, (a) => t('s_missing', { a: placeName(a) })],
  [/^`## (\w+)` is missing$/, (a) => t('s_missing', { a: placeName(a.toLowerCase()) })],
  [/^the text is empty$/, () => t('s_empty')],
  [/^(\d+) entries; (\d+) to (\d+) are allowed$/, (a, b, c) => t('s_entries', { a, b, c })],
  [/^`.*` is no domain of the bank$/, () => t('s_domain')],
  [/^there is no key$/, () => t('s_no_key')],
  [/^the key `(.+?)` has no option: there are (\d+)$/, (a, b) => t('s_key_beyond', { a, b })],
  [/^the key `(.+?)` is neither the letter nor the text of an option$/, (a) => t('s_key_unknown', { a })],
  [/^the option is empty and a later one is not$/, () => t('s_option_empty')],
  [/^the question has no text$/, () => t('s_no_stem')],
  [/^fewer than two options$/, () => t('s_few_options')],
  [/^the id `(.+?)` stands in the table twice$/, (a) => t('s_id_twice', { a })],
  [/^the kind `(.+?)` is not known$/, (a) => t('s_kind', { a })],
  [/^the column `(.+?)` is not taken over$/s, (a) => t('s_column_left', { a })],
  [/^the (domain|competency) `(.+?)` is `.+` in this bank$/s, (what, a) => t('s_title', { what: placeName(what), a })],
  [/^read as ([\w-]+)$/, (a) => t('s_encoding', { a })],
  [/^column `(.+?)`: the stored value of a formula was taken$/s, (a) => t('s_formula', { a })],
  [/^column `(.+?)`: of merged cells only the first counts$/s, (a) => t('s_merged', { a })],
  [/^the cell became a date; .+ \((.+)\)$/s, (a) => t('s_date', { a })],
  [/^it must be whole seconds from 10 to 900$/, () => t('s_seconds')],
  [/^the key `(.+?)` is no letter$/s, (a) => t('s_key_no_letter', { a })],
  [/^the key `(.+?)` is no number$/s, (a) => t('s_key_no_number', { a })],
  [/^the key `(.+?)` is the text of no option$/s, (a) => t('s_key_no_text', { a })],
  [/^the key is a number: it was read as the place of the option$/, () => t('s_key_place')],
  [/^the difficulty `(.+?)` is not known and was left empty$/s, (a) => t('s_difficulty', { a })],
  [/^it has (\d+) cells and the header (\d+) /, (a, b) => t('s_cells', { a, b })],
  [/^`(.+?)` is no number$/s, (a) => t('s_no_number', { a })],
  [/^`(.+?)` may be a thousand or a fraction: write `(.+?)` or `(.+?)`$/s, (a, b, c) => t('s_thousand', { a, b, c })],
  [/^column `(.+?)`: `(.+?)` was read as (\S+)$/s, (column, a, b) => t('s_read_number', { column, a, b: decimal(b) })],
  [/^it is negative$/, () => t('s_negative')],
  [/^no answer carries (?:marks|100 %)(?:: the item has no key)?$/, () => t('s_no_marks')],
  [/^the range `(.+?)` is upside down$/, (a) => t('s_upside_down', { a })],
  [/^the tolerance (\S+) was read as (\S+)$/, (a, b) => t('s_tolerance', { a: decimal(a), b: decimal(b) })],
  [/^`(.+?)` is no question of Moodle$/s, (a) => t('s_stray', { a })],
  [/^it is not listed in imsmanifest\.xml as an item$/, () => t('s_unlisted')],
  [/^the sheet `(.+)` holds (\d+) rows; one sheet is read at a time$/s, (a, b) => t('s_sheet', { a, b })],
  [/^the sheet `(.+)` holds unread rows; one sheet is read at a time$/s, (a) => t('s_sheet_unread', { a })],
  [/^the bank has no domain `(.+?)`$/s, (a) => t('s_no_domain', { a })],
  [/^the domain `(.+?)` of the bank has no competency `(.+?)`$/s, (a, b) => t('s_no_competency', { a, b })],
  [/^the parts of a formula that a click shows were removed$/, () => t('s_clicked')],
  [/^the long form `(.+?)` of an abbreviation was removed$/s, (a) => t('s_abbreviation', { a })],
];

/** Numbers of the server have a point. */
const decimal = (number: string): string => number.replace('.', t('decimal_sign'));

const PLACES: [RegExp, (...parts: string[]) => string][] = [
  [/^(?:line|row) (\d+)$/, (n) => t('p_line', { n })],
  [/^sheet (.+)$/s, (a) => t('p_sheet', { a })],
  [/^table (\d+), question (.+)$/s, (n, a) => t('p_table', { n, a })],
];

/** Where a row stands in its file: `line 3`; a path stays as it is. */
export function placeText(source: string): string {
  for (const [form, words] of PLACES) {
    const parts = form.exec(source);
    if (parts) return words(...parts.slice(1));
  }
  return source;
}

export function rowText(sentence: string): Said {
  const inner = /^to be mended before use: (.+)$/s.exec(sentence)?.[1];
  if (inner !== undefined) {
    const known = rowText(inner);
    return { text: t('s_mend', { a: known.text }), english: known.english };
  }
  const [, line, fault] = /^line (\d+): (.+)$/s.exec(sentence) ?? [];
  if (line !== undefined && fault !== undefined) {
    const known = rowText(fault);
    return { text: t('s_row', { row: line, a: known.text }), english: known.english };
  }
  // A place in a table stands before what is wrong there.
  const [, row, , column, wrong] = /^row (\d+)(, column `(.+?)`)?: (.+)$/s.exec(sentence) ?? [];
  if (row !== undefined && wrong !== undefined) {
    const known = rowText(wrong);
    return { text: column === undefined ? t('s_row', { row, a: known.text }) : t('s_cell', { row, column, a: known.text }), english: known.english };
  }
  for (const [form, words] of FORMS) {
    const parts = form.exec(sentence);
    if (parts) return said(words(...parts.slice(1)));
  }
  return { text: sentence, english: true };
}

/** `say the format [unknown_format]`. */
export function refusedText(refused: string): string {
  const [, detail = refused, code = ''] = /^(.*) \[(\w+)\]$/s.exec(refused) ?? [];
  const line = /^(?:.*: )?line (\d+):/.exec(detail)?.[1];
  const word = refusedWord(code, line === undefined ? '' : t('p_line', { n: line }));
  return word ?? t('e_other', { detail });
}
