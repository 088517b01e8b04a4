import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database';
import type { Draft } from './draft';
import { IdbJournal } from './idb_journal';
import { MemoryJournal, type Journal } from './journal';
import { Outbox } from './outbox';

let databases = 0;
const freshDatabase = () => openDatabase(`test-${(databases += 1)}`);
const answer = (item_id: string, option: string, spent_ms = 0): Draft => ({
  type: 'answer', item_id, response: { kind: 'choice', option }, seen_seq: 0, spent_ms,
});

function outboxOn(journal: Journal, time = { now: 0 }) {
  const broken: unknown[] = [];
  return { outbox: new Outbox(journal, () => time.now, (e) => broken.push(e), () => undefined), broken, time };
}

const seqs = (commands: { client_seq: number }[]) => commands.map((c) => c.client_seq);

describe.each([
  ['memory', async () => new MemoryJournal() as Journal],
  ['IndexedDB', async () => new IdbJournal(await freshDatabase(), 'a1') as Journal],
])('outbox over %s', (_name, make) => {
  it('stores before it gives anything to send, in order', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    const stored = Promise.all([outbox.put(answer('x', 'p'), 7), outbox.put(answer('y', 'q'), 7)]);
    expect(outbox.take()).toEqual([]);
    expect(outbox.drafts()).toHaveLength(2);
    await stored;
    expect(seqs(outbox.take())).toEqual([1, 2]);
    expect(outbox.take()).toEqual([]);
  });

  it('replaces what was not sent, never what was', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p', 100), 7);
    await outbox.put(answer('y', 'p', 5), 7);
    await outbox.put(answer('x', 'q', 20), 7);
    const sent = outbox.take();
    expect(seqs(sent)).toEqual([2, 3]);
    expect(sent[1]).toMatchObject({ item_id: 'x', response: { option: 'q' }, spent_ms: 120 });
    await outbox.put(answer('x', 'r', 1), 7);
    expect(outbox.take()).toMatchObject([{ client_seq: 4, spent_ms: 1 }]);
    expect(outbox.size).toBe(3);
  });

  it('sends a barrier alone, when everything before it is settled', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    await outbox.put({ type: 'submit' }, 7);
    await outbox.put({ type: 'call_proctor', calling: true }, 7);
    expect(seqs(outbox.take())).toEqual([1]);
    outbox.acked(1, () => null);
    expect(outbox.take()).toMatchObject([{ type: 'submit', client_seq: 2 }]);
    expect(outbox.take()).toEqual([]);
    outbox.acked(2, () => null);
    expect(seqs(outbox.take())).toEqual([3]);
  });

  it('hands over what is not stored yet, and takes back each once', async () => {
    const journal = await make();
    const { outbox } = outboxOn(journal);
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    const storing = outbox.put(answer('y', 'p'), 7);
    const left = outbox.unstored();
    expect(left).toEqual([{ draft: answer('y', 'p'), at_ms: 7 }]);
    await storing;
    const next = outboxOn(journal).outbox;
    await next.load();
    await next.takeBack([...left, { draft: answer('z', 'p'), at_ms: 8 }]);
    expect(next.take().map((c) => 'item_id' in c && c.item_id)).toEqual(['x', 'y', 'z']);
  });

  it('keeps to the window', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    for (let i = 0; i < 40; i += 1) await outbox.put(answer(`i${i}`, 'p'), 7);
    expect(outbox.take()).toHaveLength(32);
    outbox.acked(1, () => null);
    expect(seqs(outbox.take())).toEqual([33]);
  });

  it('resends on a new line under the same numbers', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    outbox.take();
    outbox.resetSent();
    expect(seqs(outbox.take())).toEqual([1]);
  });

  it('keeps a postponed command and holds back what follows', async () => {
    const { outbox, time } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    outbox.take();
    outbox.postponed(1, 500);
    await outbox.put(answer('y', 'p'), 7);
    expect(outbox.take()).toEqual([]);
    expect(outbox.nextRetryAt).toBe(500);
    time.now = 500;
    expect(seqs(outbox.take())).toEqual([1, 2]);
  });

  it('sends a postponed command that was overtaken under its own number', async () => {
    const { outbox, time } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    await outbox.put(answer('y', 'p'), 7);
    outbox.take();
    outbox.postponed(1, 500);
    outbox.acked(2, () => null);
    time.now = 500;
    expect(outbox.take()).toMatchObject([{ client_seq: 1, item_id: 'x' }]);
  });

  it('drops an overtaken command when a newer one about the same item is applied', async () => {
    const journal = await make();
    const { outbox, time } = outboxOn(journal);
    await outbox.load();
    await outbox.put({ type: 'flag', item_id: 'x', flagged: true }, 7);
    outbox.take();
    await outbox.put({ type: 'flag', item_id: 'x', flagged: false }, 7);
    outbox.take();
    outbox.postponed(1, 500);
    outbox.acked(2, () => null);
    time.now = 500;
    expect(outbox.size).toBe(0);
    await outbox.idle();
    expect((await journal.read()).pending).toEqual([]);
  });

  it('never replaces what was sent on an earlier line', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    outbox.take();
    outbox.resetSent();
    await outbox.put(answer('x', 'q'), 7);
    expect(outbox.work({ item_id: 'x' }).count).toBe(1);
    expect(outbox.take()).toMatchObject([{ client_seq: 1, response: { option: 'p' } }, { client_seq: 2, response: { option: 'q' } }]);
  });

  it('parks what was refused while suspended and lets other things pass', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    outbox.take();
    outbox.postponed(1, Infinity);
    await outbox.put({ type: 'call_proctor', calling: true }, 7);
    expect(outbox.take()).toMatchObject([{ type: 'call_proctor' }]);
    outbox.acked(2, () => null);
    outbox.release();
    expect(seqs(outbox.take())).toEqual([1]);
  });

  it('remembers what does not count until a later answer does', async () => {
    const { outbox } = outboxOn(await make());
    await outbox.load();
    await outbox.put(answer('x', 'p'), 7);
    outbox.dropped(1, 'after_deadline');
    expect([...outbox.uncounted.values()]).toEqual([{ item_id: 'x', code: 'after_deadline' }]);
    await outbox.put(answer('x', 'q'), 7);
    outbox.acked(2, () => null);
    expect(outbox.uncounted.size).toBe(0);
  });
});

