import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import type { CommandBatch } from '../../lib/wire/CommandBatch';
import type { CommandResults } from '../../lib/wire/CommandResults';
import { Api, ApiError } from './api';
import { ServerClock } from './clock';
import { Engine } from './engine';
import { FakeSocket, snapshot, welcome } from './fake_socket';
import { MemoryJournal, type Journal } from './journal';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settle = (ms = 5) => vi.advanceTimersByTimeAsync(ms);

async function engineWith(options: { journal?: Journal; http?: (batch: CommandBatch) => CommandResults } = {}) {
  const sockets: FakeSocket[] = [];
  const batches: CommandBatch[] = [];
  const clock = new ServerClock(() => performance.now());
  const api = new Api(clock);
  api.commands = async (_token, batch) => {
    batches.push(batch);
    if (!options.http) throw new ApiError(0, 'network', 0);
    return options.http(batch);
  };
  const engine = new Engine({
    journal: options.journal ?? new MemoryJournal(), api, clock, token: 't', random: () => 0.5, pcNow: () => 0,
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  await engine.load();
  engine.connect();
  const last = () => sockets.at(-1)!;
  const greet = async (s = snapshot()) => {
    last().opened();
    last().says(welcome({ snapshot: s }));
    await settle();
  };
  const commands = () => last().sent.filter((m) => m.type !== 'hello' && m.type !== 'ping') as ClientCommand[];
  return { engine, sockets, batches, last, greet, commands };
}

const choice = (option: string) => ({ kind: 'choice', option }) as const;

describe('Engine', () => {
  it('shows at once, sends, and is saved only with the ack', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    expect(engine.state.view.responses.get('x')).toEqual(choice('p'));
    await settle();
    expect(commands()).toMatchObject([{ type: 'answer', client_seq: 1, item_id: 'x', seen_seq: 3 }]);
    expect(engine.saving.state).toBe('saving');
    last().says({ type: 'ack', client_seq: 1, seq: 4, server_ms: 1 });
    expect(engine.saving.state).toBe('saved');
    expect(engine.state.view.responses.get('x')).toEqual(choice('p'));
  });

  it('what was given while cut off goes out when the line is back, and the server word is under it', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    last().closes(1006);
    engine.answer('x', choice('p'));
    engine.answer('x', choice('q'));
    engine.flag('y', true);
    await settle(2000);
    expect(engine.state.pending).toBe(2);
    await greet(snapshot({ seq: 5, responses: [{ item_id: 'z', response: choice('r'), seq: 5 }] }));
    expect(commands().map((c) => [c.type, c.client_seq])).toEqual([['answer', 2], ['flag', 3]]);
    expect([...engine.state.view.responses.keys()].sort()).toEqual(['x', 'z']);
    expect(engine.state.view.flagged.has('y')).toBe(true);
  });

  it('does not lay a repeated ack over a newer snapshot', async () => {
    const { engine, last, greet } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    await settle();
    last().closes(1006);
    await settle(1000);
    await greet(snapshot({ seq: 9, last_client_seq: 1, responses: [{ item_id: 'x', response: choice('other'), seq: 8 }] }));
    last().says({ type: 'ack', client_seq: 1, seq: 4, server_ms: 1 });
    expect(engine.state.view.responses.get('x')).toEqual(choice('other'));
  });

  it('goes on under the same numbers after a reload', async () => {
    const journal = new MemoryJournal();
    const before = await engineWith({ journal });
    await before.greet();
    before.engine.answer('x', choice('p'));
    await settle();
    before.engine.close();
    const after = await engineWith({ journal });
    expect(after.engine.state.view.responses.get('x')).toEqual(choice('p'));
    expect(after.engine.state.view.phase?.phase).toBe('in_progress');
    await after.greet();
    expect(after.commands()).toMatchObject([{ client_seq: 1 }]);
  });

  it('remembers answers after the deadline as not counted and shows what the server holds', async () => {
    const { engine, last, greet } = await engineWith();
    await greet(snapshot({ responses: [{ item_id: 'x', response: choice('old'), seq: 2 }] }));
    engine.answer('x', choice('late'));
    await settle();
    last().says({ type: 'reject', client_seq: 1, code: 'after_deadline', retry_after_ms: null });
    expect(engine.state.uncounted).toEqual([{ item_id: 'x', code: 'after_deadline' }]);
    expect(engine.state.view.responses.get('x')).toEqual(choice('old'));
  });

  it('keeps and repeats what the store could not take', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    await settle();
    last().says({ type: 'reject', client_seq: 1, code: 'unavailable', retry_after_ms: 700 });
    await settle(600);
    expect(commands()).toHaveLength(1);
    await settle(200);
    expect(commands().map((c) => c.client_seq)).toEqual([1, 1]);
    expect(engine.state.pending).toBe(1);
  });

  it('keeps trying while the store stays down, however many wait', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    engine.flag('y', true);
    await settle();
    const refuse = (client_seq: number) => last().says({ type: 'reject', client_seq, code: 'unavailable', retry_after_ms: 500 });
    refuse(1);
    await settle(100);
    refuse(2);
    for (let round = 2; round <= 5; round += 1) {
      await settle(1200);
      expect(commands().filter((c) => c.client_seq === 1)).toHaveLength(round);
      refuse(1);
    }
  });

  it('tells of an answer that another computer superseded, not of one that its own newer answer did', async () => {
    const { engine, last, greet } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    engine.answer('y', choice('p'));
    await settle();
    engine.answer('y', choice('q'));
    await settle();
    const refuse = (client_seq: number) => last().says({ type: 'reject', client_seq, code: 'superseded', retry_after_ms: null });
    refuse(1);
    refuse(2);
    expect(engine.state.uncounted).toEqual([{ item_id: 'x', code: 'superseded' }]);
    expect(engine.state.view.responses.get('y')).toEqual(choice('q'));
  });

  it('sends answers refused during a suspension when the clock runs again', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    await settle();
    last().says({ type: 'phase', seq: 4, server_ms: 1, phase: { phase: 'suspended', since_ms: 1, remaining_ms: 1, reason: 'r' } });
    last().says({ type: 'reject', client_seq: 1, code: 'suspended', retry_after_ms: null });
    await settle(1000);
    expect(commands()).toHaveLength(1);
    last().says({ type: 'phase', seq: 5, server_ms: 1, phase: { phase: 'in_progress', section: 0, section_deadline_ms: 9, deadline_ms: 9 } });
    await settle();
    expect(commands()).toHaveLength(2);
    expect(engine.state.view.responses.get('x')).toEqual(choice('p'));
  });

  it('sends typing when the fingers rest, or before anything else happens', async () => {
    const { engine, greet, commands } = await engineWith();
    await greet();
    engine.type('n', { kind: 'number', value: '1' });
    engine.type('n', { kind: 'number', value: '12' });
    await settle(500);
    expect(commands()).toEqual([]);
    expect(engine.state.view.responses.get('n')).toEqual({ kind: 'number', value: '12' });
    engine.visit('m');
    await settle(10);
    expect(commands()).toMatchObject([{ type: 'answer', response: { value: '12' } }]);
    await settle(1000);
    expect(commands().at(-1)).toMatchObject({ type: 'visit', item_id: 'm' });
  });

  it('after two failed websockets answers go by HTTP, until a websocket works', async () => {
    const http = (batch: CommandBatch): CommandResults => ({
      results: batch.commands.map((c) => ({ type: 'ack', client_seq: c.client_seq, seq: 10 + c.client_seq, server_ms: 1 })),
      server_ms: 1, grace_ms: 2000,
      snapshot: snapshot({ seq: 10 + batch.commands.length, last_client_seq: batch.commands.at(-1)?.client_seq ?? 0 }),
    });
    const { engine, last, batches, greet } = await engineWith({ http });
    engine.answer('x', choice('p'));
    last().closes(1006);
    await settle(1000);
    last().closes(1006);
    await settle(10);
    expect(batches[0]?.commands).toMatchObject([{ client_seq: 1 }]);
    expect(engine.state).toMatchObject({ way: 'http', pending: 0 });
    expect(engine.saving.state).toBe('saved');
    await settle(2000);
    await greet(snapshot({ seq: 12 }));
    const calls = batches.length;
    await settle(20_000);
    expect(engine.state.way).toBe('websocket');
    expect(batches).toHaveLength(calls);
  });

  it('keeps polling by HTTP without a storm when something waits for the clock', async () => {
    const http = (batch: CommandBatch): CommandResults => ({
      results: batch.commands.map((c) => ({ type: 'reject', client_seq: c.client_seq, code: 'suspended', retry_after_ms: null })),
      server_ms: 1, grace_ms: 0,
      snapshot: snapshot({ phase: { phase: 'suspended', since_ms: 1, remaining_ms: 1, reason: 'r' } }),
    });
    const { engine, last, batches } = await engineWith({ http });
    engine.answer('x', choice('p'));
    last().closes(1006);
    await settle(1000);
    last().closes(1006);
    await settle(9000);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.length).toBeLessThan(6);
  });

  it('submit waits for the answers, and the phase follows', async () => {
    const { engine, last, greet, commands } = await engineWith();
    await greet();
    engine.type('n', { kind: 'number', value: '12' });
    engine.submit();
    await settle();
    expect(commands().map((c) => c.type)).toEqual(['answer']);
    last().says({ type: 'ack', client_seq: 1, seq: 4, server_ms: 1 });
    await settle();
    expect(commands().map((c) => c.type)).toEqual(['answer', 'submit']);
    last().says({ type: 'ack', client_seq: 2, seq: 5, server_ms: 1 });
    last().says({ type: 'phase', seq: 5, server_ms: 1, phase: { phase: 'closed', how: 'submitted', at_ms: 5, answered: 1, items: 2, reason: null } });
    expect(engine.state.view.phase).toMatchObject({ phase: 'closed', answered: 1 });
  });

  it('shows each notice once and ends the call with its answer', async () => {
    const { engine, last, greet } = await engineWith();
    await greet(snapshot({ calling_proctor: true }));
    const notice = { id: 7, at_ms: 1, body: { kind: 'call_answered' } } as const;
    last().says({ type: 'notice', notice });
    last().says({ type: 'notice', notice });
    expect(engine.state.notices).toHaveLength(1);
    expect(engine.state.view.calling).toBe(false);
  });

  it('stops when another computer takes over and starts again when asked', async () => {
    const { engine, sockets, last, greet } = await engineWith();
    await greet();
    last().says({ type: 'bye', code: 'replaced', retry_after_ms: null });
    await settle(60_000);
    expect(engine.state.stopped).toBe('replaced');
    expect(sockets).toHaveLength(1);
    engine.connect();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(engine.state.stopped).toBeNull();
  });

  it('goes on in memory when the disk refuses', async () => {
    const journal = new MemoryJournal();
    const { engine, greet, commands } = await engineWith({ journal });
    await greet();
    journal.append = () => Promise.reject(new Error('QuotaExceededError'));
    engine.answer('x', choice('p'));
    await settle(1000);
    expect(engine.state.durable).toBe(false);
    await greet();
    expect(commands()).toMatchObject([{ type: 'answer', client_seq: 1, item_id: 'x' }]);
  });

  it('takes a new line when the node refuses everything as unavailable for too long', async () => {
    const { engine, sockets, last, greet } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    await settle();
    const refuse = () => last().says({ type: 'reject', client_seq: 1, code: 'unavailable', retry_after_ms: 1000 });
    for (let second = 0; second < 14; second += 1) {
      refuse();
      await settle(1000);
    }
    expect(sockets).toHaveLength(1);
    for (let second = 0; second < 2; second += 1) {
      if (!sockets[0]!.closed) refuse();
      await settle(1000);
    }
    expect(sockets[0]!.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    expect(engine.state.pending).toBe(1);
  });

  it('keeps the line when something is acknowledged in between', async () => {
    const { engine, sockets, last, greet } = await engineWith();
    await greet();
    engine.answer('x', choice('p'));
    await settle();
    for (let second = 0; second < 30; second += 1) {
      last().says(second % 10 === 5 ? { type: 'ack', client_seq: 99, seq: 9, server_ms: 1 } : { type: 'reject', client_seq: 1, code: 'unavailable', retry_after_ms: 1000 });
      await settle(1000);
    }
    expect(sockets).toHaveLength(1);
  });

  it('stamps answers when they are given, typing at its last stroke, and gives all without an ack', async () => {
    const { engine, last, greet } = await engineWith();
    await greet();
    const { saved_ms: began } = await engine.unsent();
    last().closes(1006);
    engine.answer('x', choice('p'));
    await settle(2000);
    engine.flag('x', true);
    engine.type('n', { kind: 'number', value: '12' });
    await settle(300);
    const { waiting, saved_ms } = await engine.unsent();
    expect(waiting.map(({ command, at_ms }) => [command.type, at_ms! - began])).toEqual([['answer', 0], ['flag', 2000], ['answer', 2000]]);
    expect(saved_ms - began).toBe(2300);
    expect(engine.state).toMatchObject({ pending: 3, unsent: { count: 2, newest: 3 } });
    await settle(60_000);
    expect(engine.stall.downForMs).toBeGreaterThanOrEqual(60_000);
    expect(engine.stall.waitedMs).toBeGreaterThanOrEqual(60_000);
  });

  it('knows the time after a reload without a line', async () => {
    const journal = new MemoryJournal();
    const before = await engineWith({ journal });
    await before.greet();
    const { saved_ms } = await before.engine.unsent();
    before.engine.close();
    const after = await engineWith({ journal });
    expect((await after.engine.unsent()).saved_ms).toBe(saved_ms);
  });
});
