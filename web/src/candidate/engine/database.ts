// The one IndexedDB of the candidate's browser: what it holds, by attempt. Only `idb_journal.ts` and `vault.ts` use it.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ClientCommand } from '../../lib/wire/ClientCommand';
import type { Held } from './held';
import type { Uncounted } from './journal';
import type { ClockPair } from './stamp';

export interface Sender {
  attempt_id: string;
  client_id: string;
  next_seq: number;
  /** Absent before the server's time was ever written down. */
  clock?: ClockPair;
}

export interface OutboxRow {
  attempt_id: string;
  client_seq: number;
  command: ClientCommand;
  /** Absent in rows that an earlier version of this page wrote. */
  at_ms?: number | null;
  /** An answer that came too late: kept for an emergency file, not to be sent. */
  late?: boolean;
}

export interface UkurSchema extends DBSchema {
  /** The sender's identity and the next number of each attempt; all tabs share it. */
  senders: { key: string; value: Sender };
  /** Commands not settled yet, and answers that came too late, by attempt and number. */
  outbox: { key: [string, number]; value: OutboxRow };
  /** Answers that the server refused for good, by attempt and item. */
  uncounted: { key: [string, string]; value: Uncounted & { attempt_id: string } };
  held: { key: string; value: { attempt_id: string; held: Held } };
  /** Sign-in, person, form, read notices: small values by name. */
  vault: { key: string; value: unknown };
}

export type UkurDatabase = IDBPDatabase<UkurSchema>;

export function openDatabase(name = 'ukur-candidate'): Promise<UkurDatabase> {
  return openDB<UkurSchema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('senders', { keyPath: 'attempt_id' });
      db.createObjectStore('outbox', { keyPath: ['attempt_id', 'client_seq'] });
      db.createObjectStore('uncounted', { keyPath: ['attempt_id', 'item_id'] });
      db.createObjectStore('held', { keyPath: 'attempt_id' });
      db.createObjectStore('vault');
    },
    blocking(_now, _next, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/** Everything of one attempt, when the candidate leaves this computer with nothing unsent. */
export async function forgetAttempt(db: UkurDatabase, attemptId: string): Promise<void> {
  const tx = db.transaction(['outbox', 'uncounted', 'held', 'vault', 'senders'], 'readwrite');
  await Promise.all([
    tx.objectStore('outbox').delete(IDBKeyRange.bound([attemptId, 0], [attemptId, Infinity])),
    tx.objectStore('uncounted').delete(IDBKeyRange.bound([attemptId, ''], [attemptId, '\uffff'])),
    tx.objectStore('held').delete(attemptId),
    tx.objectStore('senders').delete(attemptId),
    ...['me', 'form', 'read', 'step'].map((what) => tx.objectStore('vault').delete(`${what} ${attemptId}`)),
    tx.done,
  ]);
}
