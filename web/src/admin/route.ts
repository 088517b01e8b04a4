// The addresses of the administrator's room, both ways. No DOM here.
export type SessionPage = 'session' | 'candidates' | 'cards' | 'results' | 'rescoring' | 'integrity' | 'audit';
export type BankPage = 'items' | 'item_new' | 'item_import' | 'similar' | 'models' | 'protect';
/** Looked at and reviewed, written, or its versions compared. */
export type ItemPage = 'item' | 'item_edit' | 'item_versions';
/** What the results of a bank say: of its items, of the whole test, of groups; and its calibrations. */
export type AnalysisPage = 'analysed_items' | 'analysed_test' | 'analysed_groups' | 'calibrations' | 'compare';
export type Route =
  | { page: 'events' | 'results_index' | 'norms' | 'bank' | 'analysis' | 'blueprints' | 'staff' | 'log' | 'unknown' }
  | { page: 'event'; event: string }
  | { page: SessionPage; session: string }
  | { page: 'attempt'; attempt: string }
  | { page: BankPage; bank: string }
  | { page: ItemPage; bank: string; item: string }
  | { page: AnalysisPage; analysed: string }
  | { page: 'analysed_item'; analysed: string; variant: string }
  | { page: 'calibration'; analysed: string; calibration: string };

const SESSION_PAGES: Record<string, SessionPage> = { '': 'session', candidates: 'candidates', cards: 'cards', results: 'results', rescoring: 'rescoring', integrity: 'integrity', audit: 'audit' };
const BANK_PAGES: Record<string, BankPage> = { '': 'items', new: 'item_new', import: 'item_import', similar: 'similar', models: 'models', protect: 'protect' };
const ITEM_PAGES: Record<string, ItemPage> = { '': 'item', edit: 'item_edit', versions: 'item_versions' };
const ANALYSIS_PAGES: Record<string, AnalysisPage> = { '': 'analysed_items', test: 'analysed_test', groups: 'analysed_groups', calibrations: 'calibrations', compare: 'compare' };
const SINGLE = { '': 'events', events: 'events', results: 'results_index', norms: 'norms', bank: 'bank', analysis: 'analysis', blueprints: 'blueprints', staff: 'staff', log: 'log' } as const;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function routeOf(path: string): Route {
  const [room = '', first = '', id = '', last = '', ...rest] = path.split('/').filter((part) => part !== '').map(decoded);
  if (room !== 'admin' && room !== 'admin.html') return { page: 'unknown' };
  if (first === 'bank' && id !== '') return bankRoute(id, last, rest);
  if (first === 'analysis' && id !== '') return analysisRoute(id, last, rest);
  if (rest.length > 0) return { page: 'unknown' };
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

function bankRoute(bank: string, last: string, [item = '', part = '', ...more]: string[]): Route {
  const itemPage = ITEM_PAGES[part];
  if (last === 'item' && item !== '' && itemPage && more.length === 0) return { page: itemPage, bank, item };
  const page = BANK_PAGES[last];
  return page && item === '' ? { page, bank } : { page: 'unknown' };
}

function analysisRoute(analysed: string, last: string, [id = '', ...more]: string[]): Route {
  if (more.length > 0) return { page: 'unknown' };
  if (last === 'item' && id !== '') return { page: 'analysed_item', analysed, variant: id };
  if (last === 'calibrations' && id !== '') return { page: 'calibration', analysed, calibration: id };
  const page = ANALYSIS_PAGES[last];
  return page && id === '' ? { page, analysed } : { page: 'unknown' };
}

export const eventPath = (event: string): string => `/admin/events/${encodeURIComponent(event)}`;
export const sessionPath = (session: string, page: SessionPage = 'session'): string =>
  `/admin/sessions/${encodeURIComponent(session)}${page === 'session' ? '' : `/${page}`}`;
export const boardPath = (session: string): string => `/proctor?session=${encodeURIComponent(session)}`;
export function bankPath(bank: string, page: BankPage = 'items'): string {
  const last = Object.keys(BANK_PAGES).find((key) => BANK_PAGES[key] === page);
  return `/admin/bank/${encodeURIComponent(bank)}${last ? `/${last}` : ''}`;
}
export function itemPath(bank: string, item: string, page: ItemPage = 'item'): string {
  const last = Object.keys(ITEM_PAGES).find((key) => ITEM_PAGES[key] === page);
  return `${bankPath(bank)}/item/${encodeURIComponent(item)}${last ? `/${last}` : ''}`;
}
export function analysisPath(bank: string, page: AnalysisPage = 'analysed_items'): string {
  const last = Object.keys(ANALYSIS_PAGES).find((key) => ANALYSIS_PAGES[key] === page);
  return `/admin/analysis/${encodeURIComponent(bank)}${last ? `/${last}` : ''}`;
}
export const analysedItemPath = (bank: string, variant: string): string => `${analysisPath(bank)}/item/${encodeURIComponent(variant)}`;
export const calibrationPath = (bank: string, id: string): string => `${analysisPath(bank, 'calibrations')}/${encodeURIComponent(id)}`;
