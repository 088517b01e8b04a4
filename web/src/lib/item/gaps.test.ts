import { describe, expect, it } from 'vitest';
import { gapFilled, gapText, gapValue, gapWidth } from './gaps';

const gaps = ['1', '2', '3'].map((id) => ({ id, options: null }));

describe('gaps', () => {
  it('stand in the order of the text, whatever was filled first, and only filled ones', () => {
    const last = gapFilled(gaps, null, '3', 'c');
    expect(last).toEqual({ kind: 'gaps', gaps: [['3', 'c']] });
    const both = gapFilled(gaps, last, '1', 'a');
    expect(both).toEqual({ kind: 'gaps', gaps: [['1', 'a'], ['3', 'c']] });
    expect(gapFilled(gaps, both, '3', '')).toEqual({ kind: 'gaps', gaps: [['1', 'a']] });
  });
  it('all empty is no answer', () => {
    expect(gapFilled(gaps, { kind: 'gaps', gaps: [['2', 'b']] }, '2', '')).toBeNull();
    expect(gapFilled(gaps, null, '2', '')).toBeNull();
  });
  it('what was filled can be read back; another kind of answer holds nothing', () => {
    expect(gapValue({ kind: 'gaps', gaps: [['2', 'b']] }, '2')).toBe('b');
    expect(gapValue({ kind: 'number', value: '2' }, '2')).toBe('');
  });
  it('leaves out what no gap names any more', () =>
    expect(gapFilled(gaps, { kind: 'gaps', gaps: [['9', 'x']] }, '1', 'a')).toEqual({ kind: 'gaps', gaps: [['1', 'a']] }));
});

describe('gapText', () => {
  it.each([['  jati ', 'jati'], [' ', ''], ['a\tb\u0000', 'a b'], ['DKI  Jakarta', 'DKI  Jakarta']])('%j is %j', (typed, wanted) => expect(gapText(typed)).toBe(wanted));
  it('counts characters as the server does', () => expect([...gapText('😀'.repeat(300))]).toHaveLength(200));
});

it('a field is as wide as its text, within bounds', () => {
  expect(['', 'a'.repeat(12), 'a'.repeat(99)].map(gapWidth)).toEqual([8, 13, 30]);
});
