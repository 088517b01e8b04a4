// Where commands live until they are settled. `IdbJournal` keeps them through reload and power loss; `MemoryJournal`
// is the twin for tests and for a browser that refuses storage. No DOM.
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import type { RejectCode } from '../../lib/wire/RejectCode';
import { numbered, type Draft, type Given } from './draft';
import type { Held } from './held';
import { randomId } from './random_id';
import type { ClockPair } from './stamp';

/** An answer that the server refused for good: the closing page names it. */
export interface Uncounted {
  item_id: string;
  code: RejectCode;
}

/** A command with the moment at which it was given (`Given`). */
export interface Stored {
  command: ClientCommand;
  at_ms: number | null;
}

export interface JournalContent {
  client_id: string;
  pending: Stored[];
  /** Answers that came too late (`late.ts`). */
  late: Stored[];
  uncounted: Uncounted[];
  held: Held | null;
  clock: ClockPair | null;
}

export interface Appended {
  command: ClientCommand;
  /** All unsettled commands with a smaller number: another tab may have written some of them. */
  before: Stored[];
}

export interface Journal {
  readonly durable: boolean;
  read(): Promise<JournalContent>;
  /** Numbers and stores the draft in one transaction, taking the place of `replaced`. */
  append(given: Given, replaced: number[]): Promise<Appended>;
  /** The command is done with: removed, together with what it changed. */
  settle(clientSeq: number, held: Held | null, uncounted: Uncounted | null): Promise<void>;
  /** The answer came too late: kept under its number, no longer pending. */
  setAside(clientSeq: number, uncounted: Uncounted | null): Promise<void>;
  hold(held: Held): Promise<void>;
  /** The time, for a page that begins without a line. */
  mark(clock: ClockPair): Promise<void>;
  /** The server knows numbers up to this one: never use them again. */
  raise(lastClientSeq: number): Promise<void>;
  /** A new sender that counts from 1; the pending commands and the late answers get new numbers, in their order. */
  renew(): Promise<void>;
}

export class MemoryJournal implements Journal {
  readonly durable: boolean = false;
  #clientId = randomId();
  #next = 1;
  #pending = new Map<number, Stored>();
  #late = new Set<number>();
  #uncounted = new Map<string, Uncounted>();
  #held: Held | null = null;
  #clock: ClockPair | null = null;

  async read(): Promise<JournalContent> {
    return { client_id: this.#clientId, pending: this.#ordered(false), late: this.#ordered(true), uncounted: [...this.#uncounted.values()], held: this.#held, clock: this.#clock };
  }

  async append({ draft, at_ms }: Given, replaced: number[]): Promise<Appended> {
    for (const seq of replaced) this.#pending.delete(seq);
    const before = this.#ordered(false);
    const command = numbered(draft, this.#next++);
    this.#pending.set(command.client_seq, { command, at_ms });
    return { command, before };
  }

  async settle(clientSeq: number, held: Held | null, uncounted: Uncounted | null): Promise<void> {
    const command = this.#pending.get(clientSeq)?.command;
    this.#pending.delete(clientSeq);
    this.#late.delete(clientSeq);
    if (held) this.#held = held;
    if (uncounted) this.#uncounted.set(uncounted.item_id, uncounted);
    else if (command?.type === 'answer') this.#uncounted.delete(command.item_id);
  }

  async setAside(clientSeq: number, uncounted: Uncounted | null): Promise<void> {
    if (this.#pending.has(clientSeq)) this.#late.add(clientSeq);
    if (uncounted) this.#uncounted.set(uncounted.item_id, uncounted);
  }

  async hold(held: Held): Promise<void> {
    this.#held = held;
  }

  async mark(clock: ClockPair): Promise<void> {
    this.#clock = clock;
  }

  async raise(lastClientSeq: number): Promise<void> {
    this.#next = Math.max(this.#next, lastClientSeq + 1);
  }

  async renew(): Promise<void> {
    const all = [...this.#pending.values()].sort(byNumber);
    const late = new Set(this.#late);
    this.#clientId = randomId();
    this.#next = 1;
    this.#pending.clear();
    this.#late.clear();
    for (const { command, at_ms } of all) {
      const { client_seq } = (await this.append({ draft: withoutSeq(command), at_ms }, [])).command;
      if (late.has(command.client_seq)) this.#late.add(client_seq);
    }
  }

  #ordered(late: boolean): Stored[] {
    return [...this.#pending.values()].filter((s) => this.#late.has(s.command.client_seq) === late).sort(byNumber);
  }
}

const byNumber = (a: Stored, b: Stored): number => a.command.client_seq - b.command.client_seq;

export function withoutSeq(command: ClientCommand): Draft {
  const { client_seq: _, ...draft } = command;
  return draft as Draft;
}
