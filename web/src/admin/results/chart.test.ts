// Bars keep to the scale and labels to the picture.
import { describe, expect, it } from 'vitest';
import { barOf, layoutOf } from './chart';

const cuts = [{ category: 'cukup_potensial' as const, from: 55 }, { category: 'sangat_potensial' as const, from: 85 }, { category: 'kurang_potensial' as const, from: 0 }];

describe('layoutOf', () => {
  const layout = layoutOf(400, 4, cuts);
  it('has a flag for each cut above 0, on steps of its own', () => expect(new Set(layout.flags.map((flag) => flag.y)).size).toBe(2));
  it('turns labels left where there is no room', () => expect(layoutOf(900, 4, cuts).flags.map((flag) => flag.anchor)).toEqual(['start', 'end']));
  it('draws bars to scale and within it', () => {
    expect(barOf(layout, 0, 50).width).toBeCloseTo(layout.span / 2);
    expect(barOf(layout, 0, 120).width).toBe(layout.span);
    expect(barOf(layout, 0, -1).width).toBe(0);
  });
  it('writes the score below the name where both do not fit on a line', () => {
    const [narrow, wide] = [barOf(layoutOf(320, 4, cuts), 1, 50), barOf(layoutOf(800, 4, cuts), 1, 50)];
    expect([narrow.score > narrow.text, narrow.y > narrow.score, wide.score === wide.text]).toEqual([true, true, true]);
  });
  it('keeps every row above the axis', () => expect(barOf(layout, 3, 10).y + 18).toBeLessThan(layout.bottom));
});
