import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClosedHow } from '../../lib/wire/ClosedHow';
import type { Phase } from '../../lib/wire/Phase';
import type { RejectCode } from '../../lib/wire/RejectCode';
import { Api, ApiError } from './api';
import { ServerClock } from './clock';
import { forgetAttempt, openDatabase } from './database';
import type { Draft } from './draft';
import { answersOf } from './emergency';
import { Engine } from './engine';
import { FakeSocket, snapshot, welcome } from './fake_socket';
import { IdbJournal } from './idb_journal';
import { MemoryJournal, type Journal } from './journal';
import { LateList, mayTakeFile, onlyByFile, tooLate } from './late';
import { Outbox } from './outbox';

let databases = 0;
const freshDatabase = () => openDatabase(`late-${(databases += 1)}`);
const choice = (option: string) => ({ kind: 'choice', option }) as const;
const answer = (item_id: string, option: string): Draft => ({ type: 'answer', item_id, response: choice(option), seen_seq: 0, spent_ms: 0 });
const closed = (how: ClosedHow): Phase => ({ phase: 'closed', how, at_ms: 9, answered: 1, items: 2, reason: null });
const voided: Phase = { phase: 'voided', at_ms: 9, reason: 'r' };

describe('what came too late', () => {
  it.each([
    ['after_deadline', null, true],
    ['after_deadline', snapshot().phase, true],
    ['after_deadline', closed('expired'), true],
    ['closed', closed('ended'), true],
    ['closed', closed('submitted'), false],
    ['closed', voided, false],
    ['voided', closed('expired'), false],
    ['section_closed', closed('expired'), false],
    ['superseded', closed('expired'), false],
  ] as [RejectCode, Phase | null, boolean][])('%s, %j: kept %s', (code, phase, kept) => expect(tooLate(code, phase)).toBe(kept));

  it('is offered when the attempt is over, and not by the candidate’s own hand', () => {
    const phases = [null, snapshot().phase, closed('expired'), closed('ended'), closed('submitted'), voided];
    expect(phases.map(onlyByFile)).toEqual([false, false, true, true, false, false]);
    expect(phases.map(mayTakeFile)).toEqual([true, true, true, true, false, false]);
  });
});

describe('the late list', () => {
  const listOf = (...given: [number, string, string][]) => {
    const list = new LateList();
    for (const [client_seq, item, option] of given) list.keep({ command: { ...answer(item, option), client_seq } as never, at_ms: 7 });
    return list;
  };

  it('holds answers only, by rising number', () => {
    const list = listOf([9, 'x', 'p'], [4, 'y', 'p']);
    list.keep({ command: { type: 'flag', client_seq: 5, item_id: 'x', flagged: true }, at_ms: 7 });
    expect(list.all().map((s) => s.command.client_seq)).toEqual([4, 9]);
  });

  it('lets go what a newer acknowledged answer to the item says better', () => {
    const list = listOf([1, 'x', 'p'], [2, 'y', 'p'], [6, 'x', 'q']);
    expect(list.overtaken('x', 5)).toEqual([1]);
    expect(list.all().map((s) => s.command.client_seq)).toEqual([2, 6]);
  });

  it('knows what the server holds already, by the last answer to the item', () => {
    const list = listOf([1, 'x', 'p'], [2, 'x', 'q'], [3, 'y', 'p'], [4, 'y', 'q'], [5, 'z', 'p']);
    const { open, known } = list.items([{ item_id: 'x', response: choice('q'), seq: 8 }, { item_id: 'y', response: choice('p'), seq: 8 }]);
    expect([...open]).toEqual([['y', 4], ['z', 5]]);
    expect([...known]).toEqual(['x']);
  });
});

describe.each([
  ['memory', async () => new MemoryJournal() as Journal],
  ['IndexedDB', async () => new IdbJournal(await freshDatabase(), 'a1') as Journal],
])('late answers over %s', (_name, make) => {
  const outboxOn = async (journal: Journal) => {
    const outbox = new Outbox(journal, () => 0, () => undefined, () => undefined);
    await outbox.load();
    return outbox;
  };
  const kept = (outbox: Outbox) => outbox.late.all().map(({ command, at_ms }) => [command.client_seq, at_ms]);

  it('survive a reload with number, sender and stamp, and are neither sent nor waited for', async () => {
    const journal = await make();
    const before = await outboxOn(journal);
    await before.put(answer('x', 'p'), 7);
    await before.put({ type: 'flag', item_id: 'x', flagged: true }, 8);
    await before.put(answer('y', 'p'), 9);
    for (const seq of [1, 2, 3]) before.dropped(seq, 'after_deadline', true);
    await before.idle();
    const after = await outboxOn(journal);
    for (const outbox of [before, after]) {
      expect(kept(outbox)).toEqual([[1, 7], [3, 9]]);
      expect(outbox.take()).toEqual([]);
      expect(outbox.work(null).count + outbox.size).toBe(0);
    }
    expect(after.clientId).toBe(before.clientId);
    expect([...after.uncounted.keys()]).toEqual(['x', 'y']);
    await after.put(answer('z', 'p'), 10);
    expect(after.take().map((c) => c.client_seq)).toEqual([4]);
  });

  it('are gone for good when a newer answer is acknowledged', async () => {
    const journal = await make();
    const outbox = await outboxOn(journal);
    await outbox.put(answer('x', 'p'), 7);
    outbox.dropped(1, 'after_deadline', true);
    await outbox.put(answer('x', 'q'), 8);
    outbox.acked(2, () => null);
    await outbox.idle();
    expect(kept(outbox)).toEqual([]);
    expect(await journal.read()).toMatchObject({ late: [], pending: [], uncounted: [] });
  });

  it('stay late under a new sender and in another journal', async () => {
    const outbox = await outboxOn(await make());
    await outbox.put(answer('x', 'p'), 7);
    await outbox.put(answer('y', 'p'), 8);
    outbox.dropped(1, 'after_deadline', true);
    await outbox.renew();
    expect(kept(outbox)).toEqual([[1, 7]]);
    await outbox.moveTo(new MemoryJournal());
    expect(kept(outbox)).toEqual([[1, 7]]);
    expect(outbox.take()).toMatchObject([{ client_seq: 2, item_id: 'y' }]);
  });
});

