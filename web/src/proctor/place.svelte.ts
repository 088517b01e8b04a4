// Where the proctor is: which session, board or log. Lives in the address, so reload and "back" work.
export type Page = 'board' | 'log';

const read = (): { session: string | null; page: Page } => {
  const query = new URLSearchParams(location.search);
  return { session: query.get('session'), page: query.get('page') === 'log' ? 'log' : 'board' };
};

export const place = $state(read());
addEventListener('popstate', () => Object.assign(place, read()));

export function go(session: string | null, page: Page = 'board'): void {
  const query = new URLSearchParams();
  if (session) query.set('session', session);
  if (page !== 'board') query.set('page', page);
  history.pushState(null, '', query.size > 0 ? `?${query}` : location.pathname);
  Object.assign(place, { session, page });
}
