// Geometry of the profile chart: where bars, cut lines and their labels go for a width. No DOM.
import type { CutView } from '../../lib/wire/CutView';
import { cutLines } from './potential';

const ROW = 58;
const BAR_TOP = 26;
const BAR = 18;
const LABEL_ROW = 20;
/** Below this width name and score do not stand side by side: the score gets a line of its own. */
const NARROW = 480;
const SCORE_LINE = 20;
/** Widest label of a cut line, in pixels at 13 px type. */
const LABEL_WIDTH = 150;
const SIDE = 2;

export type Flag = { category: CutView['category']; from: number; x: number; y: number; anchor: 'start' | 'end' };
/** In pixels at the usual text size. */
export type Layout = { width: number; height: number; top: number; bottom: number; left: number; span: number; flags: Flag[]; row: number; narrow: boolean };

/** Labels of cut lines stand on steps, the lowest cut highest, so that no label meets another; near the edge they turn left. */
export function layoutOf(width: number, rows: number, cuts: readonly CutView[]): Layout {
  const lines = cutLines(cuts);
  const left = SIDE;
  const span = Math.max(1, width - 2 * SIDE);
  const top = lines.length * LABEL_ROW + 4;
  const narrow = width < NARROW;
  const row = ROW + (narrow ? SCORE_LINE : 0);
  const bottom = top + rows * row;
  const flags = lines.map(({ category, from }, index): Flag => {
    const x = left + (span * from) / 100;
    return { category, from, x, y: index * LABEL_ROW + 14, anchor: x + LABEL_WIDTH > width ? 'end' : 'start' };
  });
  return { width, height: bottom + 22, top, bottom, left, span, flags, row, narrow };
}

/** `text` and `score`: the lines on which name and score are written. */
export type Bar = { x: number; y: number; width: number; height: number; text: number; score: number };

export function barOf(layout: Layout, index: number, score: number): Bar {
  const y = layout.top + index * layout.row;
  const lower = layout.narrow ? SCORE_LINE : 0;
  const share = Math.min(100, Math.max(0, score)) / 100;
  return { x: layout.left, y: y + BAR_TOP + lower, width: share * layout.span, height: BAR, text: y + 18, score: y + 18 + lower };
}
