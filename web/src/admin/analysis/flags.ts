// What is wrong with an item, in plain words: a name, a sentence, what to do, and the field's term. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { ItemFlag } from '../../lib/wire/ItemFlag';
import { t } from '../words/analysis_item';

export type FlagCode = ItemFlag['code'];
/** Gravest first, as the server orders them. */
export const FLAG_CODES: readonly FlagCode[] = ['key_suspect', 'negative_discrimination', 'low_discrimination', 'misfit', 'drift', 'too_easy', 'too_hard', 'unused_option', 'slow', 'guessed', 'few_answers'];
export type FlagWords = { name: string; sentence: string; advice: string; term: string };
/** `bad`: do not use before a look; `warn`: look at it; `quiet`: nothing can be said yet. */
export type Weight = 'bad' | 'warn' | 'quiet';

export const weightOf = (code: FlagCode): Weight =>
  code === 'key_suspect' || code === 'negative_discrimination' ? 'bad' : code === 'few_answers' ? 'quiet' : 'warn';

function valuesOf(flag: ItemFlag): Record<string, string> {
  switch (flag.code) {
    case 'key_suspect': return { option: flag.option, key: flag.key, a: share(flag.option_share), b: share(flag.key_share) };
    case 'negative_discrimination': case 'low_discrimination': return { r: number(flag.item_rest, 2) };
    case 'misfit': return { a: number(flag.infit, 2), b: number(flag.outfit, 2) };
    case 'drift': return { n: number(Math.abs(flag.difference) * 10, 1) };
    case 'too_easy': case 'too_hard': return { p: share(flag.p) };
    case 'unused_option': return { option: flag.option, a: share(flag.share) };
    case 'slow': return { a: number(flag.median_s), b: number(flag.expected_s) };
    case 'guessed': return { a: share(flag.share) };
    case 'few_answers': return { a: number(flag.shown), b: number(flag.needed) };
  }
}

/** A number does not part from its sign at the end of a line. */
const share = (value: number): string => percent(value).replace(' ', '\u00a0');

export function flagWords(flag: ItemFlag): FlagWords {
  const values = valuesOf(flag);
  const { code } = flag;
  const name = code === 'drift' ? t(flag.difference < 0 ? 'drift_easier' : 'drift_harder') : t(code, values);
  return { name, sentence: t(`${code}_s`, values), advice: t(`${code}_do`, values), term: t(`${code}_term`, values) };
}

/** The name of a kind of flag, for filters: without its values. */
export function kindName(code: FlagCode): string {
  if (code === 'drift') return `${t('drift_easier')} / ${t('drift_harder').toLowerCase()}`;
  return t(code, { option: '…' });
}
