import { describe, expect, it } from 'vitest';
import { associated, dissociated, partnerOf } from './association';
import type { Response } from './response';

const elements = ['A', 'B', 'C', 'D'].map((id) => ({ id, html: id }));
const match = (...pairs: [string, string][]): Response => ({ kind: 'match', pairs });

describe('association', () => {
  it('has no direction: the order of the list decides how a pair is written', () => {
    expect(associated(elements, null, 'C', 'A')).toEqual(match(['A', 'C']));
    expect(associated(elements, match(['B', 'D']), 'C', 'A')).toEqual(match(['A', 'C'], ['B', 'D']));
  });
  it('uses each element at most once', () => {
    expect(associated(elements, match(['A', 'B'], ['C', 'D']), 'B', 'C')).toEqual(match(['B', 'C']));
    expect(associated(elements, match(['A', 'B']), 'A', 'B')).toEqual(match(['A', 'B']));
  });
  it('pairs nothing with itself', () => expect(associated(elements, null, 'A', 'A')).toBeNull());
  it('takes apart from either side, down to no answer', () => {
    expect(dissociated(match(['A', 'C'], ['B', 'D']), 'C')).toEqual(match(['B', 'D']));
    expect(dissociated(match(['A', 'C']), 'A')).toBeNull();
  });
  it('finds the partner from both sides', () => {
    expect(['A', 'C', 'B'].map((id) => partnerOf(match(['A', 'C']), id))).toEqual(['C', 'A', null]);
  });
});
