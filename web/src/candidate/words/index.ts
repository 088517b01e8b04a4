// All words of the candidate's room, and the translator in the language now chosen.
import { translator } from '../../lib/i18n';
import { preferences } from '../preferences.svelte';
import { emergency } from './emergency';
import { ending } from './ending';
import { entry } from './entry';
import { test } from './test';

const words = { ...entry, ...test, ...ending, ...emergency };
export type Word = keyof typeof words;

/** Reads the language each time, so that a view follows when it changes. */
export function t(key: Word, values: Record<string, string | number> = {}): string {
  return translator(words, preferences.language)(key, values);
}
