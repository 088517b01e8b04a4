// Where the administrator is: the address, kept in step with the browser's history.
import { routeOf, type Route } from './route';

class Place {
  path = $state(location.pathname);
  route = $derived<Route>(routeOf(this.path));
}
export const place = new Place();

addEventListener('popstate', () => (place.path = location.pathname));

export function go(path: string): void {
  if (path !== location.pathname) history.pushState(null, '', path);
  place.path = location.pathname;
  scrollTo(0, 0);
}

/** Plain clicks on links inside the room change the page without loading it anew. */
export function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.hash) return;
  if (link.pathname !== '/admin' && !link.pathname.startsWith('/admin/')) return;
  event.preventDefault();
  go(link.pathname);
}
