// One websocket at a time: greeting, heartbeat, dead lines, coming back. Knows frames, not their meaning. No DOM.
import type { ClientMessage } from '../../lib/wire/ClientMessage';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import { backoffMs } from './backoff';

export const PROTOCOL = 1;
export const SUBPROTOCOL = 'ukur.v1';
/** From opening to `welcome`. */
const WELCOME_MS = 8000;
/** Silences of this many heartbeats are a dead line. */
const DEAD_HEARTBEATS = 3;
/** A line that should be alive answers a probe within this. */
const PROBE_MS = 4000;

export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(text: string): void;
  close(): void;
}

export type StopReason = 'replaced' | 'signed_out';

export interface LinkParts {
  open: () => SocketLike;
  /** Read anew for each connection. */
  greeting: () => { token: string; client_id: string };
  now: () => number;
  random: () => number;
  /** Every frame but `bye`; `askedAt` when it answers something that was sent then. */
  onmessage: (message: ServerMessage, askedAt: number | null) => void;
  /** Up, down or given up. */
  onstatus: () => void;
}

export class Link {
  /** Attempts without a `welcome` since the last one. */
  failures = 0;
  up = false;
  stopped: StopReason | null = null;
  #socket: SocketLike | null = null;
  #heartbeatMs = 10_000;
  #heardAt = 0;
  #greetedAt = 0;
  #ping: { sent_ms: number; at: number } | null = null;
  #retryAfterMs = 0;
  #timers: { again?: Timer; watch?: Timer; probe?: Timer } = {};

  constructor(private readonly parts: LinkParts) {}

  start(): void {
    this.stopped = null;
    this.failures = 0;
    this.#retryAfterMs = 0;
    this.#connect();
  }

  /** Closes for good; `start` opens again. */
  stop(reason: StopReason | null = null): void {
    this.stopped = reason;
    this.#drop();
    clearTimeout(this.#timers.again);
    this.parts.onstatus();
  }

  send(message: ClientMessage): boolean {
    if (!this.up || !this.#socket) return false;
    try {
      this.#socket.send(JSON.stringify(message));
      return true;
    } catch {
      this.#lost();
      return false;
    }
  }

  /** The network may be back, or the page visible again: do not wait for the timer. */
  nudge(): void {
    if (this.stopped !== null) return;
    if (this.up) this.#probe();
    else if (!this.#socket && this.#retryAfterMs === 0) this.#connect();
  }

  /** Gives up this line and takes a new one. */
  reconnect(): void {
    if (this.stopped === null) this.#lost();
  }

  #connect(): void {
    clearTimeout(this.#timers.again);
    this.#drop();
    let socket: SocketLike;
    try {
      socket = this.parts.open();
    } catch {
      this.#lost();
      return;
    }
    this.#socket = socket;
    this.#timers.watch = setTimeout(() => this.#lost(), WELCOME_MS);
    socket.onopen = () => {
      this.#greetedAt = this.parts.now();
      socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL, ...this.parts.greeting() } satisfies ClientMessage));
    };
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    socket.onerror = () => undefined;
  }

  #heard(data: unknown): void {
    this.#heardAt = this.parts.now();
    let message: ServerMessage;
    try {
      message = JSON.parse(String(data)) as ServerMessage;
    } catch {
      return;
    }
    if (message.type === 'bye') {
      this.#retryAfterMs = message.retry_after_ms ?? 0;
      if (message.code === 'replaced') this.stop('replaced');
      else if (message.code === 'not_signed_in') this.stop('signed_out');
      return;
    }
    let askedAt: number | null = null;
    if (message.type === 'welcome') askedAt = this.#welcomed(message.heartbeat_ms);
    if (message.type === 'pong' && this.#ping?.sent_ms === message.sent_ms) askedAt = this.#ping.at;
    this.parts.onmessage(message, askedAt);
  }

  #welcomed(heartbeatMs: number): number {
    this.up = true;
    this.failures = 0;
    this.#retryAfterMs = 0;
    this.#heartbeatMs = Math.max(500, heartbeatMs);
    clearTimeout(this.#timers.watch);
    this.#timers.watch = setTimeout(() => this.#beat(), this.#heartbeatMs);
    this.parts.onstatus();
    return this.#greetedAt;
  }

  #beat(): void {
    if (this.parts.now() - this.#heardAt > DEAD_HEARTBEATS * this.#heartbeatMs) return this.#lost();
    this.#sendPing();
    if (this.up) this.#timers.watch = setTimeout(() => this.#beat(), this.#heartbeatMs);
  }

  #sendPing(): void {
    const at = this.parts.now();
    this.#ping = { sent_ms: Math.round(at), at };
    this.send({ type: 'ping', sent_ms: this.#ping.sent_ms });
  }

  #probe(): void {
    this.#sendPing();
    const asked = this.parts.now();
    clearTimeout(this.#timers.probe);
    this.#timers.probe = setTimeout(() => {
      if (this.up && this.#heardAt < asked) this.#lost();
    }, PROBE_MS);
  }

  #closed(code: number): void {
    if (code === 4409) this.stop('replaced');
    else if (code === 4401) this.stop('signed_out');
    else this.#lost();
  }

  #lost(): void {
    if (this.stopped !== null) return;
    this.#drop();
    this.failures += 1;
    const wait = backoffMs(this.failures, this.parts.random, this.#retryAfterMs);
    clearTimeout(this.#timers.again);
    this.#timers.again = setTimeout(() => {
      this.#retryAfterMs = 0;
      this.#connect();
    }, wait);
    this.parts.onstatus();
  }

  #drop(): void {
    this.up = false;
    clearTimeout(this.#timers.watch);
    clearTimeout(this.#timers.probe);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // It was not open yet: nothing to close.
    }
  }
}

type Timer = ReturnType<typeof setTimeout>;
