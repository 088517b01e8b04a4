// What an accuracy means for whoever plans a test: one line, one piece of advice. No DOM.
import { number } from '../../lib/staff/format';
import type { AccuracyView } from '../../lib/wire/AccuracyView';

/** Whether categories may decide: all of them, the overall one alone, or none. */
export type Advice = 'good' | 'overall_only' | 'too_short';

export function adviceOf(view: AccuracyView): Advice | null {
  if (!view.overall) return null;
  if (view.overall.accuracy < view.least_accuracy) return 'too_short';
  return view.sections.every((section) => section.expected.accuracy >= view.least_accuracy) ? 'good' : 'overall_only';
}

/** Lowest and highest of the sections; the same twice where they are alike. */
export function rangeOf(values: readonly number[]): { low: number; high: number } {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** "53 %" or "53–61 %", in whole per cent, cut off: what misses .75 by a hair must not read as 75 %. */
export function percentRange(values: readonly number[]): string {
  const { low, high } = rangeOf(values.map((value) => Math.floor(value * 100 + 1e-9)));
  return low === high ? `${low} %` : `${low}–${high} %`;
}

/** "10" or "8–12"; of means "4,7–5,1". */
export function countRange(values: readonly number[], digits = 0): string {
  const { low, high } = rangeOf(values);
  const [from, to] = [number(low, digits), number(high, digits)];
  return from === to ? from : `${from}–${to}`;
}
