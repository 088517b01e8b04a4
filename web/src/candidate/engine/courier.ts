// How commands travel: over the websocket while there is one, else in batches over HTTP. Knows ways and waits, not
// what a command means. No DOM.
import type { CommandResults } from '../../lib/wire/CommandResults';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import { ApiError, type Api } from './api';
import { backoffMs } from './backoff';
import type { ServerClock } from './clock';
import { Link, type SocketLike, type StopReason } from './link';
import type { Outbox } from './outbox';

/** After this many failed websockets, answers also go by HTTP. */
const HTTP_AFTER = 2;
/** Without a websocket: ask for the phase this often. */
const POLL_MS = 4000;
const BATCH = 50;

export type Way = 'websocket' | 'http' | 'none';

export interface CourierParts {
  api: Api;
  clock: ServerClock;
  token: string;
  openSocket: () => SocketLike;
  random: () => number;
  outbox: Outbox;
  onmessage: (message: ServerMessage, askedAt: number | null) => void;
  onresults: (results: CommandResults) => void;
  onchange: () => void;
}

export class Courier {
  #link: Link;
  #timers: { http?: Timer; pump?: Timer } = {};
  #httpUp = false;
  #httpFailures = 0;
  #httpBusy = false;
  #downSince: number | null;
  #started = false;

  constructor(private readonly parts: CourierParts) {
    this.#downSince = parts.clock.now();
    this.#link = new Link({
      open: parts.openSocket,
      greeting: () => ({ token: parts.token, client_id: parts.outbox.clientId }),
      now: parts.clock.now,
      random: parts.random,
      onmessage: parts.onmessage,
      onstatus: () => this.#lineChanged(),
    });
  }

  get way(): Way {
    return this.#link.up ? 'websocket' : this.#httpUp ? 'http' : 'none';
  }

  get stopped(): StopReason | null {
    return this.#link.stopped;
  }

  /** How long nothing has reached the server; `null` while something does. */
  get downForMs(): number | null {
    return this.#downSince === null ? null : this.parts.clock.now() - this.#downSince;
  }

  start(): void {
    if (this.#started && this.#link.stopped === null) return;
    this.#started = true;
    this.#downSince = this.parts.clock.now();
    this.#link.start();
  }

  stop(): void {
    this.#started = false;
    this.#link.stop();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  /** The server no longer knows the token. */
  signedOut(): void {
    this.#link.stop('signed_out');
  }

  /** Network or screen came back. */
  nudge(): void {
    if (!this.#started) return;
    this.#link.nudge();
    if (!this.#link.up && this.#link.failures >= HTTP_AFTER) this.#httpSoon(0);
  }

  reconnect(): void {
    if (this.#started) this.#link.reconnect();
  }

  /** Something may have become ready to go. */
  pumpSoon(afterMs = 0): void {
    clearTimeout(this.#timers.pump);
    this.#timers.pump = setTimeout(() => this.#pump(), afterMs);
  }

  /** Asks the server for the whole truth, for instance when a deadline passed in silence. */
  async refresh(): Promise<void> {
    await this.#exchange([]).catch(() => undefined);
  }

  #lineChanged(): void {
    if (this.#link.up) this.#downSince = null;
    else if (!this.#httpUp) this.#downSince ??= this.parts.clock.now();
    if (this.#link.up || this.#link.stopped !== null) {
      clearTimeout(this.#timers.http);
      this.#httpUp = false;
      this.#httpFailures = 0;
    } else if (this.#link.failures >= HTTP_AFTER) this.#httpSoon(0);
    if (!this.#link.up) this.parts.outbox.resetSent();
    this.parts.onchange();
  }

  #pump(): void {
    const { outbox, clock } = this.parts;
    if (this.#link.up) for (const command of outbox.take()) this.#link.send(command);
    else if (this.#httpUp && outbox.ready) this.#httpSoon(0);
    const retryAt = outbox.nextRetryAt;
    if (retryAt !== null) this.pumpSoon(retryAt - clock.now() + 1);
  }

  #httpSoon(afterMs: number): void {
    if (this.#httpBusy || !this.#started) return;
    clearTimeout(this.#timers.http);
    this.#timers.http = setTimeout(() => void this.#drainByHttp(), afterMs);
  }

  async #drainByHttp(): Promise<void> {
    if (this.#link.up || this.#link.stopped !== null || this.#httpBusy) return;
    this.#httpBusy = true;
    let waitMs = POLL_MS * (0.75 + this.parts.random() / 2);
    try {
      this.parts.outbox.resetSent();
      await this.#exchange(this.parts.outbox.take(BATCH));
      this.#httpUp = !this.#link.up;
      this.#httpFailures = 0;
      this.#downSince = null;
    } catch (error) {
      this.#httpUp = false;
      this.#httpFailures += 1;
      if (!this.#link.up) this.#downSince ??= this.parts.clock.now();
      waitMs = backoffMs(this.#httpFailures, this.parts.random, error instanceof ApiError ? error.retryAfterMs : 0);
    }
    this.#httpBusy = false;
    if (!this.#link.up && this.#link.stopped === null) this.#httpSoon(waitMs);
    this.parts.onchange();
  }

  async #exchange(commands: ReturnType<Outbox['take']>): Promise<void> {
    const { api, token, outbox } = this.parts;
    try {
      this.parts.onresults(await api.commands(token, { client_id: outbox.clientId, commands }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.signedOut();
      throw error;
    }
  }
}

type Timer = ReturnType<typeof setTimeout>;
