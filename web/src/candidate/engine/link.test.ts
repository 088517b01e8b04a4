import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import { Link } from './link';
import { FakeSocket, welcome } from './fake_socket';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function linkUp() {
  const sockets: FakeSocket[] = [];
  const heard: ServerMessage[] = [];
  const link = new Link({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    greeting: () => ({ token: 't', client_id: 'c' }),
    now: () => performance.now(),
    random: () => 1,
    onmessage: (m) => heard.push(m),
    onstatus: () => undefined,
  });
  link.start();
  return { link, sockets, heard, last: () => sockets.at(-1)! };
}

describe('Link', () => {
  it('greets first and is up with the welcome', () => {
    const { link, last } = linkUp();
    last().opened();
    expect(last().sent).toEqual([{ type: 'hello', protocol: 1, token: 't', client_id: 'c' }]);
    expect(link.up).toBe(false);
    last().says(welcome());
    expect(link.up).toBe(true);
  });

  it('pings each heartbeat and takes three silent ones for a dead line', () => {
    const { link, sockets, last } = linkUp();
    last().opened();
    last().says(welcome({ heartbeat_ms: 1000 }));
    vi.advanceTimersByTime(1000);
    expect(last().sent.at(-1)).toMatchObject({ type: 'ping' });
    vi.advanceTimersByTime(3100);
    expect(link.up).toBe(false);
    expect(sockets[0]!.closed).toBe(true);
    vi.advanceTimersByTime(300);
    expect(sockets).toHaveLength(2);
  });

  it('backs off to ten seconds', () => {
    const { sockets, last } = linkUp();
    for (const wait of [300, 600, 1200, 2400, 4800, 9600, 10_000, 10_000]) {
      const before = sockets.length;
      last().closes(1006);
      vi.advanceTimersByTime(wait - 1);
      expect(sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(before + 1);
    }
  });

  it('honours the retry-after of a bye', () => {
    const { link, sockets, last } = linkUp();
    last().opened();
    last().says(welcome());
    last().says({ type: 'bye', code: 'restarting', retry_after_ms: 5000 });
    last().closes(1012);
    link.nudge();
    vi.advanceTimersByTime(4999);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(5000);
    expect(sockets).toHaveLength(2);
  });

  it.each([[4409, 'replaced'], [4401, 'signed_out']] as const)('stops at %i', (code, reason) => {
    const { link, sockets, last } = linkUp();
    last().opened();
    last().closes(code);
    expect(link.stopped).toBe(reason);
    vi.advanceTimersByTime(60_000);
    link.nudge();
    expect(sockets).toHaveLength(1);
    link.start();
    expect(sockets).toHaveLength(2);
  });

  it('gives up a connection without a welcome', () => {
    const { link, last } = linkUp();
    last().opened();
    vi.advanceTimersByTime(8000);
    expect(link.failures).toBe(1);
  });

  it('connects at once when the network comes back', () => {
    const { link, sockets, last } = linkUp();
    for (let i = 0; i < 5; i += 1) {
      last().closes(1006);
      vi.advanceTimersByTime(10_000);
    }
    last().closes(1006);
    const before = sockets.length;
    link.nudge();
    expect(sockets).toHaveLength(before + 1);
  });

  it('probes a line that may have died in its sleep', () => {
    const { link, last } = linkUp();
    last().opened();
    last().says(welcome({ heartbeat_ms: 60_000 }));
    vi.advanceTimersByTime(1000);
    link.nudge();
    vi.advanceTimersByTime(4000);
    expect(link.up).toBe(false);
  });
});
