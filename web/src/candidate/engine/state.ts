// What the views are shown of an attempt. No DOM.
import type { Notice } from '../../lib/wire/Notice';
import type { Courier, Way } from './courier';
import type { Typing } from './hand';
import { viewOf, type AttemptView } from './held';
import type { Uncounted } from './journal';
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
  /** Answers without an ack: how many items, and the highest number among them (without end while one has none yet). */
  unsent: { count: number; newest: number };
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
  return {
    view: viewOf(held?.snapshot ?? null, drafts),
    notices: held?.snapshot.notices ?? [],
    way: courier.way,
    stopped: courier.stopped,
    pending: outbox.work(typing).count,
    unsettled: outbox.size,
    unsent: outbox.answers(typing),
    uncounted: [...outbox.uncounted.values()],
    graceMs: held?.grace_ms ?? 0,
    durable: outbox.durable,
    fresh,
  };
}
