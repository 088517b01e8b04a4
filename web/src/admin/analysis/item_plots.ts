// The plots of one item, from what the server computed: options by ability, curve with points, information, times. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { ItemAnalysis } from '../../lib/wire/ItemAnalysis';
import type { ItemTimes } from '../../lib/wire/ItemTimes';
import type { OptionRow } from '../../lib/wire/OptionRow';
import { t } from '../words/analysis_item';
import type { Axis, Mark, PlotTable } from './plots/marks';
import { extent, radiusOf, SHAPES, topOf } from './plots/scale';
import { figure } from './plain';

export type PlotParts = { x: Axis; y: Axis; marks: Mark[]; table: PlotTable };

export const optionName = (option: OptionRow): string => option.id ?? t('o_left');
const share = (max: number): Axis => ({ min: 0, max, label: t('share_axis'), format: (value) => percent(value) });

/** Lines of options over the ability groups; the key thick. Options that hardly anybody left or chose are kept: that they
 *  lie at the bottom is the finding. "Shown and left" only where somebody did. */
export function optionPlot({ options }: ItemAnalysis): PlotParts | null {
  const drawn = options.filter((option) => option.id !== null || option.count > 0);
  const groups = Math.max(0, ...drawn.map((option) => option.by_group.length));
  if (groups < 2 || drawn.length === 0) return null;
  const others = drawn.filter((option) => !option.is_key);
  const marks = drawn.map((option): Mark => {
    const place = others.indexOf(option);
    return {
      kind: 'line', label: option.is_key ? `${optionName(option)} (${t('o_key')})` : optionName(option), strong: option.is_key,
      tone: option.is_key ? 'accent' : option.id === null ? 'soft' : 'ink', dash: option.is_key ? 0 : 1 + (place % 4), shape: option.is_key ? 'circle' : (SHAPES[1 + (place % 4)] ?? 'square'),
      points: option.by_group.map((y, group) => ({ x: group + 1, y })),
    };
  });
  const most = Math.max(0.4, ...drawn.flatMap((option) => option.by_group.map((value) => value ?? 0)));
  return {
    x: { min: 0.8, max: groups + 0.1, ticks: Array.from({ length: groups }, (_, n) => n + 1), label: t('group_axis', { n: groups }) },
    y: share(Math.min(1, topOf(most))), marks,
    table: { head: [t('o_option'), ...Array.from({ length: groups }, (_, n) => `${t('group')} ${n + 1}`)], rows: drawn.map((option) => [optionName(option), ...option.by_group.map((value) => (value === null ? '–' : percent(value)))]) },
  };
}

export function curvePlot({ model, groups, axis }: ItemAnalysis): PlotParts | null {
  const told = groups.filter((group) => group.persons > 0);
  if (told.length === 0 && !model) return null;
  const most = Math.max(...told.map((group) => group.persons), 1);
  const dots = told.map((group) => ({
    x: group.ability, y: group.score, r: radiusOf(group.persons, most, 4, 8),
    low: group.score_se === null ? null : Math.max(0, group.score - 1.96 * group.score_se), high: group.score_se === null ? null : Math.min(1, group.score + 1.96 * group.score_se),
  }));
  const marks: Mark[] = [
    ...(model && axis === 't' ? [{ kind: 'line', points: model.t.map((x, at) => ({ x, y: model.expected[at] ?? null })), tone: 'accent', label: t('model_line') } satisfies Mark] : []),
    { kind: 'dots', dots, shape: 'circle', tone: 'ink' },
  ];
  const range = axis === 't' ? { min: 20, max: 80 } : extent(told.map((group) => group.ability), 0.1);
  return {
    x: { ...range, label: t(axis === 't' ? 't_axis' : 'rest_axis') }, y: { min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], label: t('expected_axis') }, marks,
    table: { head: [t('ability'), t('persons'), t('observed')], rows: told.map((group) => [number(group.ability, 1), number(group.persons), figure(group.score)]) },
  };
}

export function peakOf({ t: grid, information }: { t: number[]; information: number[] }): number | null {
  const most = Math.max(...information);
  return most > 0 ? (grid[information.indexOf(most)] ?? null) : null;
}

export function informationPlot({ model }: ItemAnalysis): PlotParts | null {
  if (!model || peakOf(model) === null) return null;
  return {
    x: { min: 20, max: 80, label: t('t_axis') }, y: { min: 0, max: topOf(Math.max(...model.information)), label: t('information_axis') },
    marks: [{ kind: 'line', points: model.t.map((x, at) => ({ x, y: model.information[at] ?? null })).filter((point) => point.x >= 20 && point.x <= 80), tone: 'accent' }],
    table: { head: ['T', t('information_axis')], rows: model.t.flatMap((x, at) => (x % 5 === 0 ? [[number(x), figure(model.information[at], 3)]] : [])) },
  };
}

export function timesPlot({ bins, rapid_below_s, expected_s }: ItemTimes): PlotParts {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const rules: Mark[] = [
    ...(rapid_below_s === null ? [] : [{ kind: 'rule', x: rapid_below_s, label: `${t('rapid_rule')} < ${number(rapid_below_s)}`, dash: 2 } satisfies Mark]),
    ...(expected_s > 0 && expected_s <= to ? [{ kind: 'rule', x: expected_s, label: `${t('expected_rule')} ${number(expected_s)}` } satisfies Mark] : []),
  ];
  return {
    x: { min: from, max: to, label: t('seconds_axis') }, y: { min: 0, max: topOf(most), label: t('persons_axis') },
    marks: [{ kind: 'bars', bars: bins.map((bin) => ({ from: bin.from, to: bin.to, low: 0, high: bin.count })) }, ...rules],
    table: { head: [t('seconds_axis'), t('persons_axis')], rows: bins.map((bin) => [`${number(bin.from)}–${number(bin.to)}`, number(bin.count)]) },
  };
}
