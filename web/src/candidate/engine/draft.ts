// A command before it has its number, and what the engine must know of each kind. No DOM.
import type { ClientCommand } from '../../lib/wire/ClientCommand';

type WithoutSeq<T> = T extends unknown ? Omit<T, 'client_seq'> : never;
export type Draft = WithoutSeq<ClientCommand>;

/** A draft with the moment at which it was given, on the server's clock. */
export interface Given {
  draft: Draft;
  at_ms: number | null;
}

export const numbered = (draft: Draft, client_seq: number): ClientCommand => ({ ...draft, client_seq }) as ClientCommand;

/** Two drafts about the same thing: the newer says all that the older said. */
export function subject(draft: Draft): string {
  return 'item_id' in draft && draft.type !== 'visit' ? `${draft.type} ${draft.item_id}` : draft.type;
}

/** Sent alone, after everything before it is settled: what follows depends on it, or it ends what came before. */
export const isBarrier = (draft: Draft): boolean =>
  draft.type === 'start' || draft.type === 'confirm' || draft.type === 'finish_section' || draft.type === 'submit';

/** A newer one may take the place of an older one that has not been sent. */
export const replaces = (draft: Draft): boolean => !isBarrier(draft);

/** What a candidate would miss if it were lost; the place on the screen is not, nor a step that is asked for again. */
export const isWork = (draft: Draft): boolean => draft.type !== 'visit' && draft.type !== 'call_proctor' && draft.type !== 'confirm';
