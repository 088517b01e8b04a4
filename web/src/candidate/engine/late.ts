// Answers that reached the server too late: it refused them for good, but what was given before the end still counts
// through an emergency file. They keep their numbers and stamps, are never sent again, and wait for nobody. No DOM.
import type { Phase } from '../../lib/wire/Phase';
import type { RejectCode } from '../../lib/wire/RejectCode';
import type { StoredResponse } from '../../lib/wire/StoredResponse';
import type { Stored } from './journal';

const CODES: readonly RejectCode[] = ['after_deadline', 'closed'];

/** The server takes a file for such an attempt, as far as is known. A refusal may be heard before the phase that explains it. */
export const mayTakeFile = (phase: Phase | null): boolean =>
  phase?.phase !== 'voided' && !(phase?.phase === 'closed' && phase.how === 'submitted');

/** The attempt is over, and not by the candidate's own hand: only a file brings answers now. */
export const onlyByFile = (phase: Phase | null): boolean => phase?.phase === 'closed' && mayTakeFile(phase);

/** An answer refused like this is kept. */
export const tooLate = (code: RejectCode, phase: Phase | null): boolean => CODES.includes(code) && mayTakeFile(phase);

export class LateList {
  #kept = new Map<number, Stored>();

  /** Of answers only; anything else that comes late is of no use. */
  keep(stored: Stored): void {
    if (stored.command.type === 'answer') this.#kept.set(stored.command.client_seq, stored);
  }

  clear(): void {
    this.#kept.clear();
  }

  /** By rising number. */
  all(): Stored[] {
    return [...this.#kept.values()].sort((a, b) => a.command.client_seq - b.command.client_seq);
  }

  /** A newer answer to the item was acknowledged: gives the numbers of those that it makes pointless. */
  overtaken(itemId: string, clientSeq: number): number[] {
    const numbers = this.all().flatMap(({ command }) => (command.type === 'answer' && command.item_id === itemId && command.client_seq < clientSeq ? [command.client_seq] : []));
    for (const seq of numbers) this.#kept.delete(seq);
    return numbers;
  }

  /** Each item once, with its highest number: those that a file could still change, and those that the server holds as last given. */
  items(held: readonly StoredResponse[]): { open: Map<string, number>; known: Set<string> } {
    const open = new Map<string, number>();
    const known = new Set<string>();
    for (const { command } of this.all()) {
      if (command.type !== 'answer') continue;
      const there = held.find((r) => r.item_id === command.item_id)?.response ?? null;
      if (JSON.stringify(there) === JSON.stringify(command.response)) {
        open.delete(command.item_id);
        known.add(command.item_id);
      } else {
        known.delete(command.item_id);
        open.set(command.item_id, command.client_seq);
      }
    }
    return { open, known };
  }
}
