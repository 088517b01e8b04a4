// Which screen a candidate is on, from what is known. No DOM.
import type { Phase } from '../lib/wire/Phase';
import type { StopReason } from './engine/link';

/** How far a candidate has come before the test; kept through reloads. */
export const STEPS = ['confirm', 'instructions', 'check', 'practice', 'waiting'] as const;
export type Step = (typeof STEPS)[number];

export type Screen =
  | Step | 'loading' | 'sign_in' | 'signed_out' | 'replaced' | 'preparing' | 'test' | 'review' | 'time_up' | 'suspended' | 'closed' | 'voided';

export interface Known {
  loaded: boolean;
  signedIn: boolean;
  step: Step;
  stopped: StopReason | null;
  phase: Phase | null;
  paperReady: boolean;
  timeUp: boolean;
  reviewing: boolean;
}

export function screenFor(known: Known): Screen {
  if (!known.loaded) return 'loading';
  if (known.stopped === 'signed_out') return 'signed_out';
  if (!known.signedIn) return 'sign_in';
  const over = known.phase?.phase === 'closed' || known.phase?.phase === 'voided';
  if (known.step === 'confirm') return 'confirm';
  if (known.stopped === 'replaced' && !over) return 'replaced';
  switch (known.phase?.phase) {
    case 'closed':
      return 'closed';
    case 'voided':
      return 'voided';
    case 'suspended':
      return 'suspended';
    case 'in_progress':
      if (known.timeUp) return 'time_up';
      if (!known.paperReady) return 'preparing';
      return known.reviewing ? 'review' : 'test';
    default:
      return known.step;
  }
}
