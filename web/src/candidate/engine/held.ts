// What the server is known to hold, and what the candidate sees: that, with the commands still under way on top.
// Pure functions over wire shapes.
import type { Phase } from '../../lib/wire/Phase';
import type { ResponseValue } from '../../lib/wire/ResponseValue';
import type { Snapshot } from '../../lib/wire/Snapshot';
import type { Draft } from './draft';

/** The last snapshot, moved on by what was acknowledged since. */
export interface Held {
  snapshot: Snapshot;
  /** `seq` of the snapshot itself: an ack up to it is already in there. */
  snapshot_seq: number;
  /** The highest `seq` seen in any message. */
  seen_seq: number;
  grace_ms: number;
  /** The last item of an adaptive test whose step was acknowledged since the snapshot. */
  confirmed?: string | null;
}

export interface AttemptView {
  phase: Phase | null;
  responses: Map<string, ResponseValue>;
  flagged: Set<string>;
  position: string | null;
  calling: boolean;
  starting: boolean;
  submitting: boolean;
  finishing: number | null;
  /** The item of an adaptive test that the candidate has left, as long as the next one is not known. */
  confirming: string | null;
}

/** Moves the snapshot on by one acknowledged command. */
export function applied(snapshot: Snapshot, draft: Draft, seq: number): Snapshot {
  switch (draft.type) {
    case 'answer': {
      const others = snapshot.responses.filter((r) => r.item_id !== draft.item_id);
      const own = draft.response === null ? [] : [{ item_id: draft.item_id, response: draft.response, seq }];
      return { ...snapshot, responses: [...others, ...own] };
    }
    case 'flag': {
      const others = snapshot.flagged.filter((id) => id !== draft.item_id);
      return { ...snapshot, flagged: draft.flagged ? [...others, draft.item_id] : others };
    }
    case 'visit':
      return { ...snapshot, position: draft.item_id };
    case 'call_proctor':
      return { ...snapshot, calling_proctor: draft.calling };
    default:
      return snapshot;
  }
}

/** What to show: the server's state with everything unsettled laid over it. */
export function viewOf(snapshot: Snapshot | null, pending: readonly Draft[], confirmed: string | null = null): AttemptView {
  const view: AttemptView = {
    phase: snapshot?.phase ?? null,
    responses: new Map(snapshot?.responses.map((r) => [r.item_id, r.response])),
    flagged: new Set(snapshot?.flagged),
    position: snapshot?.position ?? null,
    calling: snapshot?.calling_proctor ?? false,
    starting: false,
    submitting: false,
    finishing: null,
    confirming: confirmed !== null && openItem(snapshot) === confirmed ? confirmed : null,
  };
  for (const draft of pending) lay(view, draft);
  return view;
}

const openItem = (snapshot: Snapshot | null): string | null =>
  snapshot?.phase.phase === 'in_progress' ? (snapshot.phase.offer?.item_id ?? null) : null;

function lay(view: AttemptView, draft: Draft): void {
  switch (draft.type) {
    case 'answer':
      if (draft.response === null) view.responses.delete(draft.item_id);
      else view.responses.set(draft.item_id, draft.response);
      break;
    case 'flag':
      if (draft.flagged) view.flagged.add(draft.item_id);
      else view.flagged.delete(draft.item_id);
      break;
    case 'visit':
      view.position = draft.item_id;
      break;
    case 'call_proctor':
      view.calling = draft.calling;
      break;
    case 'start':
      view.starting = true;
      break;
    case 'finish_section':
      view.finishing = draft.section;
      break;
    case 'confirm':
      // A step that the server has made already says nothing of the item that came by it.
      if (view.phase?.phase === 'in_progress' && view.phase.offer?.item_id === draft.item_id) view.confirming = draft.item_id;
      break;
    case 'submit':
      view.submitting = true;
  }
}
