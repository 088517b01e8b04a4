// A websocket and a server's words for tests.
import type { ClientMessage } from '../../lib/wire/ClientMessage';
import type { ServerMessage } from '../../lib/wire/ServerMessage';
import type { Snapshot } from '../../lib/wire/Snapshot';
import type { SocketLike } from './link';

export class FakeSocket implements SocketLike {
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  sent: ClientMessage[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close(): void {
    this.closed = true;
  }
  opened(): void {
    this.onopen?.({} as Event);
  }
  says(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
  closes(code: number): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    attempt_id: 'a1', seq: 3, last_client_seq: 0, responses: [], flagged: [], position: null, calling_proctor: false, notices: [],
    phase: { phase: 'in_progress', section: 0, section_deadline_ms: 9e12, deadline_ms: 9e12 },
    ...change,
  };
}

export function welcome(change: { heartbeat_ms?: number; snapshot?: Snapshot } = {}): ServerMessage {
  return { type: 'welcome', protocol: 1, server_ms: 1_000_000, heartbeat_ms: 10_000, grace_ms: 2000, snapshot: snapshot(), ...change };
}
