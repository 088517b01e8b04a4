// How long each item was on the screen and looked at, since it was last asked for. No DOM.
export class SpentMeter {
  #item: string | null = null;
  #since = 0;
  #spent = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** The item now on the screen; `null` while there is none or nobody can look at it. */
  show(item: string | null): void {
    this.#settle();
    this.#item = item;
  }

  /** Milliseconds on the item since the last `take`, whole and at most a day. */
  take(item: string): number {
    this.#settle();
    const spent = this.#spent.get(item) ?? 0;
    this.#spent.delete(item);
    return Math.min(86_400_000, Math.round(spent));
  }

  #settle(): void {
    const now = this.now();
    if (this.#item !== null) this.#spent.set(this.#item, (this.#spent.get(this.#item) ?? 0) + now - this.#since);
    this.#since = now;
  }
}
