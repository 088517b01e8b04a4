// The addresses of the administrator's room, both ways. No DOM here.
export type SessionPage = 'session' | 'candidates' | 'cards' | 'results' | 'audit';
export type Route =
  | { page: 'events' | 'results_index' | 'bank' | 'blueprints' | 'staff' | 'unknown' }
  | { page: 'event'; event: string }
  | { page: SessionPage; session: string }
  | { page: 'attempt'; attempt: string };

const SESSION_PAGES: Record<string, SessionPage> = { '': 'session', candidates: 'candidates', cards: 'cards', results: 'results', audit: 'audit' };
const SINGLE = { '': 'events', events: 'events', results: 'results_index', bank: 'bank', blueprints: 'blueprints', staff: 'staff' } as const;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function routeOf(path: string): Route {
  const [room = '', first = '', id = '', last = '', ...rest] = path.split('/').filter((part) => part !== '').map(decoded);
  if ((room !== 'admin' && room !== 'admin.html') || rest.length > 0) return { page: 'unknown' };
  if (id === '') return first in SINGLE ? { page: SINGLE[first as keyof typeof SINGLE] } : { page: 'unknown' };
  if (first === 'sessions') {
    const page = SESSION_PAGES[last];
    return page ? { page, session: id } : { page: 'unknown' };
  }
  if (last !== '') return { page: 'unknown' };
  if (first === 'events') return { page: 'event', event: id };
  if (first === 'attempts') return { page: 'attempt', attempt: id };
  return { page: 'unknown' };
}

export const eventPath = (event: string): string => `/admin/events/${encodeURIComponent(event)}`;
export const sessionPath = (session: string, page: SessionPage = 'session'): string =>
  `/admin/sessions/${encodeURIComponent(session)}${page === 'session' ? '' : `/${page}`}`;
export const boardPath = (session: string): string => `/proctor?session=${encodeURIComponent(session)}`;
