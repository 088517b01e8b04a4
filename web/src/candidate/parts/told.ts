// Notices as they are told: the same thing once, however many notices said it. No DOM.
import type { Notice } from '../../lib/wire/Notice';
import type { NoticeBody } from '../../lib/wire/NoticeBody';

/** One notice to read; `ids` are all that it stands for, `at_ms` is when the last of them came. */
export interface Told {
  ids: number[];
  at_ms: number;
  body: NoticeBody;
}

/** Oldest first by their last coming. Times given add up; a message that was sent again is told once. */
export function told(notices: readonly Notice[]): Told[] {
  const all = new Map<string, Told>();
  for (const { id, at_ms, body } of notices) {
    const key = sameness(body);
    const before = all.get(key);
    all.delete(key);
    all.set(key, { ids: [...(before?.ids ?? []), id], at_ms, body: before ? together(before.body, body) : body });
  }
  return [...all.values()];
}

function sameness(body: NoticeBody): string {
  if (body.kind === 'message') return `message ${body.text}`;
  return body.kind === 'extended' ? `extended ${body.reason}` : body.kind;
}

function together(before: NoticeBody, body: NoticeBody): NoticeBody {
  return 'added_ms' in before && 'added_ms' in body ? { ...body, added_ms: before.added_ms + body.added_ms } : body;
}
