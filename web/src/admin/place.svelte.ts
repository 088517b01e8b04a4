// Where the administrator is: the address, kept in step with the browser's history.
import { routeOf, type Route } from './route';

class Place {
  path = $state(location.pathname);
  /** What follows the path: filters of the page at hand. A change of it alone does not build the page anew. */
  search = $state(location.search);
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
  if (keeper && wanted !== place.path && !keeper(wanted)) history.pushState(null, '', place.path + place.search);
  else arrive();
});

function arrive(): void {
  [place.path, place.search] = [location.pathname, location.search];
}

/** `path` may end in a query. */
export function go(path: string, agreed = false): void {
  const wanted = path.split('?', 1)[0];
  if (!agreed && keeper && wanted !== place.path && !keeper(path)) return;
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
  arrive();
  scrollTo(0, 0);
}

/** Filters of this page: kept in the address, so that it can be sent on and comes back with the page. */
export function refine(search: string): void {
  history.replaceState(null, '', location.pathname + search);
  arrive();
}

/** Plain clicks on links inside the room change the page without loading it anew. */
export function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.hash) return;
  if (link.pathname !== '/admin' && !link.pathname.startsWith('/admin/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
