// The whole of an attempt in the browser: what is shown, what is kept, what the server's words mean for it. Views
// subscribe to `state`; they never see the network. No DOM.
import type { CommandResults } from '../../lib/wire/CommandResults';
import type { RejectCode } from '../../lib/wire/RejectCode';
import type { ResponseValue } from '../../lib/wire/ResponseValue';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import type { Api } from './api';
import type { ServerClock } from './clock';
import { Courier } from './courier';
import { isBarrier, type Draft, type Given } from './draft';
import { Hand } from './hand';
import { MemoryJournal, type Journal, type Stored } from './journal';
import { mayTakeFile, tooLate } from './late';
import type { SocketLike } from './link';
import { Mirror } from './mirror';
import { Outbox } from './outbox';
import { savingState, type Saving } from './saving';
import { SpentMeter } from './spent';
import { MARK_MS, Stamper } from './stamp';
import { Standstill } from './standstill';
import { stateOf, type EngineState } from './state';

/** A store that did not take a command is asked again after this, unless it says when. */
const RETRY_MS = 1000;
const RENEW_AT_MOST_MS = 30_000;

export interface EngineParts {
  journal: Journal;
  api: Api;
  clock: ServerClock;
  token: string;
  openSocket: () => SocketLike;
  random: () => number;
  pcNow: () => number;
}

export class Engine {
  readonly spent: SpentMeter;
  #outbox: Outbox;
  #courier: Courier;
  #mirror: Mirror;
  #hand: Hand;
  #stamper: Stamper;
  #standstill = new Standstill();
  #marking: ReturnType<typeof setInterval> | undefined;
  #broken = false;
  #renewedAt = -Infinity;
  #subscribers = new Set<() => void>();

