// Which sessions count, kept in the address. No DOM.
import type { AnalysedSession } from '../../lib/wire/AnalysedSession';

/** `null`: all. */
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

/** Another choice: all of them is no choice; the last one stays. */
export function toggled(chosen: Sessions, id: string, all: readonly string[]): Sessions {
  const before = chosen ?? [...all];
  const after = before.includes(id) ? before.filter((one) => one !== id) : all.filter((one) => one === id || before.includes(one));
  if (after.length === 0) return before;
  return after.length === all.length ? null : after;
}

export const counted = (sessions: readonly AnalysedSession[], chosen: Sessions): AnalysedSession[] => sessions.filter((session) => chosen === null || chosen.includes(session.id));
export const personsOf = (sessions: readonly AnalysedSession[]): number => sessions.reduce((sum, session) => sum + session.persons, 0);
