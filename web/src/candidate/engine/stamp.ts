// When an answer was given: the server's time as it was last heard, carried on by a clock that nobody can set. An
// emergency file is judged by these stamps, because its answers arrive long after they were given. No DOM.
//
// Heard means measured: the welcome, a pong and every answer by HTTP tell the server's time together with how long the
// question was on the way. An ack does not say when it was asked for, and a pong is never older than a heartbeat.
//
// A reload without a line starts the forward-only clock anew, so something has to bridge it. That is a pair of the
// server's time and the PC's, written down every ten seconds, line or no line: the page goes on from the pair by what
// the PC's clock has moved since, never backwards. Whoever sets the PC's clock while the page runs gains nothing, for
// the next pair holds the right time again; whoever sets it back while the page is away stands still for as long as
// that was, and no stamp is ever earlier than the pair or than the last stamp. The first word of the server corrects it.
import type { ServerClock } from './clock';

/** The pair is written down this often. */
export const MARK_MS = 10_000;

/** The same moment on the server's clock and on this PC's. */
export interface ClockPair {
  server_ms: number;
  pc_ms: number;
}

export class Stamper {
  #last = 0;

  constructor(
    private readonly clock: ServerClock,
    private readonly pcNow: () => number,
  ) {}

  /** Whole milliseconds on the server's clock; never earlier than the one before. */
  now(): number {
    this.#last = Math.max(this.#last, Math.round(this.clock.serverNow() ?? this.pcNow()));
    return this.#last;
  }

  /** To be written down; `null` while the server's time is not known. */
  pair(): ClockPair | null {
    const server = this.clock.serverNow();
    return server === null ? null : { server_ms: Math.round(server), pc_ms: this.pcNow() };
  }

  /** Goes on from what an earlier page wrote down: the pair, and the stamps of what is still pending. */
  restore(pair: ClockPair | null, stamps: readonly (number | null)[]): void {
    if (pair) this.clock.guess(pair.server_ms + Math.max(0, this.pcNow() - pair.pc_ms));
    this.#last = stamps.reduce<number>((latest, at) => Math.max(latest, at ?? 0), Math.max(this.#last, pair?.server_ms ?? 0));
  }

  /**
   * When a file is saved, given the stamps in it. A measured clock is right, and a stamp after it came from a guess
   * that ran ahead; a guess alone must not say that it is earlier than its own stamps.
   */
  saved(): number {
    const now = this.now();
    return this.clock.measured ? Math.min(now, Math.round(this.clock.serverNow() ?? now)) : now;
  }
}
