// A line that stands but leads nowhere: its node does not reach the store. Another node behind the same address may,
// so after a while the page takes a new line. No DOM.

/** Every command refused as `unavailable` for this long, and nothing acknowledged. */
export const STANDSTILL_MS = 15_000;

export class Standstill {
  #since: number | null = null;

  /** Something else than `unavailable` was heard about a command, or the line is new. */
  over(): void {
    this.#since = null;
  }

  /** One more `unavailable`; true when it is time for a new line, once. */
  refused(now: number): boolean {
    this.#since ??= now;
    if (now - this.#since < STANDSTILL_MS) return false;
    this.#since = null;
    return true;
  }
}
