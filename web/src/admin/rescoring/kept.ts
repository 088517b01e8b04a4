// Rules on the way from one session to another of the same event: kept for the visit, taken once.
import type { Chosen } from './difference';

export type Carried = { session: string; chosen: Chosen; reason: string };
let carried: Carried | null = null;

export const carry = (what: Carried): void => void (carried = what);

/** What was carried to this session. */
export function taken(session: string): Carried | null {
  const found = carried?.session === session ? carried : null;
  carried = null;
  return found;
}
