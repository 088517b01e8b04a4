// One command in the outbox, and the rules of order: what may go now, what a newer one replaces or overtakes. No DOM.
import { isBarrier, replaces, subject, type Draft } from './draft';

/** Commands on the line at once: enough for a long outage to drain fast, few enough for the server's mailbox. */
export const WINDOW = 32;

export interface Entry {
  draft: Draft;
  /** `null` until the journal has stored it. */
  seq: number | null;
  /** On the line now, its answer not heard yet. */
  underWay: boolean;
  /** It may have reached the server under its number; from then on nothing takes its place. */
  offered: boolean;
  /** When it was given, on the forward-only clock. */
  since: number;
  /** The same on the server's clock, for an emergency file; `null` for a command of an earlier version of this page. */
  at_ms: number | null;
  /** Not to be sent before; `Infinity` while the attempt is suspended. */
  notBefore: number;
}

export const newEntry = (draft: Draft, since: number, at_ms: number | null): Entry => ({ draft, seq: null, underWay: false, offered: false, since, at_ms, notBefore: 0 });

/** What may go now, in rising order. A barrier goes alone and first; what waits holds back what follows it. */
export function sendable(entries: readonly Entry[], limit: number, now: number): Entry[] {
  const found: Entry[] = [];
  let underWay = 0;
  for (const [place, entry] of entries.entries()) {
    if (entry.notBefore === Infinity) continue;
    const barrier = isBarrier(entry.draft);
    if (entry.seq === null || entry.notBefore > now || underWay >= limit || (barrier && place > 0)) break;
    if (!entry.underWay) found.push(entry);
    underWay += 1;
    if (barrier) break;
  }
  return found;
}

/** When the first entry that waits may be sent again, if one waits. */
export function nextRetryAt(entries: readonly Entry[], now: number): number | null {
  const waiting = entries.map((e) => e.notBefore).filter((at) => at > now && Number.isFinite(at));
  return waiting.length ? Math.min(...waiting) : null;
}

/** Entries that were never sent and that the new draft says better. Nothing moves past a barrier. */
export function replacedBy(draft: Draft, entries: readonly Entry[]): Entry[] {
  if (!replaces(draft)) return [];
  const lastBarrier = entries.findLastIndex((e) => isBarrier(e.draft));
  return entries.filter((e, i) => i > lastBarrier && !e.offered && subject(e.draft) === subject(draft));
}

/**
 * Entries that an applied command with a higher number has made pointless. They were refused for now; sent again they
 * would lay an older answer, flag or place over the newer one, or be called superseded by the candidate's own hand.
 */
export function overtakenBy(draft: Draft, seq: number, entries: readonly Entry[]): Entry[] {
  if (!replaces(draft)) return [];
  return entries.filter((e) => e.seq !== null && e.seq < seq && subject(e.draft) === subject(draft));
}

/** The time spent that the replaced answers carried is not lost with them. */
export function merged(draft: Draft, replaced: readonly Entry[]): Draft {
  if (draft.type !== 'answer') return draft;
  const earlier = replaced.reduce((sum, { draft: d }) => sum + (d.type === 'answer' ? d.spent_ms : 0), 0);
  return { ...draft, spent_ms: draft.spent_ms + earlier };
}
