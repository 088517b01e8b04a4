// What is planned: events with their sessions, the blueprints, and what openings of this visit reported. One copy for
// navigation and pages; read again after every change and at every page, because others plan at the same time.
import { SvelteMap } from 'svelte/reactivity';
import { api, asProblem } from '../lib/staff/api';
import type { BankView } from '../lib/wire/BankView';
import type { BlueprintView } from '../lib/wire/BlueprintView';
import type { EventView } from '../lib/wire/EventView';
import type { OpeningReport } from '../lib/wire/OpeningReport';
import type { Problem } from '../lib/wire/Problem';
import type { SessionView } from '../lib/wire/SessionView';

class Plan {
  events = $state.raw<EventView[] | null>(null);
  blueprints = $state.raw<BlueprintView[]>([]);
  banks = $state.raw<BankView[]>([]);
  problem = $state.raw<Problem | null>(null);
  readonly openings = new SvelteMap<string, OpeningReport>();
  #asked = 0;

  /** Sessions of all events. */
  sessions = $derived<SessionView[]>((this.events ?? []).flatMap((event) => event.sessions));

  session = (id: string): SessionView | undefined => this.sessions.find((session) => session.id === id);
  event = (id: string): EventView | undefined => this.events?.find((event) => event.id === id);
  blueprint = (id: string): BlueprintView | undefined => this.blueprints.find((blueprint) => blueprint.id === id);

  /** Only the newest answer counts. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const events = await api.get<EventView[]>('/api/events');
      if (asked !== this.#asked) return;
      this.events = events;
      this.problem = null;
    } catch (error) {
      if (asked === this.#asked) this.problem = asProblem(error);
    }
  }

  async loadLibrary(): Promise<void> {
    [this.blueprints, this.banks] = await Promise.all([api.get<BlueprintView[]>('/api/blueprints'), api.get<BankView[]>('/api/banks')]);
  }
}
export const plan = new Plan();
