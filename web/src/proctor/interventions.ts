// What a proctor can do, to whom it fits, and the sentence that names its effect before it is done. Pure.
import type { BoardRow } from '../lib/wire/BoardRow';
import type { Intervention } from '../lib/wire/Intervention';
import { span } from '../lib/staff/format';
import { isClosed, isWaiting } from './board';
import { t, type ActionWord } from './intervention_text';

export type Action = Intervention['action'];
export const ACTIONS = ['admit', 'start', 'suspend', 'resume', 'extend', 'message', 'answer_call', 'reset_login', 'end', 'void'] as const satisfies readonly Action[];

export const SHORTEST_REASON = 3;
export const LONGEST_REASON = 300;
export const LONGEST_MESSAGE = 500;
export const MINUTE_MS = 60_000;

const running = (row: BoardRow): boolean => row.status === 'in_progress' || row.status === 'suspended';

const FITS: Record<Action, (row: BoardRow) => boolean> = {
  admit: (row) => row.status === 'awaiting_admission',
  start: (row) => row.status === 'awaiting_start',
  suspend: (row) => row.status === 'in_progress',
  resume: (row) => row.status === 'suspended',
  extend: running,
  message: (row) => running(row) || isWaiting(row),
  answer_call: (row) => row.calling_since_ms !== null,
  reset_login: (row) => running(row) || isWaiting(row),
  end: running,
  // What is closed stays as it is: its result is on record.
  void: (row) => row.status !== 'voided' && !isClosed(row),
};
export const fits = (action: Action, row: BoardRow): boolean => FITS[action](row);

export const needsReason = (action: Action): boolean => !(action === 'admit' || action === 'start' || action === 'message' || action === 'answer_call');
export const isDangerous = (action: Action): boolean => action === 'end' || action === 'void';
export const onlyAdministrator = (action: Action): boolean => action === 'void';

const USUAL: Partial<Record<Action, ActionWord[]>> = {
  suspend: ['r_toilet', 'r_health', 'r_device', 'r_conduct'],
  resume: ['r_back', 'r_device_mended', 'r_clarified'],
  extend: ['r_network', 'r_power', 'r_device_changed', 'r_late_start'],
  reset_login: ['r_move_pc', 'r_browser_stuck', 'r_wrong_pc'],
  end: ['r_candidate_asks', 'r_health', 'r_conduct_minutes'],
  void: ['r_wrong_person', 'r_conduct_decided', 'r_registered_twice'],
  message: [],
};
export const usualReasons = (action: Action): string[] => (USUAL[action] ?? []).map((key) => t(key));

/** "Tambah 10 menit untuk 12 peserta": the effect in one sentence, with what follows from it. */
export function effect(action: Action, rows: readonly BoardRow[], minutes: number): string {
  const who = rows.length === 1 && rows[0] ? rows[0].name : t('n_candidates', { n: rows.length });
  return t(`e_${action}`, { who, minutes: span(minutes * MINUTE_MS) });
}

export type Draft = { action: Action; reason: string; minutes: number; text: string };
export type Lack = 'no_one' | 'reason_short' | 'reason_long' | 'minutes_range' | 'text_missing' | 'text_long';

export function lacks(draft: Draft, count: number): Lack[] {
  const out: Lack[] = [];
  const reason = draft.reason.trim().length;
  if (count === 0) out.push('no_one');
  if (draft.action === 'extend' && !(Number.isInteger(draft.minutes) && draft.minutes >= 1 && draft.minutes <= 240)) out.push('minutes_range');
  if (draft.action === 'message' && draft.text.trim() === '') out.push('text_missing');
  if (draft.action === 'message' && draft.text.trim().length > LONGEST_MESSAGE) out.push('text_long');
  if (needsReason(draft.action) && reason < SHORTEST_REASON) out.push('reason_short');
  if (!needsReason(draft.action) && reason > 0 && reason < SHORTEST_REASON) out.push('reason_short');
  if (reason > LONGEST_REASON) out.push('reason_long');
  return out;
}

export function interventionOf(draft: Draft): Intervention {
  if (draft.action === 'extend') return { action: 'extend', added_ms: draft.minutes * MINUTE_MS };
  if (draft.action === 'message') return { action: 'message', text: draft.text.trim() };
  return { action: draft.action };
}

/** Why some of the chosen are left out, in one short sentence; empty when none is. */
export function leftOut(action: Action, chosen: readonly BoardRow[]): string {
  const out = chosen.filter((row) => !fits(action, row));
  if (out.length === 0) return '';
  return out.every(isClosed) ? t('left_out_closed', { n: out.length }) : t('left_out', { n: out.length });
}
