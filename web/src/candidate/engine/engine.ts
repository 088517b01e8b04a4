// The whole of an attempt in the browser: what is shown, what is kept, what is sent, by which way. Views subscribe to
// `state`; they never see the network. No DOM.
import type { CommandResults } from '../../lib/wire/CommandResults';
import type { Notice } from '../../lib/wire/Notice';
import type { RejectCode } from '../../lib/wire/RejectCode';
import type { ResponseValue } from '../../lib/wire/ResponseValue';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import type { Snapshot } from '../../lib/wire/Snapshot';
import { ApiError, type Api } from './api';
import { backoffMs } from './backoff';
import type { ServerClock } from './clock';
import { isBarrier, type Draft } from './draft';
import { applied, viewOf, type AttemptView, type Held } from './held';
import { MemoryJournal, type Journal, type Uncounted } from './journal';
import { Link, type SocketLike, type StopReason } from './link';
import { Outbox } from './outbox';
import { savingState, type Saving } from './saving';
import { SpentMeter } from './spent';

/** Typing is sent when the fingers rest this long. */
const TYPING_MS = 600;
/** A place on the screen is reported when the candidate stays this long. */
const VISIT_MS = 800;
/** After this many failed websockets, answers also go by HTTP. */
const HTTP_AFTER = 2;
/** Without a websocket: ask for the phase this often. */
const POLL_MS = 4000;
const BATCH = 50;
/** The server tells the new phase after a start or a submit; asked for when it has not within this. */
const PHASE_WAIT_MS = 1500;
const RETRY_MS = 1000;

export interface EngineParts {
  journal: Journal;
  api: Api;
  clock: ServerClock;
  token: string;
  openSocket: () => SocketLike;
  random: () => number;
  pcNow: () => number;
}

export interface EngineState {
  view: AttemptView;
  notices: Notice[];
  way: 'websocket' | 'http' | 'none';
  stopped: StopReason | null;
  pending: number;
  unsettled: number;
  uncounted: Uncounted[];
  graceMs: number;
  /** False when this browser keeps nothing: then an unsent answer does not survive a reload. */
  durable: boolean;
  /** Heard from the server since this page was opened. */
  fresh: boolean;
}

export class Engine {
  readonly spent: SpentMeter;
  #outbox: Outbox;
  #link: Link;
  #held: Held | null = null;
  #typing: { item_id: string; response: ResponseValue | null; timer: Timer } | null = null;
  #visiting: { item_id: string; timer: Timer } | null = null;
  #timers: { http?: Timer; pump?: Timer; phase?: Timer } = {};
  #httpUp = false;
  #httpFailures = 0;
  #httpBusy = false;
  #downSince: number | null;
  #fresh = false;
  #broken = false;
  #started = false;
  #renewedAt = -Infinity;
  #subscribers = new Set<() => void>();

