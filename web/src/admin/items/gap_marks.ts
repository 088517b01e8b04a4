// The marks `[[1]]` of a text with gaps, and the list of gaps beside it: numbers stay in step. No DOM.
const MARK = /\[\[(\d{1,2})\]\]/g;

export const markOf = (number: number): string => `[[${number}]]`;

/** The numbers in the text, in the order of reading. */
export const marksIn = (stem: string): number[] => [...stem.matchAll(MARK)].map((mark) => Number(mark[1]));

export type Standing = 'once' | 'missing' | 'repeated';
export function standing(stem: string, number: number): Standing {
  const count = marksIn(stem).filter((mark) => mark === number).length;
  return count === 1 ? 'once' : count === 0 ? 'missing' : 'repeated';
}

/** How many gaps the list needs for what stands in the text: a mark typed by hand makes its gap. */
export const gapsWanted = (stem: string, gaps: number, most: number): number => {
  const marks = new Set(marksIn(stem));
  let wanted = gaps;
  while (wanted < most && marks.has(wanted + 1)) wanted += 1;
  return wanted;
};

/** A gap goes: its marks leave the text and the higher numbers come down by one. */
export function withoutGap(stem: string, number: number): string {
  return stem
    .replace(MARK, (mark, digits: string) => {
      const found = Number(digits);
      return found === number ? '' : found > number ? markOf(found - 1) : mark;
    })
    .replace(/ {2,}/g, ' ');
}

/** `gaps` in the order in which the text names them, with the marks renumbered; marks without a gap stay. */
export function inReadingOrder<G>(stem: string, gaps: G[]): { stem: string; gaps: G[] } {
  const named = [...new Set(marksIn(stem))].filter((number) => number <= gaps.length);
  const order = [...named, ...gaps.map((_, index) => index + 1).filter((number) => !named.includes(number))];
  const to = new Map(order.map((number, index) => [number, index + 1]));
  return {
    stem: stem.replace(MARK, (mark, digits: string) => { const next = to.get(Number(digits)); return next === undefined ? mark : markOf(next); }),
    gaps: order.flatMap((number) => { const gap = gaps[number - 1]; return gap === undefined ? [] : [gap]; }),
  };
}
