// The commands under way, in memory, over the journal: what is shown as pending, what may be sent next, what an
// answer of the server does to them. A command keeps its number for good: sent twice, it is applied once. No DOM.
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import { isWork, numbered, subject, type Draft, type Given } from './draft';
import { merged, newEntry, nextRetryAt, overtakenBy, replacedBy, sendable, WINDOW, type Entry } from './entry';
import type { Held } from './held';
import { LateList } from './late';
import { withoutSeq, type Journal, type JournalContent, type Stored, type Uncounted } from './journal';
import type { ClockPair } from './stamp';

export class Outbox {
  clientId = '';
  uncounted = new Map<string, Uncounted>();
  readonly late = new LateList();
  #entries: Entry[] = [];
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
    for (const stored of content.pending) this.#adopt(stored);
    for (const stored of content.late) this.#tookLate(stored);
    return content;
  }

  drafts(): Draft[] {
    return this.#entries.map((e) => e.draft);
  }

  /** What the journal has not stored yet; a page that leaves now may lose it. */
  unstored(): Given[] {
    return this.#entries.filter((e) => e.seq === null).map(({ draft, at_ms }) => ({ draft, at_ms }));
  }

  /** Takes back what a leaving page could not be sure to have stored. */
  async takeBack(given: readonly Given[]): Promise<void> {
    const stored = new Set(this.drafts().map((d) => JSON.stringify(d)));
    for (const { draft, at_ms } of given) if (!stored.has(JSON.stringify(draft))) await this.put(draft, at_ms);
  }

  /** Answers and flags that a candidate would miss, each item once, and since when the oldest of them waits. */
  work(typing: { item_id: string } | null): { count: number; since: number | null } {
    const work = this.#entries.filter((e) => isWork(e.draft));
    const subjects = new Set(work.map((e) => subject(e.draft)));
    if (typing) subjects.add(`answer ${typing.item_id}`);
    return { count: subjects.size, since: work[0]?.since ?? null };
  }

  /** Answers without an ack: which items, since when the oldest waits, the highest number among them. */
  answers(typing: { item_id: string } | null): { items: Set<string>; since: number | null; newest: number } {
    const items = new Set(typing ? [typing.item_id] : []);
    let since: number | null = null;
    let newest = 0;
    for (const entry of this.#entries) {
      if (entry.draft.type !== 'answer') continue;
      items.add(entry.draft.item_id);
      since ??= entry.since;
      newest = Math.max(newest, entry.seq ?? Infinity);
    }
    return { items, since, newest: typing ? Infinity : newest };
  }

  /** Everything unsettled that has its number, with the moment at which it was given. */
  waiting(): Stored[] {
    return this.#entries.flatMap(({ draft, seq, at_ms }) => (seq === null ? [] : [{ command: numbered(draft, seq), at_ms }]));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Something may be sent now. */
  get ready(): boolean {
    return sendable(this.#entries, WINDOW, this.now()).length > 0;
  }

  get nextRetryAt(): number | null {
    return nextRetryAt(this.#entries, this.now());
  }

  /** Shows at once, stores next; `onchange` tells when it may be sent. */
  put(draft: Draft, at_ms: number | null): Promise<void> {
    const replaced = replacedBy(draft, this.#entries);
    const entry = newEntry(merged(draft, replaced), this.now(), at_ms);
    this.#entries = [...this.#entries.filter((e) => !replaced.includes(e)), entry];
    this.onchange();
    return this.#store(entry, replaced);
  }

  /** What may be sent now, in order. The caller sends all of it. */
  take(limit = WINDOW): ClientCommand[] {
    const entries = sendable(this.#entries, limit, this.now());
    for (const entry of entries) entry.underWay = entry.offered = true;
    return entries.map((entry) => ({ ...entry.draft, client_seq: entry.seq }) as ClientCommand);
  }

  /** A new line: nothing is under way any more. */
  resetSent(): void {
    for (const entry of this.#entries) entry.underWay = false;
  }

  acked(clientSeq: number, held: (draft: Draft) => Held | null): Draft | null {
    const entry = this.#remove(clientSeq);
    if (!entry) return null;
    const next = held(entry.draft);
    this.#write(() => this.journal.settle(clientSeq, next, null));
    if (entry.draft.type === 'answer') {
      this.uncounted.delete(entry.draft.item_id);
      for (const seq of this.late.overtaken(entry.draft.item_id, clientSeq)) this.#write(() => this.journal.settle(seq, null, null));
    }
    for (const { seq } of overtakenBy(entry.draft, clientSeq, this.#entries)) {
      if (seq === null) continue;
      this.#remove(seq);
      this.#write(() => this.journal.settle(seq, null, null));
    }
    this.onchange();
    return entry.draft;
  }

  /** Refused for good. `remember` when the candidate must learn that it does not count; `late` keeps an answer for a file. */
  dropped(clientSeq: number, remember: Uncounted['code'] | null, late = false): Draft | null {
    const entry = this.#remove(clientSeq);
    if (!entry) return null;
    const uncounted = remember !== null && entry.draft.type === 'answer' ? { item_id: entry.draft.item_id, code: remember } : null;
    if (uncounted) this.uncounted.set(uncounted.item_id, uncounted);
    const kept = late && entry.draft.type === 'answer';
    if (kept) this.late.keep({ command: numbered(entry.draft, clientSeq), at_ms: entry.at_ms });
    this.#write(() => (kept ? this.journal.setAside(clientSeq, uncounted) : this.journal.settle(clientSeq, null, uncounted)));
    this.onchange();
    return entry.draft;
  }

  /** This browser gave a newer one about the same thing, so losing this one needs no word. */
  hasNewer(clientSeq: number): boolean {
    const place = this.#entries.findIndex((e) => e.seq === clientSeq);
    const entry = this.#entries[place];
    return entry !== undefined && this.#entries.slice(place + 1).some((e) => subject(e.draft) === subject(entry.draft));
  }

  /** Refused for now: send it again, under the same number, from `notBefore` on. */
  postponed(clientSeq: number, notBefore: number): void {
    const entry = this.#entries.find((e) => e.seq === clientSeq);
    if (!entry) return;
    entry.underWay = false;
    entry.notBefore = notBefore;
    this.onchange();
  }

  /** Entries that waited for the clock to run again may go. */
  release(): void {
    for (const entry of this.#entries) if (entry.notBefore === Infinity) entry.notBefore = 0;
  }

  mark(clock: ClockPair): void {
    this.#write(() => this.journal.mark(clock));
  }

  hold(held: Held): void {
    this.#write(() => this.journal.hold(held));
  }

  raise(lastClientSeq: number): void {
    this.#write(() => this.journal.raise(lastClientSeq));
  }

  /** A new sender identity, after the server refused this one's numbers. */
  async renew(): Promise<void> {
    await this.#inOrder(() => this.journal.renew());
    this.#entries = this.#entries.filter((e) => e.seq === null);
    this.#met.clear();
    this.late.clear();
    await this.load();
    this.onchange();
  }

  /** Goes on with another journal, carrying over what is pending and what came too late. */
  async moveTo(journal: Journal): Promise<void> {
    const before = this.#entries;
    this.journal = journal;
    this.#queue = Promise.resolve();
    this.#entries = [];
    this.#met.clear();
    this.clientId = (await journal.read()).client_id;
    const late = this.late.all();
    this.late.clear();
    for (const { command, at_ms } of late) {
      const again = { command: (await journal.append({ draft: withoutSeq(command), at_ms }, [])).command, at_ms };
      await journal.setAside(again.command.client_seq, null);
      this.#tookLate(again);
    }
    for (const { draft, since, at_ms } of before) {
      const entry = newEntry(draft, since, at_ms);
      this.#entries.push(entry);
      await this.#store(entry, []);
    }
  }

  /** Resolves when everything asked of the journal so far is done. */
  idle(): Promise<void> {
    return this.#queue.then(() => undefined, () => undefined);
  }

  async #store(entry: Entry, replaced: Entry[]): Promise<void> {
    try {
      const numbers = replaced.flatMap((r) => (r.seq === null ? [] : [r.seq]));
      const { command, before } = await this.#inOrder(() => this.journal.append(entry, numbers));
      entry.seq = command.client_seq;
      this.#met.add(command.client_seq);
      for (const other of before) this.#adopt(other);
      this.onchange();
    } catch (error) {
      this.onbroken(error);
    }
  }

  /** What another page or tab wrote may have been sent by it. */
  #adopt({ command, at_ms }: Stored): void {
    if (this.#met.has(command.client_seq)) return;
    this.#met.add(command.client_seq);
    const entry: Entry = { ...newEntry(withoutSeq(command), this.now(), at_ms), seq: command.client_seq, offered: true };
    const place = this.#entries.findIndex((e) => e.seq === null || e.seq > command.client_seq);
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, entry);
  }

  /** Another tab, or an earlier page, heard that it came too late. */
  #tookLate(stored: Stored): void {
    const { client_seq } = stored.command;
    this.#met.add(client_seq);
    this.#remove(client_seq);
    this.late.keep(stored);
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