  constructor(private readonly parts: EngineParts) {
    const { clock } = parts;
    this.#downSince = clock.now();
    this.spent = new SpentMeter(clock.now);
    this.#outbox = new Outbox(parts.journal, clock.now, () => void this.#giveUpDisk(), () => this.#changed());
    this.#link = new Link({
      open: parts.openSocket,
      greeting: () => ({ token: parts.token, client_id: this.#outbox.clientId }),
      now: clock.now,
      random: parts.random,
      onmessage: (message, askedAt) => this.#heard(message, askedAt),
      onstatus: () => this.#lineChanged(),
    });
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  get state(): EngineState {
    const drafts = this.#outbox.drafts();
    if (this.#typing) drafts.push({ type: 'answer', ...this.#typed(this.#typing), seen_seq: 0, spent_ms: 0 });
    return {
      view: viewOf(this.#held?.snapshot ?? null, drafts),
      notices: this.#held?.snapshot.notices ?? [],
      way: this.#link.up ? 'websocket' : this.#httpUp ? 'http' : 'none',
      stopped: this.#link.stopped,
      pending: this.#outbox.work.count + (this.#typing ? 1 : 0),
      unsettled: this.#outbox.size,
      uncounted: [...this.#outbox.uncounted.values()],
      graceMs: this.#held?.grace_ms ?? 0,
      durable: this.#outbox.durable,
      fresh: this.#fresh,
    };
  }

  /** Asked once a second by the view: it depends on the time. */
  get saving(): Saving {
    const now = this.parts.clock.now();
    const { count: stored, since } = this.#outbox.work;
    const count = stored + (this.#typing ? 1 : 0);
    return savingState(this.#downSince === null ? null : now - this.#downSince, count, since === null ? 0 : now - since);
  }

  /** Loads what this browser kept; then, unless only looking, goes on the line. */
  async load(): Promise<void> {
    try {
      const content = await this.#outbox.load();
      this.#held = content.held;
      const { clock } = this.parts;
      if (content.held?.server_ms) clock.guess(content.held.server_ms + this.parts.pcNow() - content.held.pc_ms);
    } catch {
      await this.#giveUpDisk();
    }
    this.#changed();
  }

  connect(): void {
    if (this.#started && this.#link.stopped === null) return;
    this.#started = true;
    this.#downSince = this.parts.clock.now();
    this.#link.start();
  }

  close(): void {
    this.flush();
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

  answer(item_id: string, response: ResponseValue | null): void {
    if (this.#typing?.item_id === item_id) this.#dropTyping();
    else this.flush();
    this.#put({ type: 'answer', item_id, response, seen_seq: this.#held?.seen_seq ?? 0, spent_ms: this.spent.take(item_id) });
  }

  /** Shown at once, sent when the fingers rest. */
  type(item_id: string, response: ResponseValue | null): void {
    if (this.#typing && this.#typing.item_id !== item_id) this.flush();
    clearTimeout(this.#typing?.timer);
    this.#typing = { item_id, response, timer: setTimeout(() => this.flush(), TYPING_MS) };
    this.#changed();
  }

  flush(): void {
    const typing = this.#typing;
    if (!typing) return;
    this.answer(typing.item_id, typing.response);
  }

  visit(item_id: string): void {
    this.flush();
    clearTimeout(this.#visiting?.timer);
    this.#visiting = { item_id, timer: setTimeout(() => this.#visited(), VISIT_MS) };
  }

  flag(item_id: string, flagged: boolean): void {
    this.#put({ type: 'flag', item_id, flagged });
  }

  callProctor(calling: boolean): void {
    this.#put({ type: 'call_proctor', calling });
  }

  start(): void {
    if (!this.state.view.starting) this.#put({ type: 'start' });
  }

  finishSection(section: number): void {
    this.#visited();
    if (this.state.view.finishing !== section) this.#put({ type: 'finish_section', section });
  }

  submit(): void {
    this.#visited();
    if (!this.state.view.submitting) this.#put({ type: 'submit' });
  }

  /** Everything asked of the disk is done. */
  idle(): Promise<void> {
    return this.#outbox.idle();
  }

  /** Asks the server for the whole truth, for instance when a deadline passed in silence. */
  async refresh(): Promise<void> {
    await this.#exchange([]).catch(() => undefined);
  }

  #typed({ item_id, response }: { item_id: string; response: ResponseValue | null }) {
    return { item_id, response };
  }

  #dropTyping(): void {
    clearTimeout(this.#typing?.timer);
    this.#typing = null;
  }

  #visited(): void {
    this.flush();
    const visiting = this.#visiting;
    if (!visiting) return;
    clearTimeout(visiting.timer);
    this.#visiting = null;
    if (this.state.view.position !== visiting.item_id) this.#put({ type: 'visit', item_id: visiting.item_id });
  }

  #put(draft: Draft): void {
    if (isBarrier(draft)) this.flush();
    void this.#outbox.put(draft);
  }

  #heard(message: ServerMessage, askedAt: number | null): void {
    if (askedAt !== null && (message.type === 'welcome' || message.type === 'pong')) {
      this.parts.clock.observe(message.server_ms, askedAt);
    }
    switch (message.type) {
      case 'welcome':
        this.#take(message.snapshot, message.grace_ms, true);
        void this.#resend(message.snapshot.last_client_seq);
        break;
      case 'ack':
        this.#acked(message.client_seq, message.seq);
        break;
      case 'reject':
        this.#rejected(message.client_seq, message.code, message.retry_after_ms);
        break;
      case 'phase':
        this.#move((s) => ({ ...s, seq: message.seq, phase: message.phase }), message.seq);
        this.#phaseKnown();
        break;
      case 'notice':
        this.#move((s) => withNotice(s, message.notice), message.notice.id);
        break;
      case 'pong':
        break;
    }
  }

  async #resend(lastClientSeq: number): Promise<void> {
    this.#outbox.raise(lastClientSeq);
    await this.#outbox.load().catch(() => undefined);
    this.#outbox.resetSent();
    this.#changed();
  }

  /** By HTTP a snapshot may come after newer acks of the websocket: then it is old. */
  #take(snapshot: Snapshot, graceMs: number, newest = false): void {
    this.#fresh = true;
    if (!newest && this.#held && snapshot.seq < this.#held.seen_seq) return;
    this.#hold({ ...this.#stamp(), snapshot, snapshot_seq: snapshot.seq, seen_seq: snapshot.seq, grace_ms: graceMs });
    this.#phaseKnown();
  }

  #move(change: (s: Snapshot) => Snapshot, seq: number): void {
    if (!this.#held || seq <= this.#held.snapshot_seq) return;
    this.#hold({ ...this.#held, ...this.#stamp(), snapshot: change(this.#held.snapshot), seen_seq: Math.max(this.#held.seen_seq, seq) });
  }

  #hold(held: Held): void {
    this.#held = held;
    this.#outbox.hold(held);
    this.#changed();
  }

  #stamp() {
    return { server_ms: this.parts.clock.serverNow() ?? 0, pc_ms: this.parts.pcNow() };
  }

  #phaseKnown(): void {
    clearTimeout(this.#timers.phase);
    if (this.#held?.snapshot.phase.phase !== 'suspended') this.#outbox.release();
  }

  #acked(clientSeq: number, seq: number): void {
    const draft = this.#outbox.acked(clientSeq, (d) => {
      if (!this.#held || seq <= this.#held.snapshot_seq) return this.#held;
      const seen_seq = Math.max(this.#held.seen_seq, seq);
      this.#held = { ...this.#held, snapshot: applied(this.#held.snapshot, d, seq), seen_seq };
      return this.#held;
    });
    if (draft && this.#awaitsPhase(draft)) this.#timers.phase = setTimeout(() => void this.refresh(), PHASE_WAIT_MS);
    this.#pump();
  }

  #awaitsPhase(draft: Draft): boolean {
    const phase = this.#held?.snapshot.phase;
    if (draft.type === 'start') return phase?.phase === 'registered' || phase?.phase === 'admitted';
    if (draft.type === 'finish_section') return phase?.phase === 'in_progress' && phase.section === draft.section;
    return draft.type === 'submit' && phase?.phase === 'in_progress';
  }

  #rejected(clientSeq: number, code: RejectCode, retryAfterMs: number | null): void {
    const now = this.parts.clock.now();
    if (retryAfterMs !== null || code === 'unavailable') this.#outbox.postponed(clientSeq, now + (retryAfterMs ?? RETRY_MS));
    else if (code === 'sequence_gap') void this.#renew();
    else {
      const suspended = code === 'suspended' && this.#held?.snapshot.phase.phase !== 'closed';
      const draft = suspended ? null : this.#outbox.dropped(clientSeq, code === 'superseded' ? null : code);
      if (suspended) this.#outbox.postponed(clientSeq, Infinity);
      // The page and the server see the attempt differently: look again.
      if (draft === null || isBarrier(draft) || code === 'closed' || code === 'voided' || code === 'superseded') void this.refresh();
    }
    this.#pump();
  }

  async #renew(): Promise<void> {
    if (this.parts.clock.now() - this.#renewedAt < 30_000) return;
    this.#renewedAt = this.parts.clock.now();
    await this.#outbox.renew().catch(() => this.#giveUpDisk());
    this.#link.reconnect();
  }

  async #giveUpDisk(): Promise<void> {
    if (this.#broken) return;
    this.#broken = true;
    await this.#outbox.moveTo(new MemoryJournal());
    if (this.#started) this.#link.reconnect();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#subscribers) listener();
    this.#pumpSoon(0);
  }

  #lineChanged(): void {
    if (this.#link.up) this.#downSince = null;
    else if (!this.#httpUp) this.#downSince ??= this.parts.clock.now();
    if (this.#link.up || this.#link.stopped !== null) {
      clearTimeout(this.#timers.http);
      this.#httpUp = false;
      this.#httpFailures = 0;
    } else if (this.#link.failures >= HTTP_AFTER) this.#httpSoon(0);
    if (!this.#link.up) this.#outbox.resetSent();
    this.#changed();
  }

  #pumpSoon(afterMs: number): void {
    clearTimeout(this.#timers.pump);
    this.#timers.pump = setTimeout(() => void this.#pumpNow(), afterMs);
  }

  #pump(): void {
    this.#pumpSoon(0);
  }

  async #pumpNow(): Promise<void> {
    await this.#outbox.renumberOvertaken();
    if (this.#link.up) for (const command of this.#outbox.take()) this.#link.send(command);
    else if (this.#httpUp && this.#outbox.ready) this.#httpSoon(0);
    const retryAt = this.#outbox.nextRetryAt;
    if (retryAt !== null) this.#pumpSoon(retryAt - this.parts.clock.now() + 1);
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
      this.#outbox.resetSent();
      await this.#outbox.renumberOvertaken();
      await this.#exchange(this.#outbox.take(BATCH));
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
    this.#changed();
  }

  async #exchange(commands: ReturnType<Outbox['take']>): Promise<void> {
    let answer: CommandResults;
    try {
      answer = await this.parts.api.commands(this.parts.token, { client_id: this.#outbox.clientId, commands });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#link.stop('signed_out');
      throw error;
    }
    this.#take(answer.snapshot, answer.grace_ms);
    this.#outbox.raise(answer.snapshot.last_client_seq);
    for (const result of answer.results) this.#heard(result, null);
  }
}

function withNotice(snapshot: Snapshot, notice: Notice): Snapshot {
  if (snapshot.notices.some((n) => n.id === notice.id)) return snapshot;
  const calling_proctor = notice.body.kind === 'call_answered' ? false : snapshot.calling_proctor;
  return { ...snapshot, calling_proctor, notices: [...snapshot.notices, notice] };
}

type Timer = ReturnType<typeof setTimeout>;
