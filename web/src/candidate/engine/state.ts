// What the views are shown of an attempt. No DOM.
import type { Notice } from '../../lib/wire/Notice';
import type { Courier, Way } from './courier';
import type { Typing } from './hand';
import { viewOf, type AttemptView } from './held';
import type { Uncounted } from './journal';
import { onlyByFile } from './late';
import type { StopReason } from './link';
import type { Mirror } from './mirror';
import type { Outbox } from './outbox';

export interface EngineState {
  view: AttemptView;
  notices: Notice[];
  way: Way;
  stopped: StopReason | null;
  pending: number;
  unsettled: number;
  /** Answers that a file would hold: how many items, and the highest number among them (without end while one has none yet). */
  unsent: { count: number; newest: number };
  /** Items whose answers came too late and can count only through a file. */
  late: string[];
  uncounted: Uncounted[];
  graceMs: number;
  /** False when this browser keeps nothing: then an unsent answer does not survive a reload. */
  durable: boolean;
  /** Heard from the server since this page was opened. */
  fresh: boolean;
}

/** What the server holds, with everything unsettled on top. */
export function stateOf(mirror: Mirror, outbox: Outbox, courier: Courier, typing: Typing | null): EngineState {
  const drafts = outbox.drafts();
  if (typing) drafts.push({ type: 'answer', item_id: typing.item_id, response: typing.response, seen_seq: 0, spent_ms: 0 });
  const { held, fresh } = mirror;
  const answers = outbox.answers(typing);
  const byFile = onlyByFile(mirror.phase);
  const { open, known } = outbox.late.items(byFile ? (held?.snapshot.responses ?? []) : []);
  const late = byFile ? open : new Map<string, number>();
  return {
    view: viewOf(held?.snapshot ?? null, drafts, held?.confirmed),
    notices: held?.snapshot.notices ?? [],
    way: courier.way,
    stopped: courier.stopped,
    pending: outbox.work(typing).count,
    unsettled: outbox.size,
    unsent: { count: new Set([...answers.items, ...late.keys()]).size, newest: Math.max(answers.newest, ...late.values()) },
    late: [...late.keys()],
    uncounted: [...outbox.uncounted.values()].filter((u) => !byFile || !known.has(u.item_id)),
    graceMs: held?.grace_ms ?? 0,
    durable: outbox.durable,
    fresh,
  };
}
