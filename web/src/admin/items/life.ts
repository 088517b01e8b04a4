// Where an item may go from here, and who may take it there; the server decides, this only says it beforehand.
import type { ItemStage } from '../../lib/wire/ItemStage';
import type { ItemStep } from '../../lib/wire/ItemStep';
import type { TrailEntry } from '../../lib/wire/TrailEntry';

export const STAGES: ItemStage[] = ['draft', 'in_review', 'approved', 'pilot', 'active', 'retired'];
const NEXT: Record<ItemStage, ItemStep[]> = {
  draft: ['submit', 'retire'],
  in_review: ['approve', 'return', 'retire'],
  approved: ['activate', 'pilot', 'retire'],
  pilot: ['activate', 'retire'],
  active: ['retire'],
  retired: ['revive'],
};
export const STEPS: ItemStep[] = ['submit', 'approve', 'return', 'pilot', 'activate', 'retire', 'revive'];

export const needsReason = (step: ItemStep): boolean => step === 'return' || step === 'retire';
export const stepsFrom = (stage: ItemStage): ItemStep[] => NEXT[stage];

/** All who wrote or submitted a version since the last approval: none of them may approve. */
export function writersOf(trail: TrailEntry[]): string[] {
  const approved = trail.findLastIndex((entry) => entry.kind === 'approve');
  return [...new Set(trail.slice(approved + 1).filter((entry) => entry.kind === 'edited' || entry.kind === 'submit').map((entry) => entry.who))];
}

export type Way = { step: ItemStep; blocked: 'own_work' | 'faults' | null };

export function waysOf(stage: ItemStage, me: string, trail: TrailEntry[], faults: number): Way[] {
  const own = writersOf(trail).includes(me);
  return stepsFrom(stage).map((step) => ({ step, blocked: step === 'approve' && own ? 'own_work' : step === 'submit' && faults > 0 ? 'faults' : null }));
}
