// Rows for the unit tests of the board.
import type { BoardRow } from '../lib/wire/BoardRow';
import type { ProctorMessage } from '../lib/wire/ProctorMessage';

export function row(n: number, change: Partial<BoardRow> = {}): BoardRow {
  return {
    attempt_id: `a${n}`, name: `Peserta Uji ${String(n).padStart(3, '0')}`, nip_masked: '1985••••••••••••01', unit: 'Dinas Contoh', room: n <= 20 ? 'A' : 'B', seat: `A${n}`,
    status: 'in_progress', connected: true, answered: n, items: 60, flagged: 0, deadline_ms: 5_000_000, remaining_ms: null, last_contact_ms: 1_000_000, since_ms: 1_000_000,
    calling_since_ms: null, connections: 1, extended_ms: 0, outage_credit_ms: 0, reason: null, ...change,
  };
}

export const counters = { not_arrived: 0, waiting: 0, in_progress: 40, suspended: 0, disconnected: 0, closed: 0, voided: 0, calling: 0 };

export function boardMessage(rows: BoardRow[], server_ms = 1_000_000): ProctorMessage {
  return {
    type: 'board', server_ms, counters, rows,
    session: { id: 's1', title: 'Sesi 1', event_title: 'Kegiatan', opens_ms: 0, closes_ms: 9_000_000, time_zone: 'Asia/Jakarta', proctor_starts: true, admission_required: true },
  };
}
