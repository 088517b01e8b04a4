// A session while it is being written: texts of the fields, what is wrong with them, and the request they make.
// Dates are kept as the wall clock of the session's zone, so that a change of zone keeps "08:00".
import { toInstant, toLocal, ZONES } from '../../lib/staff/format';
import type { Fault } from '../../lib/wire/Fault';
import type { NewSession } from '../../lib/wire/NewSession';
import type { SessionView } from '../../lib/wire/SessionView';
import type { StartRule } from '../../lib/wire/StartRule';
import { faultText } from '../faults';

export type Draft = {
  title: string; zone: string; opensDay: string; opensTime: string; closesDay: string; closesTime: string;
  capacity: number | null; start: StartRule; admission: boolean; blueprint: string; bankVersion: string | null;
};
/** One sentence a field, by the names of the wire. */
export type Errors = Record<string, string>;

const DAY = 86_400_000;
const MOST = 20_000;

/** Tomorrow, 08:00 to 12:00. */
export function newDraft(now: number, zone: string, blueprint: string): Draft {
  const { day } = toLocal(now + DAY, zone);
  return { title: '', zone, opensDay: day, opensTime: '08:00', closesDay: day, closesTime: '12:00', capacity: 400, start: 'proctor', admission: false, blueprint, bankVersion: null };
}

export function draftOf(session: SessionView): Draft {
  const [opens, closes] = [toLocal(session.opens_ms, session.time_zone), toLocal(session.closes_ms, session.time_zone)];
  return {
    title: session.title, zone: session.time_zone, opensDay: opens.day, opensTime: opens.time, closesDay: closes.day, closesTime: closes.time,
    capacity: session.capacity, start: session.start, admission: session.admission_required, blueprint: session.blueprint_id, bankVersion: session.bank_version,
  };
}

export const opensOf = (draft: Draft): number | null => toInstant(draft.opensDay, draft.opensTime, draft.zone);
export const closesOf = (draft: Draft): number | null => toInstant(draft.closesDay, draft.closesTime, draft.zone);

const said = (field: string, code: string, detail = ''): Errors => ({ [field]: faultText({ row: null, field, code, detail }) });

/** What can be told before asking the server. */
export function errorsOf(draft: Draft): Errors {
  const [opens, closes] = [opensOf(draft), closesOf(draft)];
  const capacity = draft.capacity;
  return {
    ...(draft.title.trim() === '' ? said('title', 'missing') : {}),
    ...(opens === null ? said('opens_ms', 'missing') : {}),
    ...(closes === null ? said('closes_ms', 'missing') : {}),
    ...(opens !== null && closes !== null && closes <= opens ? said('closes_ms', 'not_after_opens') : {}),
    ...(capacity === null || !Number.isInteger(capacity) || capacity < 1 || capacity > MOST ? said('capacity', 'out_of_range', `1 to ${MOST}`) : {}),
    ...(draft.blueprint === '' ? said('blueprint_id', 'missing') : {}),
  };
}

/** The server's faults beside their fields; the first of each field. */
export function errorsFrom(faults: readonly Fault[]): Errors {
  const errors: Errors = {};
  for (const fault of faults) errors[fault.field] ??= faultText(fault);
  return errors;
}

/** Call it only when there are no errors. */
export function requestOf(draft: Draft): NewSession {
  return {
    title: draft.title.trim(), opens_ms: opensOf(draft) ?? 0, closes_ms: closesOf(draft) ?? 0, time_zone: draft.zone, capacity: draft.capacity ?? 0,
    start: draft.start, admission_required: draft.admission, blueprint_id: draft.blueprint, bank_version: draft.bankVersion,
  };
}

/** The zone of sessions planned before, else the browser's when it is Indonesian, else WIB. */
export function usualZone(sessions: readonly SessionView[], browserZone: string): string {
  const last = sessions.at(-1)?.time_zone;
  return last ?? ZONES.find((zone) => zone.id === browserZone)?.id ?? ZONES[0].id;
}
