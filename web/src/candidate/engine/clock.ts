// The server's time, measured over the line and carried on by a clock that nobody can set. The PC's own clock is
// never asked, so changing it changes nothing. No DOM.

/** Quartz of cheap machines drifts by less than this share. */
const DRIFT = 0.0002;

export class ServerClock {
  #offset: number | null = null;
  #uncertainty = Infinity;
  #measuredAt = 0;
  #roundTrip: number | null = null;

  /** `now` is a clock that only runs forward, such as `performance.now()`. */
  constructor(readonly now: () => number) {}

  /** One answer of the server: asked at `sentAt`, heard at `heardAt`, both of `now`. Precise or contradicting samples win. */
  observe(serverMs: number, sentAt: number, heardAt: number = this.now()): void {
    const roundTrip = Math.max(0, heardAt - sentAt);
    const uncertainty = roundTrip / 2 + 1;
    const offset = serverMs + roundTrip / 2 - heardAt;
    const aged = this.#uncertainty + (heardAt - this.#measuredAt) * DRIFT;
    const contradicts = this.#offset === null || Math.abs(offset - this.#offset) > aged + uncertainty;
    this.#roundTrip = roundTrip;
    if (!contradicts && uncertainty > aged) return;
    this.#offset = offset;
    this.#uncertainty = uncertainty;
    this.#measuredAt = heardAt;
  }

  /** A guess to start with after an offline reload; the first real sample replaces it. */
  guess(serverMs: number): void {
    if (this.#offset === null) this.#offset = serverMs - this.now();
  }

  /** Milliseconds since 1970 on the server's clock, or `null` before the first sample. */
  serverNow(): number | null {
    return this.#offset === null ? null : this.now() + this.#offset;
  }

  get roundTripMs(): number | null {
    return this.#roundTrip;
  }

  get measured(): boolean {
    return Number.isFinite(this.#uncertainty);
  }
}
