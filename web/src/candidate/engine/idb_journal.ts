// The journal in IndexedDB. A number is given out in the same transaction that stores the command, so no crash and no
// second tab can give the same number twice.
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import type { OutboxRow, UkurDatabase } from './database';
import { numbered, type Given } from './draft';
import type { Held } from './held';
import { withoutSeq, type Appended, type Journal, type JournalContent, type Stored, type Uncounted } from './journal';
import { randomId } from './random_id';
import type { ClockPair } from './stamp';

/** Commands are kept on the disk before they are sent, not just in the browser's cache. */
const STRICT = { durability: 'strict' } as const;

export class IdbJournal implements Journal {
  readonly durable: boolean = true;

  constructor(
    private readonly db: UkurDatabase,
    private readonly attemptId: string,
  ) {}

  async read(): Promise<JournalContent> {
    const tx = this.db.transaction(['senders', 'outbox', 'uncounted', 'held'], 'readwrite');
    const senders = tx.objectStore('senders');
    const sender = (await senders.get(this.attemptId)) ?? { attempt_id: this.attemptId, client_id: randomId(), next_seq: 1 };
    const [, rows, uncounted, held] = await Promise.all([
      senders.put(sender),
      tx.objectStore('outbox').getAll(this.#all()),
      tx.objectStore('uncounted').getAll(IDBKeyRange.bound([this.attemptId, ''], [this.attemptId, '\uffff'])),
      tx.objectStore('held').get(this.attemptId),
    ]);
    await tx.done;
    return {
      client_id: sender.client_id,
      pending: rows.filter((row) => !row.late).map(stored),
      late: rows.filter((row) => row.late).map(stored),
      uncounted: uncounted.map(({ item_id, code }) => ({ item_id, code })),
      held: held?.held ?? null,
      clock: sender.clock ?? null,
    };
  }

  async append({ draft, at_ms }: Given, replaced: number[]): Promise<Appended> {
    const tx = this.db.transaction(['senders', 'outbox'], 'readwrite', STRICT);
    const senders = tx.objectStore('senders');
    const outbox = tx.objectStore('outbox');
    for (const seq of replaced) void outbox.delete([this.attemptId, seq]);
    const sender = (await senders.get(this.attemptId)) ?? { attempt_id: this.attemptId, client_id: randomId(), next_seq: 1 };
    const before = (await outbox.getAll(this.#all())).filter((row) => !row.late).map(stored);
    const command = numbered(draft, sender.next_seq);
    void senders.put({ ...sender, next_seq: sender.next_seq + 1 });
    void outbox.put(this.#row(command, at_ms));
    await tx.done;
    return { command, before };
  }

  async settle(clientSeq: number, held: Held | null, uncounted: Uncounted | null): Promise<void> {
    const tx = this.db.transaction(['outbox', 'uncounted', 'held'], 'readwrite');
    const outbox = tx.objectStore('outbox');
    const command = (await outbox.get([this.attemptId, clientSeq]))?.command;
    void outbox.delete([this.attemptId, clientSeq]);
    if (held) void tx.objectStore('held').put({ attempt_id: this.attemptId, held });
    if (uncounted) void tx.objectStore('uncounted').put({ ...uncounted, attempt_id: this.attemptId });
    else if (command?.type === 'answer') void tx.objectStore('uncounted').delete([this.attemptId, command.item_id]);
    await tx.done;
  }

  async setAside(clientSeq: number, uncounted: Uncounted | null): Promise<void> {
    const tx = this.db.transaction(['outbox', 'uncounted'], 'readwrite', STRICT);
    const outbox = tx.objectStore('outbox');
    const row = await outbox.get([this.attemptId, clientSeq]);
    if (row) void outbox.put({ ...row, late: true });
    if (uncounted) void tx.objectStore('uncounted').put({ ...uncounted, attempt_id: this.attemptId });
    await tx.done;
  }

  async hold(held: Held): Promise<void> {
    await this.db.put('held', { attempt_id: this.attemptId, held });
  }

  async mark(clock: ClockPair): Promise<void> {
    const tx = this.db.transaction('senders', 'readwrite');
    const sender = await tx.store.get(this.attemptId);
    if (sender) await tx.store.put({ ...sender, clock });
    await tx.done;
  }

  async raise(lastClientSeq: number): Promise<void> {
    const tx = this.db.transaction('senders', 'readwrite');
    const sender = await tx.store.get(this.attemptId);
    if (sender && sender.next_seq <= lastClientSeq) await tx.store.put({ ...sender, next_seq: lastClientSeq + 1 });
    await tx.done;
  }

  async renew(): Promise<void> {
    const tx = this.db.transaction(['senders', 'outbox'], 'readwrite', STRICT);
    const outbox = tx.objectStore('outbox');
    const senders = tx.objectStore('senders');
    const before = await senders.get(this.attemptId);
    const all = await outbox.getAll(this.#all());
    void outbox.delete(this.#all());
    all.forEach((row, i) => void outbox.put({ ...row, client_seq: i + 1, command: numbered(withoutSeq(row.command), i + 1) }));
    void senders.put({ ...before, attempt_id: this.attemptId, client_id: randomId(), next_seq: all.length + 1 });
    await tx.done;
  }

  #row(command: ClientCommand, at_ms: number | null): OutboxRow {
    return { attempt_id: this.attemptId, client_seq: command.client_seq, command, at_ms };
  }

  #all(): IDBKeyRange {
    return IDBKeyRange.bound([this.attemptId, 0], [this.attemptId, Infinity]);
  }
}

const stored = ({ command, at_ms }: OutboxRow): Stored => ({ command, at_ms: at_ms ?? null });
