// The plots of a test: scores with the cuts, information and standard error by ability. No DOM.
import { number } from '../../lib/staff/format';
import type { BlueprintCuts } from '../../lib/wire/BlueprintCuts';
import type { FormInformation } from '../../lib/wire/FormInformation';
import type { PotentialCategory } from '../../lib/wire/PotentialCategory';
import type { ScoreDistribution } from '../../lib/wire/ScoreDistribution';
import { t as rt } from '../results/text';
import { t } from '../words/analysis_test';
import type { PlotParts } from './item_plots';
import { figure } from './plain';
import type { BlockBar, Mark } from './plots/marks';
import { topOf } from './plots/scale';

const T_RANGE = { min: 20, max: 80 };

/** Of the blueprint that most persons sat. */
export const mainCuts = (cuts: readonly BlueprintCuts[]): BlueprintCuts | undefined => [...cuts].sort((a, b) => b.persons - a.persons)[0];

export function cutPairs(cuts: BlueprintCuts): { category: PotentialCategory; score: number }[] {
  return (['cukup_potensial', 'potensial', 'sangat_potensial'] as const).map((category) => ({ category, score: cuts[category] }));
}

/** Somebody's category is not the one that the points say by the cuts of their blueprint's fellows: it follows ability, or other cuts. */
export function followsOther({ bins, cuts }: ScoreDistribution): 'ability' | 'cuts' | null {
  const limits = cuts.map((one) => [-Infinity, ...cutPairs(one).map(({ score }) => score), Infinity]);
  const reaches = (limit: readonly number[], from: number, to: number, level: number): boolean => to >= (limit[level] ?? 0) && from < (limit[level + 1] ?? 0);
  const strange = (known: readonly (readonly number[])[]): boolean =>
    bins.some(({ from, to, by_category }) => by_category.some((count, level) => count > 0 && !known.some((limit) => reaches(limit, from, to, level))));
  if (limits.length === 0) return null;
  if (strange(limits)) return 'ability';
  const main = mainCuts(cuts);
  return main && strange([limits[cuts.indexOf(main)] ?? []]) ? 'cuts' : null;
}

/** Bars by category, the lowest at the bottom, with the cuts as named lines. Where categories follow something else than these cuts, lines would contradict the colours beside them. */
export function scorePlot(scores: ScoreDistribution): PlotParts {
  const { bins, cuts } = scores;
  const bars: BlockBar[] = bins.flatMap((bin) => {
    let low = 0;
    return bin.by_category.flatMap((count, shade) => {
      const bar = { from: bin.from, to: bin.to, low, high: low + count, shade };
      low += count;
      return count > 0 ? [bar] : [];
    });
  });
  const main = followsOther(scores) === null ? mainCuts(cuts) : undefined;
  const rules = main ? cutPairs(main).map(({ category, score }): Mark => ({ kind: 'rule', x: score, label: `${rt(category)} ≥ ${number(score)}` })) : [];
  return {
    x: { min: 0, max: 100, ticks: [0, 20, 40, 60, 80, 100], label: t('score_axis') },
    y: { min: 0, max: topOf(Math.max(1, ...bins.map((bin) => bin.count))), label: t('persons_axis') },
    marks: [{ kind: 'bars', bars }, ...rules],
    table: { head: [t('range'), t('persons_axis')], rows: bins.filter((bin) => bin.count > 0).map((bin) => [`${number(bin.from)}–${number(bin.to)}`, number(bin.count)]) },
  };
}

const inRange = (x: number): boolean => x >= T_RANGE.min && x <= T_RANGE.max;

export function informationPlot({ t: grid, whole: all, cuts }: FormInformation): PlotParts {
  const line = (values: readonly number[]) => grid.map((x, at) => ({ x, y: values[at] ?? null })).filter((point) => inRange(point.x));
  const most = Math.max(...all.information, ...cuts.map((cut) => Math.max(cut.target, cut.given?.most ?? 0)));
  const given = cuts.flatMap((cut) => (cut.given && inRange(cut.t) ? [{ x: cut.t, y: cut.given.mean, low: cut.given.least, high: cut.given.most, r: 4 }] : []));
  return {
    x: { ...T_RANGE, label: t('t_axis') }, y: { min: 0, max: topOf(most), label: t('information_axis') },
    marks: [
      ...cuts.filter((cut) => inRange(cut.t)).map((cut): Mark => ({ kind: 'rule', x: cut.t, label: rt(cut.category) })),
      { kind: 'line', points: line(all.information), strong: true },
      { kind: 'dots', dots: given, shape: 'circle', tone: 'ink' },
      { kind: 'dots', dots: cuts.filter((cut) => inRange(cut.t)).map((cut) => ({ x: cut.t, y: cut.target, r: 5 })), shape: 'diamond', tone: 'ink', hollow: true },
    ],
    table: { head: ['T', t('information_axis'), t('c_se')], rows: grid.flatMap((x, at) => (x % 5 === 0 ? [[number(x), figure(all.information[at]), figure(all.se[at], 1)]] : [])) },
  };
}

/** Of each section where the cuts are: on the grid point next to each. */
export function sectionErrors({ t: grid, sections, cuts }: FormInformation): { title: string; se: (number | null)[] }[] {
  const next = (t: number): number => grid.reduce((best, x, at) => (Math.abs(x - t) < Math.abs((grid[best] ?? Infinity) - t) ? at : best), 0);
  return sections.map(({ title, curve }) => ({ title, se: cuts.map((cut) => curve.se[next(cut.t)] ?? null) }));
}

/** Beyond this the line says only that nothing is known. */
const SE_TOP = 10;

export function sePlot({ t: grid, sections, whole: all, cuts }: FormInformation): PlotParts {
  const line = (values: readonly (number | null)[]) => grid.map((x, at) => ({ x, y: (values[at] ?? Infinity) > SE_TOP ? null : (values[at] ?? null) })).filter((point) => inRange(point.x));
  return {
    x: { ...T_RANGE, label: t('t_axis') }, y: { min: 0, max: SE_TOP, ticks: [0, 2, 4, 6, 8, 10], label: t('se_axis') },
    marks: [
      ...cuts.filter((cut) => inRange(cut.t)).map((cut): Mark => ({ kind: 'rule', x: cut.t, label: rt(cut.category) })),
      { kind: 'line', points: line(all.se), strong: true },
    ],
    table: { head: ['T', t('whole'), ...sections.map((section) => section.title)], rows: grid.flatMap((x, at) => (x % 5 === 0 ? [[number(x), figure(all.se[at], 1), ...sections.map((section) => figure(section.curve.se[at], 1))]] : [])) },
  };
}
