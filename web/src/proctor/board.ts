// What the proctor's browser knows of a session: the rows by attempt, which of them changed in a way worth a glance,
// and the views on them (filter, search, sort). Pure; the feed brings messages, the screens show the result.
import type { BoardCounters } from '../lib/wire/BoardCounters';
import type { AdaptiveBrief } from '../lib/wire/AdaptiveBrief';
import type { BoardRow } from '../lib/wire/BoardRow';
import type { BoardSession } from '../lib/wire/BoardSession';
import type { ProctorMessage } from '../lib/wire/ProctorMessage';
import { matches, sortRows, type Cell } from '../lib/staff/table';

export type Board = {
  session: BoardSession;
  counters: BoardCounters;
  rows: ReadonlyMap<string, BoardRow>;
  /** Server instant of the newest message. */
  server_ms: number;
  /** Attempts that changed notably, with the server instant of the change; pruned after `GLOW_MS`. */
  changed: ReadonlyMap<string, number>;
};

export const GLOW_MS = 2_500;

/** Answers come in all the time and only move a bar; these changes deserve a glance. */
function notable(before: BoardRow | undefined, after: BoardRow): boolean {
  return before === undefined || before.status !== after.status || before.connected !== after.connected
    || (before.calling_since_ms === null) !== (after.calling_since_ms === null) || before.extended_ms !== after.extended_ms
    || before.outage_credit_ms !== after.outage_credit_ms;
}

/** The next board; `null` as long as nothing but fragments came. */
export function apply(board: Board | null, message: ProctorMessage): Board | null {
  if (message.type === 'bye') return board;
  if (message.type === 'board') {
    const rows = new Map(message.rows.map((row) => [row.attempt_id, row]));
    const changed = board && board.session.id === message.session.id ? changes(board, message.rows, message.server_ms) : new Map<string, number>();
    return { session: message.session, counters: message.counters, rows, server_ms: message.server_ms, changed };
  }
  if (board === null) return null;
  const rows = new Map(board.rows);
  for (const row of message.rows) rows.set(row.attempt_id, row);
  return { ...board, counters: message.counters, rows, server_ms: message.server_ms, changed: changes(board, message.rows, message.server_ms) };
}

function changes(board: Board, rows: BoardRow[], server_ms: number): Map<string, number> {
  const changed = new Map([...board.changed].filter(([, at]) => server_ms - at < GLOW_MS));
  for (const row of rows) if (notable(board.rows.get(row.attempt_id), row)) changed.set(row.attempt_id, server_ms);
  return changed;
}

// ——— Filters ———

export const FILTERS = ['all', 'calling', 'disconnected', 'suspended', 'waiting', 'in_progress', 'not_arrived', 'closed', 'voided'] as const;
export type Filter = (typeof FILTERS)[number];

export const isCut = (row: BoardRow): boolean => row.status === 'in_progress' && !row.connected;
/** How far a candidate is. Of an adaptive test that goes on nobody knows how many items it will be: only the range is told,
 *  and the bar runs to the least number, which is all that is owed. */
export type Progress = { owed: string; share: number; range: AdaptiveBrief | null };

export function progressOf(row: BoardRow, session: Pick<BoardSession, 'adaptive'>): Progress {
  const range = session.adaptive && !isClosed(row) && row.items >= session.adaptive.max_items ? session.adaptive : null;
  const owed = range ? range.min_items : row.items;
  return { owed: range ? ` (${range.min_items}–${range.max_items})` : `/${row.items}`, share: owed === 0 ? 0 : Math.min(1, row.answered / owed), range };
}

export const isClosed = (row: BoardRow): boolean => row.status === 'submitted' || row.status === 'expired' || row.status === 'ended';
export const isWaiting = (row: BoardRow): boolean => row.status === 'awaiting_admission' || row.status === 'awaiting_start';

const FITS: Record<Filter, (row: BoardRow) => boolean> = {
  all: () => true,
  calling: (row) => row.calling_since_ms !== null,
  disconnected: isCut,
  suspended: (row) => row.status === 'suspended',
  waiting: isWaiting,
  in_progress: (row) => row.status === 'in_progress',
  not_arrived: (row) => row.status === 'not_arrived',
  closed: isClosed,
  voided: (row) => row.status === 'voided',
};

export function countOf(filter: Filter, counters: BoardCounters, all: number): number {
  return filter === 'all' ? all : counters[filter];
}

// ——— Order ———

export const ORDERS = ['seat', 'name', 'status', 'progress', 'left', 'contact', 'incidents'] as const;
export type Order = (typeof ORDERS)[number];
export type View = { filter: Filter; query: string; room: string | null; order: Order; down: boolean };
export const FIRST_VIEW: View = { filter: 'all', query: '', room: null, order: 'seat', down: false };

const URGENCY: Record<BoardRow['status'], number> = { suspended: 1, awaiting_admission: 2, awaiting_start: 3, in_progress: 4, not_arrived: 5, ended: 6, expired: 7, submitted: 8, voided: 9 };
const seatKey = (row: BoardRow): string => `${row.room ?? '~'} ${row.seat ?? '~'}`;

const KEYS: Record<Order, (row: BoardRow) => Cell> = {
  seat: seatKey,
  name: (row) => row.name,
  status: (row) => (isCut(row) ? 0 : URGENCY[row.status]),
  progress: (row) => (row.items === 0 ? 0 : row.answered / row.items),
  left: (row) => row.deadline_ms ?? null,
  contact: (row) => row.last_contact_ms,
  incidents: (row) => (row.calling_since_ms === null ? 0 : 1000) + row.connections + (row.extended_ms + row.outage_credit_ms > 0 ? 1 : 0),
};

/** Ids in the order of the table. Equal rows go by seat. */
export function arrange(board: Board, view: View): string[] {
  const rows = [...board.rows.values()].filter((row) => FITS[view.filter](row) && (view.room === null || (row.room ?? '') === view.room)
    && (view.query === '' || matches(`${row.name} ${row.seat ?? ''} ${row.room ?? ''} ${row.nip_masked} ${row.unit}`, view.query)));
  const bySeat = sortRows(rows, seatKey);
  return (view.order === 'seat' && !view.down ? bySeat : sortRows(bySeat, KEYS[view.order], view.down)).map((row) => row.attempt_id);
}

export function rooms(board: Board): string[] {
  return sortRows([...new Set([...board.rows.values()].map((row) => row.room ?? ''))], (room) => room || null);
}

/** Rows by room, seats in order, for the map. */
export function seatMap(board: Board, ids: readonly string[]): { room: string; rows: BoardRow[] }[] {
  const byRoom = new Map<string, BoardRow[]>();
  for (const id of ids) {
    const row = board.rows.get(id);
    if (row) byRoom.set(row.room ?? '', [...(byRoom.get(row.room ?? '') ?? []), row]);
  }
  return sortRows([...byRoom], ([room]) => room || null).map(([room, rows]) => ({ room, rows: sortRows(rows, (row) => row.seat) }));
}

/** What is left to work: runs towards the deadline, stands still while suspended. */
export function leftMs(row: BoardRow, now: number): number | null {
  if (row.status === 'in_progress' && row.deadline_ms !== null) return Math.max(0, row.deadline_ms - now);
  return row.status === 'suspended' ? row.remaining_ms : null;
}
