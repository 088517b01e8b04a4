// Where the administrator is: the address, kept in step with the browser's history.
import { routeOf, type Route } from './route';

class Place {
  path = $state(location.pathname);
  route = $derived<Route>(routeOf(this.path));
}
export const place = new Place();

/** Asked before the page changes; false keeps it, and whoever said so may `go` later with `agreed`. */
type Keeper = (path: string) => boolean;
let keeper: Keeper | null = null;

/** For a page with unsaved work. Gives what ends it. */
export function askBeforeLeaving(ask: Keeper): () => void {
  keeper = ask;
  return () => {
    if (keeper === ask) keeper = null;
  };
}

addEventListener('popstate', () => {
  const wanted = location.pathname;
  if (keeper && wanted !== place.path && !keeper(wanted)) history.pushState(null, '', place.path);
  else place.path = wanted;
});

export function go(path: string, agreed = false): void {
  if (!agreed && keeper && path !== place.path && !keeper(path)) return;
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
