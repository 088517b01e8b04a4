// Which sessions count, kept in the address. No DOM.
import type { AnalysedSession } from '../../lib/wire/AnalysedSession';

/** `null`: all real ones, or all rehearsals where there are no others. */
export type Sessions = string[] | null;

export function sessionsOf(search: string): Sessions {
  const ids = (new URLSearchParams(search).get('sessions') ?? '').split(',').filter((id) => id !== '');
  return ids.length === 0 ? null : [...new Set(ids)];
}

/** `?sessions=a,b&by=unit`, without what is not told; the same for pages and for the server. */
export function queryText(values: Record<string, string | string[] | null | undefined>): string {
  const parts = Object.entries(values).flatMap(([key, value]) => {
    const list = typeof value === 'string' ? [value] : (value ?? []);
    return list.length === 0 || list.every((one) => one === '') ? [] : [`${key}=${list.map(encodeURIComponent).join(',')}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Answered by made-up people, as far as the title tells (`domain/session.rs`). */
export const isRehearsal = (session: AnalysedSession): boolean => session.title.startsWith('Gladi');

/** Another choice than `before`; the last one stays. */
export function toggled(before: readonly string[], id: string, all: readonly string[]): string[] {
  const after = before.includes(id) ? before.filter((one) => one !== id) : all.filter((one) => one === id || before.includes(one));
  return after.length === 0 ? [...before] : after;
}

export function counted(sessions: readonly AnalysedSession[], chosen: Sessions): AnalysedSession[] {
  if (chosen !== null) return sessions.filter((session) => chosen.includes(session.id));
  const real = sessions.filter((session) => !isRehearsal(session));
  return real.length > 0 ? real : [...sessions];
}
export const personsOf = (sessions: readonly AnalysedSession[]): number => sessions.reduce((sum, session) => sum + session.persons, 0);
