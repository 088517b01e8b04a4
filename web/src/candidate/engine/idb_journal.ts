// The journal in IndexedDB. A number is given out in the same transaction that stores the command, so no crash and no
// second tab can give the same number twice.
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import type { UkurDatabase } from './database';
import { numbered, type Draft } from './draft';
import type { Held } from './held';
import { withoutSeq, type Appended, type Journal, type JournalContent, type Uncounted } from './journal';
import { randomId } from './random_id';

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
      pending: rows.map((row) => row.command),
      uncounted: uncounted.map(({ item_id, code }) => ({ item_id, code })),
      held: held?.held ?? null,
    };
  }

  async append(draft: Draft, replaced: number[]): Promise<Appended> {
    const tx = this.db.transaction(['senders', 'outbox'], 'readwrite', STRICT);
    const senders = tx.objectStore('senders');
    const outbox = tx.objectStore('outbox');
    for (const seq of replaced) void outbox.delete([this.attemptId, seq]);
    const sender = (await senders.get(this.attemptId)) ?? { attempt_id: this.attemptId, client_id: randomId(), next_seq: 1 };
    const before = (await outbox.getAll(this.#all())).map((row) => row.command);
    const command = numbered(draft, sender.next_seq);
    void senders.put({ ...sender, next_seq: sender.next_seq + 1 });
    void outbox.put(this.#row(command));
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

  async hold(held: Held): Promise<void> {
    await this.db.put('held', { attempt_id: this.attemptId, held });
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
    const commands = (await outbox.getAll(this.#all())).map((row) => row.command);
    void outbox.delete(this.#all());
    commands.forEach((command, i) => void outbox.put(this.#row(numbered(withoutSeq(command), i + 1))));
    void tx.objectStore('senders').put({ attempt_id: this.attemptId, client_id: randomId(), next_seq: commands.length + 1 });
    await tx.done;
  }

  #row(command: ClientCommand) {
    return { attempt_id: this.attemptId, client_seq: command.client_seq, command };
  }

  #all(): IDBKeyRange {
    return IDBKeyRange.bound([this.attemptId, 0], [this.attemptId, Infinity]);
  }
}
