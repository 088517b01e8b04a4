// From values to places on a plot: scales, round ticks, paths with gaps, labels that keep apart. No DOM.
export type Scale = { min: number; max: number; from: number; to: number };

/** Where a value stands; what lies beyond the ends stays at the edge. */
export function placed({ min, max, from, to }: Scale, value: number): number {
  if (max === min) return (from + to) / 2;
  return from + ((to - from) * (Math.min(max, Math.max(min, value)) - min)) / (max - min);
}

/** Round numbers between the ends, about as many as asked. */
export function ticksOf(min: number, max: number, about = 5): number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough - power * 1e-9) ?? 10 * power;
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

/** Digits that tell all ticks exactly, three at most. */
export const digitsOf = (ticks: readonly number[]): number =>
  Math.max(0, ...ticks.map((tick) => [0, 1, 2].find((digits) => Math.abs(tick - Number(tick.toFixed(digits))) < 1e-9) ?? 3));

/** A round end above a value, for axes that begin at 0. */
export function topOf(value: number): number {
  const ticks = ticksOf(0, Math.max(value, 1e-6), 4);
  const step = ticks[1] ?? value;
  return Math.max(step, Math.ceil(value / step - 1e-9) * step);
}

/** Ends that hold all values, with a little room. */
export function extent(values: readonly number[], room = 0.06): { min: number; max: number } {
  const told = values.filter(Number.isFinite);
  if (told.length === 0) return { min: 0, max: 1 };
  const [low, high] = [Math.min(...told), Math.max(...told)];
  const pad = (high - low || Math.abs(high) || 1) * room;
  return { min: low - pad, max: high + pad };
}

export type Vertex = { x: number; y: number | null };

/** An SVG path; a missing value leaves a gap. */
export function pathOf(points: readonly Vertex[], x: Scale, y: Scale): string {
  let pen = 'M';
  const parts: string[] = [];
  for (const point of points) {
    if (point.y === null || !Number.isFinite(point.y)) pen = 'M';
    else {
      parts.push(`${pen}${round(placed(x, point.x))} ${round(placed(y, point.y))}`);
      pen = 'L';
    }
  }
  return parts.join('');
}
const round = (value: number): number => Math.round(value * 100) / 100;

/** Moves places apart by at least `gap`, in their order, inside the ends as long as there is room. */
export function apart(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place || a.index - b.index);
  let least = top;
  for (const one of order) least = (one.place = Math.max(one.place, least)) + gap;
  let most = bottom;
  for (const one of order.toReversed()) most = (one.place = Math.min(one.place, most)) - gap;
  const places: number[] = [];
  for (const { place, index } of order) places[index] = place;
  return places;
}

export type Flag = { x: number; width: number; anchor: 'start' | 'end'; row: number };

/**
 * Labels of vertical lines: right of the line, left of it where the right edge is near, or where a line with its label on
 * the left would go through. A line begins at its label's row and runs down, so no line goes through another one's label:
 * those on the left of their line come first, on top.
 */
export function flagsOf(lines: readonly { x: number; width: number }[], right: number): Flag[] {
  const taken: { from: number; to: number }[][] = [];
  const place = ({ x, width }: { x: number; width: number }, anchor: Flag['anchor']): Flag => {
    const span = anchor === 'start' ? { from: x, to: x + width } : { from: x - width, to: x };
    const isFree = (spans: readonly { from: number; to: number }[]): boolean => spans.every((other) => other.to <= span.from || other.from >= span.to);
    const isCrossed = (spans: readonly { from: number; to: number }[]): boolean => spans.some((other) => other.from <= x && x <= other.to);
    let row = taken.findIndex((spans, at) => isFree(spans) && !taken.slice(at + 1).some(isCrossed));
    if (row < 0) row = taken.push([]) - 1;
    taken[row]?.push(span);
    return { x, width, anchor, row };
  };
  const order = lines.map((line, at) => ({ line, at, anchor: 'start' as Flag['anchor'] })).sort((a, b) => b.line.x - a.line.x);
  for (const [place, one] of order.entries()) {
    const { x, width } = one.line;
    const crossed = order.slice(0, place).some((other) => other.anchor === 'end' && other.line.x < x + width);
    if (x + width > right || (crossed && x >= width)) one.anchor = 'end';
  }
  order.sort((a, b) => (a.anchor === b.anchor ? (a.anchor === 'end' ? b.line.x - a.line.x : a.line.x - b.line.x) : a.anchor === 'end' ? -1 : 1));
  const flags: Flag[] = [];
  for (const { line, at, anchor } of order) flags[at] = place(line, anchor);
  return flags;
}

/** Of labels beside their dots, those that can be read: what would lie on an earlier one is left out. */
export function apartFrom(labels: readonly { x: number; y: number; width: number }[], height: number): boolean[] {
  const kept: { x: number; y: number; width: number }[] = [];
  return labels.map((label) => {
    const free = kept.every((one) => Math.abs(one.y - label.y) >= height || one.x + one.width <= label.x || label.x + label.width <= one.x);
    if (free) kept.push(label);
    return free;
  });
}

/** Room that a plot leaves on the right so that a label fits on the right of its line. `at`: place of the line, 0 to 1. */
export const roomFor = (at: number, label: number, width: number): number => (at <= 0 ? 0 : (label - (1 - at) * width) / at);

/** Radius by count: the area grows with it. */
export const radiusOf = (count: number, most: number, small = 3, large = 8): number =>
  most <= 0 ? small : Math.max(small, large * Math.sqrt(Math.min(1, Math.max(0, count) / most)));

export const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** A mark around a point, as a path: told apart without colour. */
export function shapePath(shape: Shape, x: number, y: number, r: number): string {
  const at = (dx: number, dy: number): string => `${round(x + dx * r)} ${round(y + dy * r)}`;
  if (shape === 'square') return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z`;
  if (shape === 'triangle') return `M${at(0, -1.15)}L${at(1.05, 0.8)}L${at(-1.05, 0.8)}Z`;
  if (shape === 'diamond') return `M${at(0, -1.25)}L${at(1.25, 0)}L${at(0, 1.25)}L${at(-1.25, 0)}Z`;
  if (shape === 'cross') return `M${at(-1, -1)}L${at(1, 1)}M${at(-1, 1)}L${at(1, -1)}`;
  return `M${at(-1, 0)}A${round(r)} ${round(r)} 0 1 0 ${at(1, 0)}A${round(r)} ${round(r)} 0 1 0 ${at(-1, 0)}Z`;
}

export const DASHES = ['none', '7 4', '2 3', '10 3 2 3', '4 2 1 2 1 2'] as const;
