// How often the items of a bank were met, read beside its list: the list does not wait for it.
import { SvelteMap } from 'svelte/reactivity';
import { api, asProblem } from '../../lib/staff/api';
import type { ItemExposureView } from '../../lib/wire/ItemExposureView';
import type { Problem } from '../../lib/wire/Problem';
import { roomPath } from './room.svelte';

class Exposures {
  problem = $state.raw<Problem | null>(null);
  readonly #banks = new SvelteMap<string, Map<string, ItemExposureView>>();

  /** `undefined` until the server has answered. */
  of = (bank: string): Map<string, ItemExposureView> | undefined => this.#banks.get(bank);

  async load(bank: string): Promise<void> {
    try {
      const views = await api.get<ItemExposureView[]>(`${roomPath(bank)}/exposure`);
      this.#banks.set(bank, new Map(views.map((view) => [view.item, view])));
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
export const exposures = new Exposures();
