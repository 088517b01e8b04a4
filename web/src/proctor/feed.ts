// The line to `/ws/proctor`: opens it, reopens it with jittered backoff, and says honestly how old the data are.
// The board's clock is the server's: an offset to the page's monotonic clock, so a wrong or changed PC clock does not show.
import type { ProctorMessage } from '../lib/wire/ProctorMessage';

export type Line =
  | { state: 'connecting'; attempt: number }
  | { state: 'live' }
  | { state: 'lost'; retry_at: number; attempt: number }
  | { state: 'refused'; why: 'not_signed_in' | 'unknown_session' };

export type FeedParts = {
  open: (url: string) => WebSocket;
  /** Monotonic milliseconds. */
  monotonic: () => number;
  random: () => number;
  later: (run: () => void, ms: number) => unknown;
  forget: (timer: unknown) => void;
};

export const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 20_000;
/** A line silent for so long is opened anew: it may be dead without anybody having said so. */
export const SILENT_MS = 45_000;

/** Full jitter over a doubling span, so that a hall full of boards does not come back in one moment. */
export const retryDelay = (attempt: number, random: number): number =>
  Math.round(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2));

export class Feed {
  private socket: WebSocket | null = null;
  private timer: unknown = null;
  private watch: unknown = null;
  private attempt = 0;
  private offset: number | null = null;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly parts: FeedParts,
    private readonly onmessage: (message: ProctorMessage) => void,
    private readonly online: (line: Line) => void,
  ) {}

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.parts.forget(this.timer);
    this.parts.forget(this.watch);
    this.drop();
  }

  /** At once instead of after the backoff: a button, or the browser is on line again. */
  retryNow(): void {
    if (this.stopped) return;
    this.parts.forget(this.timer);
    this.connect();
  }

  /** The server's clock; the page's own until the first message. */
  now(): number {
    return this.offset === null ? Date.now() : this.parts.monotonic() + this.offset;
  }

  monotonic(): number {
    return this.parts.monotonic();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close();
  }

  private connect(): void {
    this.drop();
    this.online({ state: 'connecting', attempt: this.attempt });
    const socket = this.parts.open(this.url);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent) => this.receive(String(event.data));
    socket.onclose = (event: CloseEvent) => this.closed(event.code);
    this.listen();
  }

  private receive(text: string): void {
    let message: ProctorMessage;
    try {
      message = JSON.parse(text) as ProctorMessage;
    } catch {
      return; // A later release may send what this page does not know; it is no reason to drop the board.
    }
    if (message.type === 'bye') {
      if (message.reason !== 'restarting') this.refuse(message.reason);
      return;
    }
    if (message.type !== 'board' && message.type !== 'rows') return;
    this.offset = message.server_ms - this.parts.monotonic();
    this.attempt = 0;
    this.listen();
    this.onmessage(message);
    this.online({ state: 'live' });
  }

  private listen(): void {
    this.parts.forget(this.watch);
    this.watch = this.parts.later(() => {
      if (!this.stopped) this.closed(1006);
    }, SILENT_MS);
  }

  private refuse(why: 'not_signed_in' | 'unknown_session'): void {
    this.stop();
    this.online({ state: 'refused', why });
  }

  private closed(code: number): void {
    if (this.stopped) return;
    if (code === 4401) return this.refuse('not_signed_in');
    if (code === 4404) return this.refuse('unknown_session');
    this.drop();
    this.parts.forget(this.watch);
    const wait = retryDelay(this.attempt, this.parts.random());
    this.attempt += 1;
    this.online({ state: 'lost', retry_at: this.parts.monotonic() + wait, attempt: this.attempt });
    this.timer = this.parts.later(() => this.connect(), wait);
  }
}
