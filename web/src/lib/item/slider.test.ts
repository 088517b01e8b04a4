import { describe, expect, it } from 'vitest';
import { isBeyond, sliderNumber, sliderPart, sliderPlace } from './slider';

const tenths = { lower: 0, upper: 1, step: 0.1 };

describe('sliderNumber', () => {
  it.each([[0.1 + 0.2, '0.3'], [0.94, '0.9'], [1, '1'], [7, '1'], [-7, '0']])('%d is %s', (at, wanted) => expect(sliderNumber(tenths, at)).toBe(wanted));
  it('keeps whole numbers whole, zeros at their end too', () => {
    expect(sliderNumber({ lower: 0, upper: 100, step: 5 }, 100)).toBe('100');
    expect(sliderNumber({ lower: -10, upper: 10, step: 5 }, 0)).toBe('0');
    expect(sliderNumber({ lower: -1, upper: 1, step: 0.5 }, -0.1)).toBe('0');
  });
  it('never passes the last whole step', () => expect(sliderNumber({ lower: 0, upper: 10, step: 4 }, 10)).toBe('8'));
  it('counts from the lower end', () => expect(sliderNumber({ lower: 0.25, upper: 3, step: 0.5 }, 1.2)).toBe('1.25'));
  it('reads a step that is written with an exponent', () => expect(sliderNumber({ lower: 0, upper: 1e-6, step: 1e-7 }, 3e-7)).toBe('0.0000003'));
});

it('the thumb waits at the lower end and stays between the ends', () => {
  expect([sliderPlace(tenths, ''), sliderPlace(tenths, '0.4'), sliderPlace(tenths, '12')]).toEqual([0, 0.4, 1]);
  expect([sliderPart(tenths, 0.5), sliderPart({ lower: 1, upper: 1, step: 1 }, 1)]).toEqual([0.5, 0]);
});

it('says when a typed number lies beyond the ends', () => {
  expect([isBeyond(tenths, ''), isBeyond(tenths, '1'), isBeyond(tenths, '1.5'), isBeyond(tenths, '-0.1')]).toEqual([false, false, true, true]);
});
