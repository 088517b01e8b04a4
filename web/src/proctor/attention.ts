// Who needs a hand now, why, since when, and what usually helps. Pure.
import type { BoardRow } from '../lib/wire/BoardRow';
import type { Intervention } from '../lib/wire/Intervention';
import { isCut, type Board } from './board';

export const REASONS = ['calling', 'disconnected', 'suspended', 'awaiting_admission', 'awaiting_start', 'unstable'] as const;
export type Reason = (typeof REASONS)[number];
export type Need = { id: string; reason: Reason; since_ms: number | null };

/** Gaps of seconds are normal on a hall's network and mend themselves. */
export const CUT_AFTER_MS = 15_000;
/** So many connections in one sitting mean a bad line or a bad computer. */
export const UNSTABLE_FROM = 6;
/** A person who is ready while others already work has been forgotten. */
const LATE_AFTER_MS = 60_000;

export const USUAL: Record<Reason, Intervention['action'] | null> = {
  calling: 'answer_call', disconnected: 'reset_login', suspended: 'resume', awaiting_admission: 'admit', awaiting_start: 'start', unstable: null,
};

function reasonOf(row: BoardRow, now: number, proctorStarts: boolean, running: boolean): Need | null {
  const id = row.attempt_id;
  if (row.calling_since_ms !== null) return { id, reason: 'calling', since_ms: row.calling_since_ms };
  if (isCut(row)) {
    const since = row.since_ms ?? row.last_contact_ms;
    return since === null || now - since >= CUT_AFTER_MS ? { id, reason: 'disconnected', since_ms: since } : null;
  }
  if (row.status === 'suspended') return { id, reason: 'suspended', since_ms: row.since_ms };
  if (row.status === 'awaiting_admission') return { id, reason: 'awaiting_admission', since_ms: row.since_ms };
  if (row.status === 'awaiting_start' && proctorStarts && running && now - (row.since_ms ?? 0) >= LATE_AFTER_MS) return { id, reason: 'awaiting_start', since_ms: row.since_ms };
  if (row.status === 'in_progress' && row.connections >= UNSTABLE_FROM) return { id, reason: 'unstable', since_ms: row.last_contact_ms };
  return null;
}

/** Most urgent reason first; within one, who has waited longest. The order of those already waiting does not change. */
export function needs(board: Board, now: number): Need[] {
  const { proctor_starts } = board.session;
  const running = board.counters.in_progress + board.counters.closed > 0;
  const found: Need[] = [];
  for (const row of board.rows.values()) {
    const need = reasonOf(row, now, proctor_starts, running);
    if (need) found.push(need);
  }
  return found.sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason) || (a.since_ms ?? 0) - (b.since_ms ?? 0) || (a.id < b.id ? -1 : 1));
}

export type Group = { reason: Reason; needs: (Need & { gone: boolean })[] };

/**
 * Groups for the panel. While `held` (pointer or focus in it) nothing moves: who was shown stays at their place, marked
 * when the need is gone; others come in below in their group.
 */
export function groups(fresh: readonly Need[], before: readonly Group[], held: boolean): Group[] {
  const out: Group[] = [];
  const now = new Map(fresh.map((need) => [`${need.reason} ${need.id}`, need]));
  for (const reason of REASONS) {
    const kept = held ? (before.find((group) => group.reason === reason)?.needs ?? []) : [];
    const seen = new Set(kept.map((need) => need.id));
    const list = [
      ...kept.map((need) => ({ ...need, gone: !now.has(`${reason} ${need.id}`) })),
      ...fresh.filter((need) => need.reason === reason && !seen.has(need.id)).map((need) => ({ ...need, gone: false })),
    ];
    if (list.length > 0) out.push({ reason, needs: list });
  }
  return out;
}
