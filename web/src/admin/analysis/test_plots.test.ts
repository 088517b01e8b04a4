// When the chart of points may draw the cuts.
import { describe, expect, it } from 'vitest';
import type { ScoreDistribution } from '../../lib/wire/ScoreDistribution';
import { followsOther, scorePlot } from './test_plots';

const cuts = (a: number, b: number, c: number, persons = 10) => ({ blueprint: `${a}`, title: 'R', source: '', persons, cukup_potensial: a, potensial: b, sangat_potensial: c });
const scores = (bins: [number, number, number[]][], ...limits: ReturnType<typeof cuts>[]): ScoreDistribution => ({
  mean: 50, median: 50, sd: 10, lowest: 0, highest: 100, categories: [], cuts: limits,
  bins: bins.map(([from, to, by_category]) => ({ from, to, by_category, count: by_category.reduce((sum, n) => sum + n, 0) })),
}) as unknown as ScoreDistribution;
const drawn = (view: ScoreDistribution): number => scorePlot(view).marks.filter((mark) => mark.kind === 'rule').length;

describe('cuts on the chart of points', () => {
  it('are drawn where colours agree with them, also in a bin that a cut divides', () => {
    const view = scores([[30, 40, [3, 0, 0, 0]], [50, 60, [2, 4, 0, 0]], [95, 100, [0, 0, 0, 1]]], cuts(55, 70, 85));
    expect([followsOther(view), drawn(view)]).toEqual([null, 3]);
  });
  it('are left out where categories follow ability', () => {
    const view = scores([[30, 40, [3, 1, 0, 0]], [60, 70, [0, 4, 2, 0]]], cuts(55, 70, 85));
    expect([followsOther(view), drawn(view)]).toEqual(['ability', 0]);
  });
  it('are left out where the blueprints have different ones', () => {
    const view = scores([[42, 44, [3, 2, 0, 0]]], cuts(40, 60, 80, 5), cuts(55, 70, 85, 20));
    expect([followsOther(view), drawn(view)]).toEqual(['cuts', 0]);
  });
});
