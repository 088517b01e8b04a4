import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { ServerClock } from './clock';
import { openDatabase } from './database';
import type { Draft } from './draft';
import { IdbJournal } from './idb_journal';
import { MemoryJournal, type Journal } from './journal';
import { Outbox } from './outbox';
import { Stamper } from './stamp';

function stamperAt(running: number, pc: number) {
  const time = { running, pc };
  const clock = new ServerClock(() => time.running);
  return { time, clock, stamper: new Stamper(clock, () => time.pc) };
}

describe('Stamper', () => {
  it('carries the server’s time on without asking the PC’s clock', () => {
    const { time, clock, stamper } = stamperAt(1000, 77);
    clock.observe(500_000, 1000, 1000);
    time.running = 4000.4;
    time.pc = 9e12;
    expect(stamper.now()).toBe(503_000);
  });

  it('never goes back, also when a better sample does', () => {
    const { clock, stamper } = stamperAt(0, 0);
    clock.observe(500_000, 0, 0);
    expect(stamper.now()).toBe(500_000);
    clock.observe(400_000, 0, 0);
    expect(stamper.now()).toBe(500_000);
  });

  it('goes on after a reload without a line by what the PC’s clock has moved', () => {
    const { stamper } = stamperAt(0, 65_000);
    stamper.restore({ server_ms: 900_000, pc_ms: 60_000 }, []);
    expect(stamper.now()).toBe(905_000);
  });

  it('stands still when the PC’s clock was set back while the page was away', () => {
    const { time, stamper } = stamperAt(0, 5);
    stamper.restore({ server_ms: 900_000, pc_ms: 60_000 }, []);
    expect(stamper.now()).toBe(900_000);
    time.running = 1500;
    expect(stamper.now()).toBe(901_500);
  });

  it('is never earlier than what is still pending', () => {
    const { stamper } = stamperAt(0, 60_000);
    stamper.restore({ server_ms: 900_000, pc_ms: 60_000 }, [null, 903_000]);
    expect(stamper.now()).toBe(903_000);
  });

  it('writes down the right time again when the PC’s clock was set while the page runs', () => {
    const { time, clock, stamper } = stamperAt(0, 60_000);
    clock.observe(900_000, 0, 0);
    time.running = 10_000;
    time.pc = 1_000;
    const pair = stamper.pair();
    expect(pair).toEqual({ server_ms: 910_000, pc_ms: 1_000 });
    const after = stamperAt(0, 3_000).stamper;
    after.restore(pair, []);
    expect(after.now()).toBe(912_000);
  });

  it('saves a file at the measured time even when a guess had run ahead, and not before its stamps without one', () => {
    const { clock, stamper } = stamperAt(0, 4_000_000);
    stamper.restore({ server_ms: 900_000, pc_ms: 0 }, []);
    expect(stamper.now()).toBe(4_900_000);
    expect(stamper.saved()).toBe(4_900_000);
    clock.observe(950_000, 0, 0);
    expect(stamper.saved()).toBe(950_000);
  });
});

const answer = (item_id: string): Draft => ({ type: 'answer', item_id, response: null, seen_seq: 0, spent_ms: 0 });
let databases = 0;
const fresh = () => openDatabase(`stamps-${(databases += 1)}`);
const outboxOn = (journal: Journal) => new Outbox(journal, () => 0, (e) => expect(e).toBeNull(), () => undefined);
const stamps = (outbox: Outbox) => outbox.waiting().map(({ command, at_ms }) => [command.client_seq, at_ms]);

describe.each([
  ['memory', async () => new MemoryJournal() as Journal],
  ['IndexedDB', async () => new IdbJournal(await fresh(), 'a1') as Journal],
])('stamps over %s', (_name, make) => {
  it('stay with their answers through a reload, a new identity and a journal in memory', async () => {
    const journal = await make();
    const before = outboxOn(journal);
    await before.load();
    await before.put(answer('x'), 100);
    await before.put(answer('y'), 200);
    await before.put(answer('x'), 300);
    const after = outboxOn(journal);
    await after.load();
    expect(stamps(after)).toEqual([[2, 200], [3, 300]]);
    await after.renew();
    expect(stamps(after)).toEqual([[1, 200], [2, 300]]);
    await after.moveTo(new MemoryJournal());
    expect(stamps(after)).toEqual([[1, 200], [2, 300]]);
  });

  it('keeps the last pair of clocks, also through a new identity', async () => {
    const journal = await make();
    const outbox = outboxOn(journal);
    expect((await outbox.load()).clock).toBeNull();
    outbox.mark({ server_ms: 5, pc_ms: 6 });
    await outbox.renew();
    expect((await journal.read()).clock).toEqual({ server_ms: 5, pc_ms: 6 });
  });

  it('come along when a leaving page hands over', async () => {
    const outbox = outboxOn(await make());
    await outbox.load();
    const storing = outbox.put(answer('x'), 100);
    expect(outbox.unstored()).toEqual([{ draft: answer('x'), at_ms: 100 }]);
    expect(outbox.answers(null)).toMatchObject({ items: new Set(['x']), newest: Infinity });
    await storing;
    expect(outbox.answers(null)).toEqual({ items: new Set(['x']), since: 0, newest: 1 });
    expect(outbox.answers({ item_id: 'z' }).items.size).toBe(2);
  });
});

it('rows of an earlier version come back without a stamp', async () => {
  const db = await fresh();
  const journal = new IdbJournal(db, 'a1');
  await journal.read();
  await db.put('outbox', { attempt_id: 'a1', client_seq: 1, command: { type: 'flag', client_seq: 1, item_id: 'x', flagged: true } });
  expect((await journal.read()).pending).toMatchObject([{ at_ms: null }]);
});
