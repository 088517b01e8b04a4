// What a leaving page hands to the next one in this tab: IndexedDB may not finish while a page unloads, sessionStorage
// does.
import type { Draft, Given } from './engine/draft';

const key = (attemptId: string): string => `ukur-leaving ${attemptId}`;

export function handOver(attemptId: string, given: readonly Given[]): void {
  try {
    if (given.length > 0) sessionStorage.setItem(key(attemptId), JSON.stringify(given));
    else sessionStorage.removeItem(key(attemptId));
  } catch {
    // Storage is refused: the journal is then in memory anyway.
  }
}

/** Given once. An earlier version of this page handed over bare drafts. */
export function takeOver(attemptId: string): Given[] {
  try {
    const text = sessionStorage.getItem(key(attemptId));
    sessionStorage.removeItem(key(attemptId));
    return text === null ? [] : (JSON.parse(text) as (Given | Draft)[]).map((one) => ('draft' in one ? one : { draft: one, at_ms: null }));
  } catch {
    return [];
  }
}
