// What a leaving page hands to the next one in this tab: IndexedDB may not finish while a page unloads, sessionStorage
// does.
import type { Draft } from './engine/draft';

const key = (attemptId: string): string => `ukur-leaving ${attemptId}`;

export function handOver(attemptId: string, drafts: readonly Draft[]): void {
  try {
    if (drafts.length > 0) sessionStorage.setItem(key(attemptId), JSON.stringify(drafts));
    else sessionStorage.removeItem(key(attemptId));
  } catch {
    // Storage is refused: the journal is then in memory anyway.
  }
}

/** Given once. */
export function takeOver(attemptId: string): Draft[] {
  try {
    const text = sessionStorage.getItem(key(attemptId));
    sessionStorage.removeItem(key(attemptId));
    return text === null ? [] : (JSON.parse(text) as Draft[]);
  } catch {
    return [];
  }
}
