// The worst cut leads, and only bars that mean something are shown.
import { describe, expect, it } from 'vitest';
import type { FairnessView } from '../../lib/wire/FairnessView';
import { barsOf, countText, exposurePlot, worstCut } from './fairness';

const cut = (category: string, difference: number) => ({ category, drawn: { difference } });
const use = { exposure_max: 0.25, event_exposure_max: 0.2, overlap_mean: 0.16, neighbours_mean: 0.01, diagonal_mean: 0.12, diagonal_max: 0.2 };
const view = (change: object): FairnessView => ({ cuts: [], drawn: use, chance: { ...use, neighbours_mean: 0.17 }, earlier_forms: 0, neighbours: 0, diagonals: 0, ...change }) as unknown as FairnessView;

describe('worstCut', () => {
  it('takes the cut with the largest difference, of equals the lowest', () => {
    expect(worstCut(view({ cuts: [cut('cukup_potensial', 0.2), cut('potensial', 0.5), cut('sangat_potensial', 0.5)] }))?.category).toBe('potensial');
    expect(worstCut(view({}))).toBeUndefined();
  });
});

describe('countText', () => {
  it('is one number where all forms are alike', () => {
    expect([countText({ min: 52, max: 55, items: 60 }), countText({ min: 60, max: 60, items: 60 })]).toEqual(['52–55', '60']);
  });
});

describe('barsOf', () => {
  it('leaves out the event, the neighbours and the diagonal where there are none', () => {
    expect(barsOf(view({})).map((bar) => bar.id)).toEqual(['exposure', 'overlap']);
    const all = barsOf(view({ earlier_forms: 9, neighbours: 3 }));
    expect(all.map((bar) => bar.id)).toEqual(['exposure', 'event', 'overlap', 'beside']);
    expect(all.at(-1)).toEqual({ id: 'beside', drawn: 0.01, chance: 0.17 });
    const rooms = barsOf(view({ neighbours: 3, diagonals: 2 }));
    expect(rooms.slice(-2)).toEqual([{ id: 'diagonal', drawn: 0.12, chance: 0.12 }, { id: 'diagonal_most', drawn: 0.2, chance: 0.2 }]);
  });
});

describe('exposurePlot', () => {
  const histogram = (...counts: number[]) => [...counts, ...Array.from({ length: 20 - counts.length }, () => 0)];
  const of = (method: string) => exposurePlot(view({ method, drawn: { histogram: histogram(12, 40, 3) }, chance: { histogram: histogram(20, 18, 9, 5, 0, 1) } }));
  it('draws as far as any item is used, and both ways of drawing', () => {
    const { marks, x, y } = of('parallel');
    expect(x.max).toBe(30);
    expect(y.max).toBeGreaterThanOrEqual(40);
    expect(marks.map((mark) => mark.kind)).toEqual(['bars', 'dots']);
    expect(of('parallel').table.rows[1]).toEqual(['5–10 %', '40', '18']);
  });
  it('does not compare plain drawing with itself', () => {
    expect(of('chance_bank').marks.map((mark) => mark.kind)).toEqual(['bars']);
  });
});
