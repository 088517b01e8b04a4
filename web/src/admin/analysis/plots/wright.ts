// Geometry of a Wright map: persons as bars to the left of one scale, items as dots to its right. No DOM.
import type { CountedBin } from '../../../lib/wire/CountedBin';
import type { WrightItem } from '../../../lib/wire/WrightItem';
import { placed, type Scale } from './scale';

export type WrightDot = { item: WrightItem; x: number; y: number };
export type WrightBar = { y: number; height: number; width: number; bin: CountedBin };

/** The part of the scale where anybody or anything is, on whole tens. */
export function spanOf(persons: readonly CountedBin[], items: readonly WrightItem[]): { min: number; max: number } {
  const told = persons.filter((bin) => bin.count > 0).flatMap((bin) => [bin.from, bin.to]).concat(items.map((item) => Math.min(90, Math.max(10, item.t))));
  if (told.length === 0) return { min: 20, max: 80 };
  return { min: Math.min(40, Math.floor(Math.min(...told) / 10) * 10), max: Math.max(60, Math.ceil(Math.max(...told) / 10) * 10) };
}

export function barsOf(persons: readonly CountedBin[], y: Scale, width: number): WrightBar[] {
  const most = Math.max(1, ...persons.map((bin) => bin.count));
  return persons.filter((bin) => bin.count > 0).map((bin) => {
    const [top, bottom] = [placed(y, bin.to), placed(y, bin.from)];
    return { y: top, height: Math.max(1, bottom - top - 1), width: (width * bin.count) / most, bin };
  });
}

/** Dots at the height of their location, beside one another where they would touch; none leaves the width. */
export function dotsOf(items: readonly WrightItem[], y: Scale, left: number, width: number, size: number): WrightDot[] {
  const rows = new Map<number, WrightDot[]>();
  const dots: WrightDot[] = [];
  for (const item of [...items].sort((a, b) => b.t - a.t || a.id.localeCompare(b.id))) {
    const row = Math.round(placed(y, item.t) / size);
    const line = rows.get(row) ?? [];
    const dot = { item, x: 0, y: row * size };
    rows.set(row, [...line, dot]);
    dots.push(dot);
  }
  for (const line of rows.values()) {
    const step = Math.min(size, (width - size) / Math.max(1, line.length - 1));
    line.forEach((dot, index) => (dot.x = left + size / 2 + index * step));
  }
  return dots;
}
