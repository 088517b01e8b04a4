// What the candidate is told about saving. Gaps of seconds are normal and stay invisible. No DOM.
export type Saving =
  | { state: 'saved' }
  | { state: 'saving' }
  | { state: 'unsaved'; count: number }
  | { state: 'reconnecting'; count: number };

/** A lost line is worth a word after this long. */
export const QUIET_MS = 3000;
/** A command that waits this long on a good line is worth a number. */
export const SLOW_MS = 5000;

export function savingState(downForMs: number | null, count: number, oldestMs: number): Saving {
  if (downForMs !== null && downForMs >= QUIET_MS) return { state: 'reconnecting', count };
  if (count === 0) return { state: 'saved' };
  return oldestMs >= SLOW_MS ? { state: 'unsaved', count } : { state: 'saving' };
}
