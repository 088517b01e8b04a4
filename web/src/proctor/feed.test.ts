// The line comes back by itself, with jitter; it stops only when the server says that it is of no use.
import { beforeEach, describe, expect, it } from 'vitest';
import { Feed, LONGEST_RETRY_MS, retryDelay, SILENT_MS, type Line } from './feed';
import { boardMessage, row } from './made_rows';

class FakeSocket {
  onopen: unknown = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: unknown = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
}

describe('Feed', () => {
  let sockets: FakeSocket[];
  let timers: Map<number, { run: () => void; ms: number }>;
  let lines: Line[];
  let feed: Feed;
  let clock: number;

  beforeEach(() => {
    [sockets, timers, lines, clock] = [[], new Map(), [], 100];
    let id = 0;
    feed = new Feed('/ws/proctor?session=s1', {
      open: () => (sockets.push(new FakeSocket()), sockets.at(-1) as unknown as WebSocket),
      monotonic: () => clock,
      random: () => 0.5,
      later: (run, ms) => (timers.set(++id, { run, ms }), id),
      forget: (timer) => timers.delete(timer as number),
    }, () => undefined, (line) => lines.push(line));
    feed.start();
  });
  const say = (message: unknown): void => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(message) });

  it('keeps the clock of the server', () => {
    say(boardMessage([row(1)], 50_000));
    clock += 1_234;
    expect(feed.now()).toBe(51_234);
    expect(lines.at(-1)).toEqual({ state: 'live' });
  });

  it('waits longer after each failure and at once when asked', () => {
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      sockets.at(-1)?.onclose?.({ code: 1006 });
      const [[timer, entry]] = [...timers] as [[number, { run: () => void; ms: number }]];
      timers.delete(timer);
      waits.push(entry.ms);
      entry.run();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(LONGEST_RETRY_MS);
    const before = sockets.length;
    feed.retryNow();
    expect(sockets).toHaveLength(before + 1);
  });

  it('opens a silent line anew, and leaves no timer behind when stopped', () => {
    const silence = [...timers.values()].find((timer) => timer.ms === SILENT_MS);
    silence?.run();
    expect(lines.at(-1)?.state).toBe('lost');
    feed.stop();
    expect(timers.size).toBe(0);
    expect(sockets.every((socket) => socket.closed)).toBe(true);
  });

  it('stops when signed out or when there is no such session', () => {
    sockets.at(-1)?.onclose?.({ code: 4404 });
    expect(lines.at(-1)).toEqual({ state: 'refused', why: 'unknown_session' });
    expect(timers.size).toBe(0);
  });

  it('survives a message that it does not know', () => {
    sockets.at(-1)?.onmessage?.({ data: 'not json' });
    say({ type: 'something_new' });
    expect(lines.at(-1)?.state).toBe('connecting');
  });
});

it('spreads retries between half and the whole span', () => {
  expect(retryDelay(0, 0)).toBe(500);
  expect(retryDelay(0, 1)).toBe(1000);
  expect(retryDelay(99, 1)).toBe(LONGEST_RETRY_MS);
});
