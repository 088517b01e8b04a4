// Groups of persons and what a difference between them means, in words. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { DifAttribute } from '../../lib/wire/DifAttribute';
import type { DifItem } from '../../lib/wire/DifItem';
import type { DifPosterior } from '../../lib/wire/DifPosterior';
import type { DifResult } from '../../lib/wire/DifResult';
import { jobText } from '../results/text';
import { isTestWord, t } from '../words/analysis_test';

/** A value of an attribute as people call it. */
export function groupName(by: DifAttribute, value: string): string {
  if (value === '') return t('v_none');
  if (by === 'job_family') return jobText(value);
  if (by === 'birth_decade') return t('v_decade', { n: value });
  const key = `v_${value}`;
  return (by === 'sex' || by === 'extra_time') && isTestWord(key) ? t(key) : value;
}

export const attributeName = (by: DifAttribute): string => t(`a_${by}`);
export const focalName = (result: DifResult): string => groupName(result.by, result.focal);
export const referenceName = (result: DifResult): string => (result.reference === null ? t('everybody_else').toLowerCase() : groupName(result.by, result.reference));

/** Level at which a difference that changes with ability is worth a word, after as many tests as there are items. */
const NON_UNIFORM = 0.01;

export function direction(item: DifItem, result: DifResult): string {
  const harderFor = item.favours === null ? null : item.favours === 'focal' ? referenceName(result) : focalName(result);
  const first = harderFor === null ? t('no_direction') : t('harder', { group: harderFor });
  return item.non_uniform_p !== null && item.non_uniform_p < NON_UNIFORM ? `${first} ${t('non_uniform')}` : first;
}

/** Nothing that a small sample says is certain, nor impossible. */
const chance = (share: number): string => (share < 0.01 ? '<\u00a01\u00a0%' : share > 0.99 ? '>\u00a099\u00a0%' : percent(share));
/** How probable each class is, all items considered. */
export const posteriorText = ({ a, b, c }: DifPosterior): string => t('posterior', { a: chance(a), b: chance(b), c: chance(c) });

/** "+12 poin": of 100, focal minus reference. */
export const gapText = (difference: number | null): string => (difference === null ? '–' : `${difference > 0 ? '+' : difference < 0 ? '−' : ''}${number(Math.abs(difference) * 100, 0)}`);
export const reasonText = (reason: string): string => (isTestWord(`why_${reason}`) ? t(`why_${reason}` as 'why_separated') : reason);
export const isSmall = (result: DifResult): boolean => Math.min(result.focal_persons, result.reference_persons) < result.advised_group;
