import { describe, expect, it } from 'vitest';
import type { ResponseValue } from '../wire/ResponseValue';
import { chosenByPosition, letter, moved, nextUnpaired, orderShown, paired, toggleOption } from './response';

const choices = (...ids: string[]) => ids.map((id) => ({ id, html: id }));

describe('choices', () => {
  const options = choices('p', 'q', 'r');
  it('toggles in the order of the options and ends at no answer', () => {
    const one = toggleOption(options, null, 'r');
    const two = toggleOption(options, one, 'p');
    expect(two).toEqual({ kind: 'choices', options: ['p', 'r'] });
    expect(toggleOption(options, one, 'r')).toBeNull();
  });
  it('chooses by position', () => {
    expect(chosenByPosition({ type: 'single_choice', options }, null, 1)).toEqual({ kind: 'choice', option: 'q' });
    expect(chosenByPosition({ type: 'multiple_response', options }, null, 0)).toEqual({ kind: 'choices', options: ['p'] });
    expect(chosenByPosition({ type: 'single_choice', options }, null, 5)).toBeUndefined();
    expect(chosenByPosition({ type: 'numeric_entry', unit: null, slider: null }, null, 0)).toBeUndefined();
  });
  it('letters go by place', () => expect([0, 1, 4].map(letter).join('')).toBe('ABE'));
});

describe('ordering', () => {
  it('moves within the bounds', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a']);
  });
  it('shows the given order until there is an own one', () => {
    expect(orderShown(choices('a', 'b'), null)).toEqual(['a', 'b']);
    expect(orderShown(choices('a', 'b'), { kind: 'order', elements: ['b', 'a'] })).toEqual(['b', 'a']);
  });
});

describe('matching', () => {
  const left = choices('1', '2', '3');
  it('never uses a right twice and keeps the order of the left', () => {
    let r = paired(left, null, '2', 'x');
    r = paired(left, r, '1', 'y');
    expect(r).toEqual({ kind: 'match', pairs: [['1', 'y'], ['2', 'x']] });
    expect(paired(left, r, '3', 'x')).toEqual({ kind: 'match', pairs: [['1', 'y'], ['3', 'x']] });
  });
  it('uses a right for several lefts where it may be reused', () => {
    const one: ResponseValue = { kind: 'match', pairs: [['2', 'x']] };
    const both = paired(left, one, '1', 'x', true);
    expect(both).toEqual({ kind: 'match', pairs: [['1', 'x'], ['2', 'x']] });
    expect(paired(left, both, '1', 'y', true)).toEqual({ kind: 'match', pairs: [['1', 'y'], ['2', 'x']] });
    expect(paired(left, both, '1', null, true)).toEqual(one);
  });
  it('unpairs down to no answer', () => {
    const r: ResponseValue = { kind: 'match', pairs: [['1', 'y']] };
    expect(paired(left, r, '1', null)).toBeNull();
  });
  it('finds the next unpaired, round the end', () => {
    const r: ResponseValue = { kind: 'match', pairs: [['3', 'y'], ['2', 'x']] };
    expect(nextUnpaired(left, r, '2')).toBe('1');
    expect(nextUnpaired(choices('3'), r, '3')).toBeNull();
  });
});