describe('late answers in IndexedDB', () => {
  it('are taken out of the outbox of another tab, and go with their attempt', async () => {
    const db = await freshDatabase();
    const [one, two] = ['a1', 'a1'].map((id) => new Outbox(new IdbJournal(db, id), () => 0, () => undefined, () => undefined)) as [Outbox, Outbox];
    await one.load();
    await one.put(answer('x', 'p'), 7);
    await two.load();
    expect(two.size).toBe(1);
    one.dropped(1, 'closed', true);
    await one.idle();
    await two.load();
    expect([two.size, two.late.all().length]).toEqual([0, 1]);
    expect((await new IdbJournal(db, 'a2').read()).late).toEqual([]);
    await forgetAttempt(db, 'a1');
    expect((await new IdbJournal(db, 'a1').read()).late).toEqual([]);
  });
});

describe('an attempt that ended while the line was away', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const settle = () => vi.advanceTimersByTimeAsync(5);

  async function engineOn(journal: Journal) {
    const sockets: FakeSocket[] = [];
    const clock = new ServerClock(() => performance.now());
    const api = new Api(clock);
    api.commands = async () => Promise.reject(new ApiError(0, 'network', 0));
    const openSocket = () => sockets[sockets.push(new FakeSocket()) - 1]!;
    const engine = new Engine({ journal, api, clock, token: 't', random: () => 0.5, pcNow: () => 0, openSocket });
    await engine.load();
    engine.connect();
    const says: FakeSocket['says'] = (message) => sockets.at(-1)!.says(message);
    const greet = async (s = snapshot()) => {
      sockets.at(-1)!.opened();
      says(welcome({ snapshot: s }));
      await settle();
    };
    return { engine, says, greet };
  }

  async function endedAs(phase: Phase, code: RejectCode, journal: Journal = new MemoryJournal()) {
    const { engine, says, greet } = await engineOn(journal);
    await greet();
    engine.answer('x', choice('p'));
    engine.flag('x', true);
    engine.answer('y', choice('p'));
    await settle();
    for (const client_seq of [1, 2]) says({ type: 'reject', client_seq, code, retry_after_ms: null });
    says({ type: 'phase', seq: 5, server_ms: 1, phase });
    says({ type: 'reject', client_seq: 3, code, retry_after_ms: null });
    await settle();
    return engine;
  }

  it.each([['expired', 'after_deadline'], ['ended', 'closed']] as const)('%s: the answers are offered in a file, not as waiting', async (how, code) => {
    const engine = await endedAs(closed(how), code);
    expect(engine.state).toMatchObject({ pending: 0, unsettled: 0, late: ['x', 'y'], unsent: { count: 2, newest: 3 } });
    expect(engine.saving.state).toBe('saved');
    const { waiting, saved_ms } = await engine.unsent();
    expect(answersOf(waiting, saved_ms).map((a) => a.client_seq)).toEqual([1, 3]);
  });

  it.each([['submitted', closed('submitted'), 'closed'], ['voided', voided, 'closed'], ['closed to the section', closed('expired'), 'section_closed']] as const)('%s: nothing is offered', async (_what, phase, code) => {
    const engine = await endedAs(phase, code);
    expect(engine.state).toMatchObject({ late: [], unsent: { count: 0 } });
    expect((await engine.unsent()).waiting).toEqual([]);
    expect(engine.state.uncounted.map((u) => u.item_id)).toEqual(['x', 'y']);
  });

  it('still offers them after a reload, except what the server holds by now', async () => {
    const journal = new MemoryJournal();
    const before = await endedAs(closed('expired'), 'after_deadline', journal);
    const { client_id } = await before.unsent();
    before.close();
    const { engine, greet } = await engineOn(journal);
    expect(engine.state.late).toEqual(['x', 'y']);
    expect((await engine.unsent()).client_id).toBe(client_id);
    await greet(snapshot({ seq: 8, phase: closed('expired'), responses: [{ item_id: 'x', response: choice('p'), seq: 7 }] }));
    expect(engine.state).toMatchObject({ late: ['y'], uncounted: [{ item_id: 'y' }], unsent: { count: 1 } });
  });
});
