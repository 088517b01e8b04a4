// What a plot is made of. A page says this; the plot finds the places. No DOM.
import type { Shape, Vertex } from './scale';

export type Axis = { min: number; max: number; label: string; ticks?: number[]; /** Without it plain numbers, with the digits that the ticks need. */ format?: (value: number) => string };
/** Colours always come with another sign: a dash, a shape, a label. */
export type Tone = 'accent' | 'ink' | 'soft' | 'bad';
export type Dot = Vertex & { low?: number | null; high?: number | null; /** Radius in pixels. */ r?: number; label?: string };
/** `shade`: 0 (lightest) to 3. */
export type BlockBar = { from: number; to: number; low: number; high: number; shade?: number };
export type Mark =
  | { kind: 'line'; points: Vertex[]; label?: string; dash?: number; tone?: Tone; strong?: boolean; shape?: Shape }
  | { kind: 'dots'; dots: Dot[]; shape: Shape; tone?: Tone; hollow?: boolean }
  | { kind: 'bars'; bars: BlockBar[] }
  /** A vertical line with its name on top. */
  | { kind: 'rule'; x: number; label: string; dash?: number };
export type PlotTable = { head: string[]; rows: (string | number)[][] };

/** Mean width of a letter, as a share of the type size. */
const LETTER = 0.56;
export const TYPE = 13;
export const textWidth = (text: string, size: number): number => text.length * LETTER * size + 4;

/** Labels at the right ends of lines: where the last known point is. */
export function endOf(points: readonly Vertex[]): Vertex | undefined {
  return points.findLast((point) => point.y !== null);
}
