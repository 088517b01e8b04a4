// The emergency file in the candidate's room: when to offer it, and the saving of it. Nothing leaves the outbox by it.
import { saveFile } from '../lib/save_file';
import type { CandidateMe } from '../lib/wire/CandidateMe';
import type { FormView } from '../lib/wire/FormView';
import { bodyOf, fileName, sealed } from './engine/emergency';
import type { Engine } from './engine/engine';
import { offersFile } from './engine/offer';
import type { EngineState } from './engine/state';

export interface SavedFile {
  name: string;
  at_ms: number;
  answers: number;
  /** Numbers up to this one are in it. */
  newest: number;
}

interface Source {
  readonly engine: Engine | null;
  readonly me: CandidateMe | null;
  readonly form: FormView | null;
  readonly attempt: EngineState | null;
  readonly remainingMs: number | null;
}

export class Emergency {
  /** Enough has gone wrong for long enough to say so. */
  offered = $state(false);
  saved: SavedFile | null = $state.raw(null);
  failed = $state(false);
  readonly #room: Source;

  constructor(room: Source) {
    this.#room = room;
  }

  /** Answers that a file would hold; none while the key to seal it is missing. */
  get unsent(): number {
    return this.#room.form?.seal_key ? (this.#room.attempt?.unsent.count ?? 0) : 0;
  }

  /** Items whose answers came too late and can count only through a file. */
  get late(): string[] {
    return this.#room.form?.seal_key ? (this.#room.attempt?.late ?? []) : [];
  }

  /** Answers came since the last file, or there is none. */
  get fresh(): boolean {
    return (this.#room.attempt?.unsent.newest ?? 0) > (this.saved?.newest ?? 0);
  }

  get timeUp(): boolean {
    return this.#room.remainingMs !== null && this.#room.remainingMs <= 0;
  }

  /** Asked with every tick: it depends on the time. */
  look(): void {
    const { engine, attempt } = this.#room;
    const offered = engine !== null && offersFile({ answers: this.unsent, late: this.late.length, ...engine.stall, running: attempt?.view.phase?.phase === 'in_progress', timeUp: this.timeUp });
    if (offered !== this.offered) this.offered = offered;
  }

  forget(): void {
    this.offered = this.failed = false;
    this.saved = null;
  }

  async save(): Promise<void> {
    const { engine, form, me } = this.#room;
    if (!engine || !form?.seal_key || !me) return;
    this.failed = false;
    try {
      const body = bodyOf(me.attempt_id, form.fingerprint, await engine.unsent());
      const last = body.answers.at(-1);
      // Everything arrived meanwhile.
      if (!last) return;
      const name = fileName(me.attempt_id, body.saved_ms, me.session.time_zone);
      saveFile(name, [JSON.stringify(sealed(body, form.seal_key))], 'application/json');
      this.saved = { name, at_ms: body.saved_ms, answers: new Set(body.answers.map((a) => a.item_id)).size, newest: last.client_seq };
    } catch {
      this.failed = true;
    }
  }
}
