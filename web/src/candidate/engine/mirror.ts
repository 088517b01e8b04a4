// What the server is known to hold: the last snapshot, moved on by every word heard since. No DOM.
import type { Notice } from '../../lib/wire/Notice';
import type { Phase } from '../../lib/wire/Phase';
import type { Snapshot } from '../../lib/wire/Snapshot';
import type { Draft } from './draft';
import { applied, type Held } from './held';

export class Mirror {
  held: Held | null = null;
  /** Heard from the server since this page was opened. */
  fresh = false;

  constructor(private readonly onheld: (held: Held) => void) {}

  get phase(): Phase | null {
    return this.held?.snapshot.phase ?? null;
  }

  get seenSeq(): number {
    return this.held?.seen_seq ?? 0;
  }

  /** What an earlier page kept. */
  restore(held: Held | null): void {
    this.held = held;
  }

  /** By HTTP a snapshot may come after newer words of the websocket: then it is old. */
  take(snapshot: Snapshot, graceMs: number, newest: boolean): void {
    this.fresh = true;
    if (!newest && this.held && snapshot.seq < this.held.seen_seq) return;
    this.#hold({ snapshot, snapshot_seq: snapshot.seq, seen_seq: snapshot.seq, grace_ms: graceMs });
  }

  moved(phase: Phase, seq: number): void {
    this.#move((s) => ({ ...s, seq, phase }), seq);
  }

  told(notice: Notice): void {
    this.#move((s) => withNotice(s, notice), notice.id);
  }

  /** Lays an acknowledged command on top, unless the snapshot holds it already. The outbox stores the result. */
  acked(draft: Draft, seq: number): Held | null {
    if (!this.held || seq <= this.held.snapshot_seq) return this.held;
    const confirmed = draft.type === 'confirm' ? draft.item_id : this.held.confirmed;
    this.held = { ...this.held, snapshot: applied(this.held.snapshot, draft, seq), seen_seq: Math.max(this.held.seen_seq, seq), confirmed };
    return this.held;
  }

  #move(change: (s: Snapshot) => Snapshot, seq: number): void {
    if (!this.held || seq <= this.held.snapshot_seq) return;
    this.#hold({ ...this.held, snapshot: change(this.held.snapshot), seen_seq: Math.max(this.held.seen_seq, seq) });
  }

  #hold(held: Held): void {
    this.held = held;
    this.onheld(held);
  }
}

function withNotice(snapshot: Snapshot, notice: Notice): Snapshot {
  if (snapshot.notices.some((n) => n.id === notice.id)) return snapshot;
  const calling_proctor = notice.body.kind === 'call_answered' ? false : snapshot.calling_proctor;
  return { ...snapshot, calling_proctor, notices: [...snapshot.notices, notice] };
}