  constructor(private readonly parts: EngineParts) {
    const { clock } = parts;
    this.spent = new SpentMeter(clock.now);
    this.#outbox = new Outbox(parts.journal, clock.now, () => void this.#giveUpDisk(), () => this.#changed());
    this.#stamper = new Stamper(clock, parts.pcNow);
    this.#mirror = new Mirror((held) => {
      this.#outbox.hold(held);
      this.#changed();
    });
    this.#hand = new Hand((typed) => this.#answer(typed.item_id, typed.response, typed.at_ms), (item) => this.#visited(item));
    this.#courier = new Courier({
      ...parts,
      outbox: this.#outbox,
      onmessage: (message, askedAt) => this.#heard(message, askedAt),
      onresults: (results) => this.#answered(results),
      onchange: () => this.#changed(),
    });
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  get state(): EngineState {
    return stateOf(this.#mirror, this.#outbox, this.#courier, this.#hand.typing);
  }

  /** Asked once a second by the view: it depends on the time. */
  get saving(): Saving {
    const { count, since } = this.#outbox.work(this.#hand.typing);
    const oldestMs = since === null ? 0 : this.parts.clock.now() - since;
    return savingState(this.#courier.downForMs, count, oldestMs);
  }

  /** Loads what this browser kept; then, unless only looking, goes on the line. */
  async load(): Promise<void> {
    try {
      const { held, clock, pending, late } = await this.#outbox.load();
      this.#stamper.restore(clock, [...pending, ...late].map(({ at_ms }) => at_ms));
      this.#mirror.restore(held);
    } catch {
      await this.#giveUpDisk();
    }
    this.#marking ??= setInterval(() => this.#mark(), MARK_MS);
    this.#changed();
  }

  connect(): void {
    this.#courier.start();
  }

  close(): void {
    this.flush();
    clearInterval(this.#marking);
    this.#courier.stop();
  }

  signedOut(): void {
    this.#courier.signedOut();
  }

  nudge(): void {
    this.#courier.nudge();
  }

  refresh(): Promise<void> {
    return this.#courier.refresh();
  }

  answer(item_id: string, response: ResponseValue | null): void {
    this.#answer(item_id, response, this.#stamper.now());
  }

  /** Shown at once, sent when the fingers rest. */
  type(item_id: string, response: ResponseValue | null): void {
    this.#hand.type(item_id, response, this.#stamper.now());
    this.#changed();
  }

  /** What the hand still holds goes out now: the page may be leaving. */
  flush(): void {
    this.#hand.stay();
    this.#mark();
  }

  /** The page leaves: gives what may not reach the disk in time, for `takeBack` on the next page. */
  leave(): Given[] {
    this.flush();
    return this.#outbox.unstored();
  }

  takeBack(given: readonly Given[]): Promise<void> {
    return this.#outbox.takeBack(given);
  }

  /** Everything without an ack, and what came too late, for an emergency file. It stays where it is; what waits goes out as before. */
  async unsent(): Promise<{ client_id: string; saved_ms: number; waiting: Stored[] }> {
    this.flush();
    await this.#outbox.idle();
    const late = mayTakeFile(this.#mirror.phase) ? this.#outbox.late.all() : [];
    return { client_id: this.#outbox.clientId, saved_ms: this.#stamper.saved(), waiting: [...late, ...this.#outbox.waiting()] };
  }

  /** How long the line has been away and answers have waited. */
  get stall(): { downForMs: number | null; waitedMs: number } {
    const { since } = this.#outbox.answers(null);
    return { downForMs: this.#courier.downForMs, waitedMs: since === null ? 0 : this.parts.clock.now() - since };
  }

  visit(item_id: string): void {
    this.#hand.visit(item_id);
  }

  flag(item_id: string, flagged: boolean): void {
    this.#put({ type: 'flag', item_id, flagged });
  }

  /** The response to this item is final; the next one comes. */
  confirm(item_id: string): void {
    this.flush();
    if (this.state.view.confirming === null) this.#put({ type: 'confirm', item_id, seen_seq: this.#mirror.seenSeq });
  }

  callProctor(calling: boolean): void {
    this.#put({ type: 'call_proctor', calling });
  }

  start(): void {
    if (!this.state.view.starting) this.#put({ type: 'start' });
  }

  finishSection(section: number): void {
    this.flush();
    if (this.state.view.finishing !== section) this.#put({ type: 'finish_section', section });
  }

  submit(): void {
    this.flush();
    if (!this.state.view.submitting) this.#put({ type: 'submit' });
  }

  /** Everything asked of the disk is done. */
  idle(): Promise<void> {
    return this.#outbox.idle();
  }

  #visited(item_id: string): void {
    if (this.state.view.position !== item_id) this.#put({ type: 'visit', item_id });
  }

  #answer(item_id: string, response: ResponseValue | null, at_ms: number): void {
    this.#hand.interrupted(item_id);
    // Who answers stays: a reload from now on comes back here.
    this.#hand.stay();
    this.#put({ type: 'answer', item_id, response, seen_seq: this.#mirror.seenSeq, spent_ms: this.spent.take(item_id) }, at_ms);
  }

  #put(draft: Draft, at_ms: number = this.#stamper.now()): void {
    if (isBarrier(draft)) this.flush();
    void this.#outbox.put(draft, at_ms);
  }

  #mark(): void {
    const pair = this.#stamper.pair();
    if (pair) this.#outbox.mark(pair);
  }

  #heard(message: ServerMessage, askedAt: number | null): void {
    if (askedAt !== null && (message.type === 'welcome' || message.type === 'pong')) {
      this.parts.clock.observe(message.server_ms, askedAt);
    }
    switch (message.type) {
      case 'welcome':
        this.#standstill.over();
        this.#mirror.take(message.snapshot, message.grace_ms, true);
        this.#phaseKnown();
        this.#mark();
        void this.#resend(message.snapshot.last_client_seq);
        break;
      case 'ack':
        this.#standstill.over();
        this.#outbox.acked(message.client_seq, (draft) => this.#mirror.acked(draft, message.seq));
        this.#courier.pumpSoon();
        break;
      case 'reject':
        this.#rejected(message.client_seq, message.code, message.retry_after_ms);
        this.#courier.pumpSoon();
        this.#leadsNowhere(message.code);
        break;
      case 'phase':
        this.#mirror.moved(message.phase, message.seq);
        this.#phaseKnown();
        break;
      case 'notice':
        this.#mirror.told(message.notice);
    }
  }

  #answered({ snapshot, grace_ms, results }: CommandResults): void {
    this.#mirror.take(snapshot, grace_ms, false);
    this.#phaseKnown();
    this.#outbox.raise(snapshot.last_client_seq);
    for (const result of results) this.#heard(result, null);
  }

  async #resend(lastClientSeq: number): Promise<void> {
    this.#outbox.raise(lastClientSeq);
    await this.#outbox.load().catch(() => undefined);
    this.#outbox.resetSent();
    this.#changed();
  }

  #phaseKnown(): void {
    if (this.#mirror.phase?.phase !== 'suspended') this.#outbox.release();
  }

  #rejected(clientSeq: number, code: RejectCode, retryAfterMs: number | null): void {
    if (code === 'sequence_gap') void this.#renew();
    else if (code === 'suspended' && this.#mirror.phase?.phase === 'suspended') this.#outbox.postponed(clientSeq, Infinity);
    else if (retryAfterMs !== null || code === 'unavailable' || code === 'suspended') {
      this.#outbox.postponed(clientSeq, this.parts.clock.now() + (retryAfterMs ?? RETRY_MS));
    } else {
      const ownNewer = code === 'superseded' && this.#outbox.hasNewer(clientSeq);
      const draft = this.#outbox.dropped(clientSeq, ownNewer ? null : code, tooLate(code, this.#mirror.phase));
      // The page and the server see the attempt differently: look again.
      if (draft && (isBarrier(draft) || code === 'closed' || code === 'voided' || code === 'superseded')) void this.refresh();
    }
  }

  /** Another node behind the same address may reach the store that this one does not. */
  #leadsNowhere(code: RejectCode): void {
    if (code !== 'unavailable') this.#standstill.over();
    else if (this.#standstill.refused(this.parts.clock.now()) && this.#courier.way === 'websocket') this.#courier.reconnect();
  }

  async #renew(): Promise<void> {
    if (this.parts.clock.now() - this.#renewedAt < RENEW_AT_MOST_MS) return;
    this.#renewedAt = this.parts.clock.now();
    await this.#outbox.renew().catch(() => this.#giveUpDisk());
    this.#courier.reconnect();
  }

  async #giveUpDisk(): Promise<void> {
    if (this.#broken) return;
    this.#broken = true;
    await this.#outbox.moveTo(new MemoryJournal());
    this.#courier.reconnect();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#subscribers) listener();
    this.#courier.pumpSoon();
  }
}
