// How long to wait before trying again: doubling, bounded, spread by chance so that 400 browsers do not come back
// in one moment. No DOM.
export const FIRST_MS = 300;
export const LONGEST_MS = 10_000;

/** `failures` counts from 1. The wait lies between half of the doubled span and the whole of it. */
export function backoffMs(failures: number, random: () => number, atLeastMs = 0): number {
  const span = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  const jittered = span / 2 + (random() * span) / 2;
  return atLeastMs > 0 ? atLeastMs + random() * Math.min(span, atLeastMs) : jittered;
}
