// Where things stand on a plot: inside it, apart from one another, with gaps where nothing is known.
import { describe, expect, it } from 'vitest';
import { apart, apartFrom, digitsOf, extent, flagsOf, pathOf, placed, radiusOf, roomFor, shapePath, SHAPES, ticksOf, topOf } from './scale';
import { barsOf, dotsOf, spanOf } from './wright';

const x = { min: 10, max: 90, from: 40, to: 440 };
const y = { min: 0, max: 1, from: 200, to: 0 };

describe('placed', () => {
  it('stays at the edge beyond the ends, and in the middle of a scale without length', () => {
    expect([10, 50, 90, 0, 200].map((value) => placed(x, value))).toEqual([40, 240, 440, 40, 440]);
    expect(placed({ min: 3, max: 3, from: 0, to: 10 }, 3)).toBe(5);
  });
});

describe('ticksOf', () => {
  it('gives round numbers between the ends', () => {
    expect(ticksOf(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf(10, 90, 4)).toEqual([20, 40, 60, 80]);
    expect(ticksOf(-2.3, 2.4, 5)).toEqual([-2, -1, 0, 1, 2]);
    expect(ticksOf(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticksOf(5, 5)).toEqual([5]);
  });
  it('ends an axis from 0 on a round number', () => {
    expect([0, 0.7, 37, 100, 101].map(topOf).every((top, n) => top >= [0, 0.7, 37, 100, 101][n]!)).toBe(true);
    expect(topOf(37)).toBe(40);
  });
  it('is told with as many digits as it needs', () => {
    expect([digitsOf([0, 20, 40]), digitsOf([0, 0.25, 0.5]), digitsOf([0, 0.2]), digitsOf([1 / 3]), digitsOf([])]).toEqual([0, 2, 1, 3, 0]);
  });
  it('leaves room around values, and has an answer for none', () => {
    expect(extent([0, 10], 0.1)).toEqual({ min: -1, max: 11 });
    expect(extent([])).toEqual({ min: 0, max: 1 });
    expect(extent([NaN, 2], 0.5)).toEqual({ min: 1, max: 3 });
  });
});

describe('pathOf', () => {
  it('leaves a gap where nothing is known', () => {
    expect(pathOf([{ x: 10, y: 0 }, { x: 50, y: 0.5 }, { x: 60, y: null }, { x: 90, y: 1 }], x, y)).toBe('M40 200L240 100M440 0');
    expect(pathOf([{ x: 1, y: null }], x, y)).toBe('');
  });
});

describe('labels', () => {
  it('keeps them apart, in order and inside', () => {
    expect(apart([50, 52, 10], 14, 0, 100)).toEqual([50, 64, 10]);
    expect(apart([98, 99], 14, 0, 100)).toEqual([86, 100]);
    expect(apart([], 14, 0, 100)).toEqual([]);
  });
  it('puts labels of lines on rows where none meets another, to the left near the edge', () => {
    const flags = flagsOf([{ x: 10, width: 60 }, { x: 50, width: 60 }, { x: 80, width: 60 }, { x: 380, width: 60 }], 400);
    expect(flags.map(({ anchor, row }) => [anchor, row])).toEqual([['start', 0], ['start', 1], ['start', 2], ['end', 0]]);
    // The last label stands left of its line and above where the line before it begins.
    expect(flagsOf([{ x: 300, width: 60 }, { x: 380, width: 90 }], 400).map(({ anchor, row }) => [anchor, row])).toEqual([['start', 1], ['end', 0]]);
    expect([roomFor(1, 90, 400), roomFor(0.5, 90, 400), roomFor(0, 90, 400)]).toEqual([90, -220, 0]);
  });
  it('turns a label left too where the line of a label on the left would go through it', () => {
    const flags = flagsOf([{ x: 160, width: 110 }, { x: 190, width: 80 }, { x: 235, width: 120 }], 300);
    expect(flags.map(({ anchor, row }) => [anchor, row])).toEqual([['end', 2], ['end', 1], ['end', 0]]);
    // Without room on the left it stays.
    expect(flagsOf([{ x: 60, width: 110 }, { x: 150, width: 170 }], 300).map(({ anchor }) => anchor)).toEqual(['start', 'end']);
  });
  it('leaves out a name of a dot that would lie on an earlier one', () => {
    const at = (x: number, y: number) => ({ x, y, width: 50 });
    expect(apartFrom([at(0, 0), at(30, 5), at(30, 14), at(50, 0), at(20, 20)], 14)).toEqual([true, false, true, true, false]);
  });
  it('has a mark of its own for each shape, and an area by count', () => {
    expect(new Set(SHAPES.map((shape) => shapePath(shape, 5, 5, 4))).size).toBe(SHAPES.length);
    expect(radiusOf(25, 100, 1, 8)).toBe(4);
    expect([radiusOf(0, 0), radiusOf(-1, 10)]).toEqual([3, 3]);
  });
});

describe('Wright map', () => {
  const item = (id: string, t: number) => ({ variant: id, id, t, steps: [] });
  const scale = { min: 20, max: 80, from: 300, to: 0 };
  it('spans what there is on whole tens', () => {
    expect(spanOf([{ from: 30, to: 32.5, count: 4 }, { from: 80, to: 82.5, count: 0 }], [item('a', 71)])).toEqual({ min: 30, max: 80 });
    expect(spanOf([], [])).toEqual({ min: 20, max: 80 });
    expect(spanOf([], [item('a', 300)])).toEqual({ min: 40, max: 90 });
  });
  it('puts items of one place beside one another, inside the width', () => {
    const dots = dotsOf([item('b', 50), item('a', 50), item('c', 70)], scale, 200, 100, 10);
    expect(dots.map((dot) => dot.item.id)).toEqual(['c', 'a', 'b']);
    expect(dots.map((dot) => dot.x)).toEqual([205, 205, 215]);
    expect(dots[0]!.y).toBeLessThan(dots[1]!.y);
    const many = dotsOf(Array.from({ length: 90 }, (_, n) => item(`i${n}`, 50)), scale, 200, 100, 10);
    expect(Math.max(...many.map((dot) => dot.x))).toBeLessThanOrEqual(300);
  });
  it('draws persons by the fullest bin', () => {
    expect(barsOf([{ from: 50, to: 60, count: 10 }, { from: 60, to: 70, count: 5 }, { from: 70, to: 80, count: 0 }], scale, 80).map((bar) => bar.width)).toEqual([80, 40]);
  });
});
