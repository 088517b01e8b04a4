import { describe, expect, it } from 'vitest';
import { readNumber, showNumber } from './number';

const value = (typed: string) => {
  const read = readNumber(typed);
  return read.state === 'read' ? read.value : read.state;
};

describe('readNumber', () => {
  it.each([
    ['1.234,5', '1234.5'], ['1234,5', '1234.5'], ['1.234.567', '1234567'], ['12,50', '12.5'], ['1.5', '1.5'],
    [',5', '0.5'], ['0,0', '0'], ['-0', '0'], ['−7,25', '-7.25'], ['007', '7'], ['Rp 1.250.000', '1250000'],
    ['12,5 %', '12.5'], ['1 234', '1234'], ['+3', '3'], ['12,', '12'], ['0.5', '0.5'], ['0.1255', '0.1255'],
  ])('%s is %s', (typed, wanted) => expect(value(typed)).toBe(wanted));

  it.each(['abc', '1,2,3', '1.23.4', '1,234.5', '-', ',', '1/2', '12a', '1234567890123456', '0,1234567891'])(
    '%s cannot be read',
    (typed) => expect(value(typed)).toBe('unreadable'),
  );

  it('blank is empty, not zero', () => expect(value('   ')).toBe('empty'));

  it('says when a lone point was taken for grouping', () => {
    expect(readNumber('1.234')).toEqual({ state: 'read', value: '1234', ambiguous: true });
    expect(readNumber('1.234.567')).toMatchObject({ ambiguous: false });
    expect(readNumber('1.5')).toMatchObject({ value: '1.5', ambiguous: false });
  });
});

describe('showNumber', () => {
  it('groups in the form of the language', () => {
    expect(showNumber('1234567.5')).toBe('1.234.567,5');
    expect(showNumber('-1234.5', 'en')).toBe('−1,234.5');
    expect(showNumber('999')).toBe('999');
  });
  it('reads back to the same value', () => {
    for (const v of ['0', '12.5', '-1234567.125', '1000']) expect(value(showNumber(v))).toBe(v);
  });
});
