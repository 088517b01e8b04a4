// The text and its gaps count alike.
import { describe, expect, it } from 'vitest';
import { gapsWanted, inReadingOrder, marksIn, standing, withoutGap } from './gap_marks';

const STEM = 'Surat [[2]] dikirim oleh [[1]] pada [[3]].';

describe('marks', () => {
  it('are found in the order of reading', () => {
    expect(marksIn(STEM)).toEqual([2, 1, 3]);
    expect(marksIn('[1] [[x]] [[]]')).toEqual([]);
  });
  it('stand once, not at all or twice', () => {
    expect(['once', 'missing', 'repeated']).toEqual([standing(STEM, 1), standing(STEM, 4), standing(`${STEM} [[1]]`, 1)]);
  });
  it('make gaps when typed by hand, without holes', () => {
    expect(gapsWanted('[[1]] [[2]] [[4]]', 1, 20)).toBe(2);
    expect(gapsWanted('[[1]]', 3, 20)).toBe(3);
    expect(gapsWanted('[[1]] [[2]] [[3]]', 0, 2)).toBe(2);
  });
  it('come down when a gap goes', () => {
    expect(withoutGap(STEM, 2)).toBe('Surat dikirim oleh [[1]] pada [[2]].');
  });
  it('can be put into the order of reading', () => {
    expect(inReadingOrder(STEM, ['a', 'b', 'c'])).toEqual({ stem: 'Surat [[1]] dikirim oleh [[2]] pada [[3]].', gaps: ['b', 'a', 'c'] });
    expect(inReadingOrder('x [[2]] [[9]]', ['a', 'b'])).toEqual({ stem: 'x [[1]] [[9]]', gaps: ['b', 'a'] });
  });
});
