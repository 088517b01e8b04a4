// The gaps of a text: what each holds, and the response that follows from filling one. No DOM.
import type { GapView } from '../wire/GapView';
import type { Response } from './response';

/** The server takes no longer text: a gap holds a word or a number, not an essay. */
export const GAP_TEXT_MOST = 200;
const WIDTH_LEAST = 8;
const WIDTH_MOST = 30;

export const gapValue = (response: Response, gap: string): string =>
  (response?.kind === 'gaps' ? response.gaps.find(([id]) => id === gap)?.[1] : undefined) ?? '';

/** As the server takes it: no control characters (they come by pasting), nothing but blanks is empty. */
export function gapText(typed: string): string {
  return [...typed.replace(/\p{Cc}/gu, ' ')].slice(0, GAP_TEXT_MOST).join('').trim();
}

/** The response with `gap` filled, in the order of the gaps. All empty is no answer. */
export function gapFilled(gaps: GapView[], response: Response, gap: string, value: string): Response {
  const filled = gaps
    .map((g): [string, string] => [g.id, g.id === gap ? value : gapValue(response, g.id)])
    .filter(([, v]) => v !== '');
  return filled.length === 0 ? null : { kind: 'gaps', gaps: filled };
}

/** How many characters wide the field is: a little more than its text, within bounds that a line can bear. */
export const gapWidth = (text: string): number => Math.min(WIDTH_MOST, Math.max(WIDTH_LEAST, [...text].length + 1));
