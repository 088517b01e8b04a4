// The parts put together give both texts again, and only what differs is marked.
import { describe, expect, it } from 'vitest';
import { isSame, wordDiff, type Part } from './word_diff';

const without = (parts: Part[], kind: Part['kind']): string => parts.filter((part) => part.kind !== kind).map((part) => part.text).join('');

describe('wordDiff', () => {
  it('marks one changed word', () => {
    expect(wordDiff('Berapa pemohon di loket A?', 'Berapa pemohon di loket B?')).toEqual([
      { kind: 'same', text: 'Berapa pemohon di loket ' }, { kind: 'out', text: 'A?' }, { kind: 'in', text: 'B?' },
    ]);
  });
  it('gives both texts again, of the old one the words', () => {
    const pairs: [string, string][] = [['a b c d', 'a c b d e'], ['', 'baru semua'], ['dulu ada', ''], ['satu\n\ndua tiga', 'satu dua\n\ntiga'], ['sama', 'sama']];
    for (const [before, after] of pairs) {
      const parts = wordDiff(before, after);
      expect(without(parts, 'out')).toBe(after);
      expect(without(parts, 'in').replace(/\s+/g, '')).toBe(before.replace(/\s+/g, ''));
    }
  });
  it('says when nothing changed, blanks aside', () => {
    expect(isSame(wordDiff('a  b', 'a b'))).toBe(true);
    expect(isSame(wordDiff('a b', 'a c'))).toBe(false);
    expect(wordDiff('', '')).toEqual([]);
  });
  it('does not choke on long texts', () => {
    const long = (word: string): string => Array.from({ length: 3000 }, (_, n) => `${word}${n}`).join(' ');
    expect(wordDiff(long('a'), long('b')).map((part) => part.kind)).toEqual(['out', 'in']);
  });
});
