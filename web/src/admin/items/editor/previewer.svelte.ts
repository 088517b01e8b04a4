// Asks the server how a draft looks and what is wrong with it: a little after the last change, and only the answer to
// the newest question counts.
import { api, asProblem } from '../../../lib/staff/api';
import type { ItemDraft } from '../../../lib/wire/ItemDraft';
import type { ItemPreview } from '../../../lib/wire/ItemPreview';
import type { Problem } from '../../../lib/wire/Problem';
import { roomPath } from '../room.svelte';

const PAUSE_MS = 350;

export class Previewer {
  answer = $state.raw<ItemPreview | null>(null);
  /** The newest answer that could be shown; a half-typed formula must not empty the preview. */
  seen = $state.raw<ItemPreview | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  readonly #bank: string;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bank: string, known: ItemPreview | null = null) {
    this.#bank = bank;
    this.answer = known;
    if (known?.view) this.seen = known;
  }

  ask(draft: ItemDraft, pause = PAUSE_MS): void {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.busy = true;
    this.#timer = setTimeout(() => void this.#send(draft, asked), pause);
  }
  end(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #send(draft: ItemDraft, asked: number): Promise<void> {
    try {
      const answer = await api.post<ItemPreview>(`${roomPath(this.#bank)}/preview`, draft);
      if (asked !== this.#asked) return;
      this.answer = answer;
      if (answer.view) this.seen = answer;
      this.problem = null;
    } catch (error) {
      if (asked === this.#asked) this.problem = asProblem(error);
    }
    if (asked === this.#asked) this.busy = false;
  }
}

/** While a draft lacks what administrators say of it, the server shows it with a placeholder in place of its rationale. */
export const hasRationale = (preview: ItemPreview): boolean => preview.rationale_html !== '' && (preview.faults.length === 0 || preview.rationale_html.trim() !== '<p>baru</p>');

/** A draft that only serves to render a text. */
export function carrier(stem: string): ItemDraft {
  return { id: '', title: '', domain: '', competency: '', indicator: '', difficulty: null, seconds: null, tags: [], job_families: [], fixed_order: false, stimulus: null, enemies: [], computation: null, origin: null, stem, interaction: { type: 'extended_text' }, rationale: '' };
}
