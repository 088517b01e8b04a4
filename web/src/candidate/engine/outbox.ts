// The commands under way, in memory, over the journal: what is shown as pending, what may be sent next, what an
// answer of the server does to them. Knows no network. No DOM.
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import { isBarrier, isWork, replaces, subject, type Draft } from './draft';
import type { Held } from './held';
import { withoutSeq, type Journal, type JournalContent, type Uncounted } from './journal';

/** Commands on the line at once: enough for a long outage to drain fast, few enough for the server's mailbox. */
export const WINDOW = 32;

interface Entry {
  draft: Draft;
  /** `null` until the journal has stored it. */
  seq: number | null;
  sent: boolean;
  /** When it was given, on the forward-only clock. */
  since: number;
  /** Not to be sent before; `Infinity` while the attempt is suspended. */
  notBefore: number;
}

export class Outbox {
  clientId = '';
  uncounted = new Map<string, Uncounted>();
  #entries: Entry[] = [];
  #acked = 0;
  #ackedFor = new Map<string, number>();
  /** Numbers this tab has met: what another tab wrote is new, what was settled here stays settled. */
  #met = new Set<number>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private journal: Journal,
    private readonly now: () => number,
    /** The disk refused: the engine moves to a journal in memory. */
    private readonly onbroken: (error: unknown) => void,
    private readonly onchange: () => void,
  ) {}

  get durable(): boolean {
    return this.journal.durable;
  }

  /** Loads what an earlier page, or another tab, left behind. */
  async load(): Promise<JournalContent> {
    const content = await this.#inOrder(() => this.journal.read());
    this.clientId = content.client_id;
    for (const u of content.uncounted) this.uncounted.set(u.item_id, u);
    for (const command of content.pending) this.#adopt(command);
    return content;
  }

  drafts(): Draft[] {
    return this.#entries.map((e) => e.draft);
  }

  /** Number of unsettled commands that a candidate would miss, and since when the oldest of them waits. */
  get work(): { count: number; since: number | null } {
    const work = this.#entries.filter((e) => isWork(e.draft));
    return { count: work.length, since: work[0]?.since ?? null };
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Shows at once, stores next; `onchange` tells when it may be sent. */
  put(draft: Draft): Promise<void> {
    const replaced = this.#takeReplaced(draft);
    const entry: Entry = { draft: merged(draft, replaced), seq: null, sent: false, since: this.now(), notBefore: 0 };
    this.#entries.push(entry);
    this.onchange();
    return this.#store(entry, replaced);
  }

  /** What may be sent now, in order. The caller sends all of it. */
  take(limit = WINDOW): ClientCommand[] {
    const entries = this.#sendable(limit);
    for (const entry of entries) entry.sent = true;
    return entries.map((entry) => ({ ...entry.draft, client_seq: entry.seq }) as ClientCommand);
  }

  /** Something may be sent now. */
  get ready(): boolean {
    return this.#sendable(WINDOW).length > 0;
  }

  #sendable(limit: number): Entry[] {
    const sendable: Entry[] = [];
    const now = this.now();
    let inFlight = 0;
    for (const [place, entry] of this.#entries.entries()) {
      if (entry.notBefore === Infinity) continue;
      const barrier = isBarrier(entry.draft);
      if (entry.seq === null || entry.notBefore > now || inFlight >= limit || (barrier && place > 0)) break;
      if (!entry.sent) sendable.push(entry);
      inFlight += 1;
      if (barrier) break;
    }
    return sendable;
  }

  /** When the first entry that waits may be sent again, if one waits. */
  get nextRetryAt(): number | null {
    const now = this.now();
    const waiting = this.#entries.map((e) => e.notBefore).filter((at) => at > now && Number.isFinite(at));
    return waiting.length ? Math.min(...waiting) : null;
  }

  /** A new line: nothing is in flight any more. */
  resetSent(): void {
    for (const entry of this.#entries) entry.sent = false;
  }

  acked(clientSeq: number, held: (draft: Draft) => Held | null): Draft | null {
    this.#acked = Math.max(this.#acked, clientSeq);
    const entry = this.#remove(clientSeq);
    if (!entry) return null;
    this.#ackedFor.set(subject(entry.draft), clientSeq);
    if (entry.draft.type === 'answer') this.uncounted.delete(entry.draft.item_id);
    const next = held(entry.draft);
    this.#write(() => this.journal.settle(clientSeq, next, null));
    this.onchange();
    return entry.draft;
  }

  /** Refused for good. `remember` when the candidate must learn at the end that it does not count. */
  dropped(clientSeq: number, remember: Uncounted['code'] | null): Draft | null {
    const entry = this.#remove(clientSeq);
    if (!entry) return null;
    const uncounted = remember !== null && entry.draft.type === 'answer' ? { item_id: entry.draft.item_id, code: remember } : null;
    if (uncounted) this.uncounted.set(uncounted.item_id, uncounted);
    this.#write(() => this.journal.settle(clientSeq, null, uncounted));
    this.onchange();
    return entry.draft;
  }

  /** Refused for now: send it again from `notBefore` on. */
  postponed(clientSeq: number, notBefore: number): void {
    const entry = this.#entries.find((e) => e.seq === clientSeq);
    if (!entry) return;
    entry.sent = false;
    entry.notBefore = notBefore;
    this.onchange();
  }

  /** Entries that waited for the clock to run again may go. */
  release(): void {
    for (const entry of this.#entries) if (entry.notBefore === Infinity) entry.notBefore = 1;
  }

  /**
   * The server takes a number at or below the highest it applied for a repeat. A postponed command that others have
   * overtaken therefore gets a new number, or goes when something newer about the same thing is settled.
   */
  async renumberOvertaken(): Promise<void> {
    const overtaken = this.#entries.filter((e) => !e.sent && e.notBefore > 0 && e.seq !== null && e.seq < this.#acked);
    for (const entry of overtaken) {
      const seq = entry.seq;
      if (seq === null || entry.notBefore > this.now()) continue;
      this.#entries = this.#entries.filter((e) => e !== entry);
      const newer = (this.#ackedFor.get(subject(entry.draft)) ?? 0) > seq || this.#entries.some((e) => subject(e.draft) === subject(entry.draft));
      if (newer) this.#write(() => this.journal.settle(seq, null, null));
      else {
        const moved: Entry = { ...entry, seq: null, notBefore: 0 };
        this.#entries.push(moved);
        await this.#store(moved, [{ ...entry, seq }]);
      }
    }
  }

  hold(held: Held): void {
    this.#write(() => this.journal.hold(held));
  }

  raise(lastClientSeq: number): void {
    this.#acked = Math.max(this.#acked, lastClientSeq);
    this.#write(() => this.journal.raise(lastClientSeq));
  }

  /** A new sender identity, after the server refused this one's numbers. */
  async renew(): Promise<void> {
    await this.#inOrder(() => this.journal.renew());
    await this.#reload();
  }

  /** Goes on with another journal, carrying over what is pending. */
  async moveTo(journal: Journal): Promise<void> {
    const drafts = this.#entries.map((e) => ({ draft: e.draft, since: e.since }));
    this.journal = journal;
    this.#queue = Promise.resolve();
    this.#entries = [];
    this.#met.clear();
    this.#acked = 0;
    this.#ackedFor.clear();
    this.clientId = (await journal.read()).client_id;
    for (const { draft, since } of drafts) {
      const entry: Entry = { draft, seq: null, sent: false, since, notBefore: 0 };
      this.#entries.push(entry);
      await this.#store(entry, []);
    }
  }

  /** Resolves when everything asked of the journal so far is done. */
  idle(): Promise<void> {
    return this.#queue.then(() => undefined, () => undefined);
  }

  async #reload(): Promise<void> {
    this.#entries = this.#entries.filter((e) => e.seq === null);
    this.#acked = 0;
    this.#ackedFor.clear();
    this.#met.clear();
    await this.load();
    this.onchange();
  }

  async #store(entry: Entry, replaced: Entry[]): Promise<void> {
    try {
      const { command, before } = await this.#inOrder(() =>
        this.journal.append(entry.draft, replaced.flatMap((r) => (r.seq === null ? [] : [r.seq]))),
      );
      entry.seq = command.client_seq;
      this.#met.add(command.client_seq);
      for (const other of before) this.#adopt(other);
      this.onchange();
    } catch (error) {
      this.onbroken(error);
    }
  }

  #adopt(command: ClientCommand): void {
    if (this.#met.has(command.client_seq)) return;
    this.#met.add(command.client_seq);
    const entry: Entry = { draft: withoutSeq(command), seq: command.client_seq, sent: false, since: this.now(), notBefore: 0 };
    const place = this.#entries.findIndex((e) => e.seq === null || e.seq > command.client_seq);
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, entry);
  }

  #takeReplaced(draft: Draft): Entry[] {
    if (!replaces(draft)) return [];
    const lastBarrier = this.#entries.findLastIndex((e) => isBarrier(e.draft));
    const replaced = this.#entries.filter((e, i) => i > lastBarrier && !e.sent && subject(e.draft) === subject(draft));
    this.#entries = this.#entries.filter((e) => !replaced.includes(e));
    return replaced;
  }

  #remove(clientSeq: number): Entry | null {
    const place = this.#entries.findIndex((e) => e.seq === clientSeq);
    return place < 0 ? null : (this.#entries.splice(place, 1)[0] ?? null);
  }

  #write(work: () => Promise<void>): void {
    this.#inOrder(work).catch((error: unknown) => this.onbroken(error));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work, work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

/** The time spent that the replaced answers carried is not lost with them. */
function merged(draft: Draft, replaced: Entry[]): Draft {
  if (draft.type !== 'answer') return draft;
  const earlier = replaced.reduce((sum, { draft: d }) => sum + (d.type === 'answer' ? d.spent_ms : 0), 0);
  return { ...draft, spent_ms: draft.spent_ms + earlier };
}
