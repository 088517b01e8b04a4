import { describe, expect, it } from 'vitest';
import type { ItemRow } from '../../lib/wire/ItemRow';
import { filtered, isFiltered } from './filters';

const NONE = { stage: '', domain: '', competency: '', family: '', interaction: '', difficulty: '', tag: '', unfinished: false, drift: '' } as const;
const row = (id: string): ItemRow => ({ id, title: '', stem: '', domain: 'd', competency: 'c', interaction: 'single_choice', difficulty: null, job_families: [], tags: [], stage: 'active', version: 1, in_use: 1, author: 'a', changed_ms: 0, faults: 0 });

describe('the filter of changed items', () => {
  const rows = ['same', 'easy', 'fast'].map(row);
  const drift = (item: string): string | null => ({ easy: 'easier', fast: 'faster' })[item] ?? null;
  const ids = (by: '' | 'any' | 'easier' | 'faster'): string[] => filtered(rows, { ...NONE, drift: by }, drift).map((one) => one.id);
  it('takes any sign or one of them', () => {
    expect([ids(''), ids('any'), ids('easier'), ids('faster')]).toEqual([['same', 'easy', 'fast'], ['easy', 'fast'], ['easy'], ['fast']]);
  });
  it('counts as a filter', () => {
    expect([isFiltered(NONE), isFiltered({ ...NONE, drift: 'any' })]).toEqual([false, true]);
  });
});
