// When a candidate is offered to save an emergency file. Gaps of seconds mend themselves; nobody should carry a file
// for one of those. No DOM.
import { QUIET_MS } from './saving';

/** The line has been away, or answers have waited, this long. */
export const AWAY_MS = 60_000;

export interface Stall {
  /** Answers that a file would hold. */
  answers: number;
  /** Those of them that came too late and are not sent again: only a file brings them. */
  late: number;
  /** How long nothing has reached the server; `null` while something does. */
  downForMs: number | null;
  /** How long the oldest of these answers has waited. */
  waitedMs: number;
  /** The clock runs; answers given to a suspended attempt wait on purpose. */
  running: boolean;
  /** The deadline has passed. What arrives by itself from now on comes too late; what is in a file does not. */
  timeUp: boolean;
}

export function offersFile({ answers, late, downForMs, waitedMs, running, timeUp }: Stall): boolean {
  if (answers === 0) return false;
  if (late > 0) return true;
  if (timeUp && downForMs !== null && downForMs >= QUIET_MS) return true;
  return (downForMs !== null && downForMs >= AWAY_MS) || (running && waitedMs >= AWAY_MS);
}