describe('outbox over IndexedDB', () => {
  it('comes back after a reload with the same sender and numbers', async () => {
    const db = await freshDatabase();
    const before = outboxOn(new IdbJournal(db, 'a1')).outbox;
    await before.load();
    await before.put(answer('x', 'p'), 7);
    await before.put(answer('y', 'p'), 7);
    before.dropped(2, 'closed');
    await before.idle();
    const after = outboxOn(new IdbJournal(db, 'a1')).outbox;
    await after.load();
    expect(after.clientId).toBe(before.clientId);
    expect(seqs(after.take())).toEqual([1]);
    expect(after.uncounted.has('y')).toBe(true);
    await after.put(answer('z', 'p'), 7);
    expect(seqs(after.take())).toEqual([3]);
  });

  it('two tabs never use a number twice, and a tab takes over what the other wrote before', async () => {
    const db = await freshDatabase();
    const one = outboxOn(new IdbJournal(db, 'a1')).outbox;
    const two = outboxOn(new IdbJournal(db, 'a1')).outbox;
    await one.load();
    await two.load();
    await one.put(answer('x', 'p'), 7);
    await two.put(answer('y', 'p'), 7);
    expect(seqs(two.take())).toEqual([1, 2]);
    two.acked(1, () => null);
    await two.idle();
    await two.put(answer('z', 'p'), 7);
    expect(seqs(two.take())).toEqual([3]);
  });

  it('attempts do not meet', async () => {
    const db = await freshDatabase();
    const one = outboxOn(new IdbJournal(db, 'a1')).outbox;
    await one.load();
    await one.put(answer('x', 'p'), 7);
    const other = outboxOn(new IdbJournal(db, 'a2')).outbox;
    await other.load();
    expect(other.size).toBe(0);
    expect(other.clientId).not.toBe(one.clientId);
  });

  it('jumps above the numbers the server knows', async () => {
    const { outbox } = outboxOn(new IdbJournal(await freshDatabase(), 'a1'));
    await outbox.load();
    outbox.raise(41);
    await outbox.put(answer('x', 'p'), 7);
    expect(seqs(outbox.take())).toEqual([42]);
  });

  it('renews its identity, keeping what is pending', async () => {
    const { outbox } = outboxOn(new IdbJournal(await freshDatabase(), 'a1'));
    await outbox.load();
    outbox.raise(99);
    await outbox.put(answer('x', 'p'), 7);
    const old = outbox.clientId;
    await outbox.renew();
    expect(outbox.clientId).not.toBe(old);
    expect(outbox.take()).toMatchObject([{ client_seq: 1, item_id: 'x' }]);
  });

  it('tells when the disk refuses and goes on in memory', async () => {
    const db = await freshDatabase();
    const { outbox, broken } = outboxOn(new IdbJournal(db, 'a1'));
    await outbox.load();
    db.close();
    await outbox.put(answer('x', 'p'), 7);
    expect(broken).toHaveLength(1);
    await outbox.moveTo(new MemoryJournal());
    expect(outbox.durable).toBe(false);
    expect(outbox.take()).toMatchObject([{ client_seq: 1, item_id: 'x' }]);
  });
});
