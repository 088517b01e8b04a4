// The item room as this visit knows it: banks, the items of the bank at hand, its stimuli, and how the list was left.
// Read again at every page, because others write at the same time; what is known stays on the screen meanwhile.
import { SvelteMap } from 'svelte/reactivity';
import { api, asProblem } from '../../lib/staff/api';
import type { Sort } from '../../lib/staff/table';
import type { AuthoringBank } from '../../lib/wire/AuthoringBank';
import type { ItemRow } from '../../lib/wire/ItemRow';
import type { ItemStage } from '../../lib/wire/ItemStage';
import type { Problem } from '../../lib/wire/Problem';
import type { StimulusDraft } from '../../lib/wire/StimulusDraft';

export type ItemFilters = { stage: ItemStage | ''; domain: string; competency: string; family: string; interaction: string; difficulty: string; tag: string; unfinished: boolean; /** Of the last sitting. */ drift: '' | 'any' | 'easier' | 'faster' };
export const NO_FILTERS: ItemFilters = { stage: '', domain: '', competency: '', family: '', interaction: '', difficulty: '', tag: '', unfinished: false, drift: '' };

/** Search, filters and order of a bank's list, so that whoever comes back from an item finds it as it was. */
export class ListState {
  query = $state('');
  filters = $state<ItemFilters>({ ...NO_FILTERS });
  sort = $state<Sort | null>(null);
}

class Room {
  banks = $state.raw<AuthoringBank[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #items = new SvelteMap<string, ItemRow[]>();
  readonly #stimuli = new SvelteMap<string, StimulusDraft[]>();
  readonly #lists = new Map<string, ListState>();

  bank = (id: string): AuthoringBank | undefined => this.banks?.find((bank) => bank.id === id);
  items = (bank: string): ItemRow[] | undefined => this.#items.get(bank);
  stimuli = (bank: string): StimulusDraft[] => this.#stimuli.get(bank) ?? [];

  list(bank: string): ListState {
    const known = this.#lists.get(bank) ?? new ListState();
    this.#lists.set(bank, known);
    return known;
  }

  async loadBanks(): Promise<void> {
    await this.#try(async () => { this.banks = await api.get<AuthoringBank[]>('/api/authoring'); });
  }
  async loadItems(bank: string): Promise<void> {
    await this.#try(async () => void this.#items.set(bank, await api.get<ItemRow[]>(`${roomPath(bank)}/items`)));
  }
  async loadStimuli(bank: string): Promise<void> {
    await this.#try(async () => void this.#stimuli.set(bank, await api.get<StimulusDraft[]>(`${roomPath(bank)}/stimuli`)));
  }
  /** Banks and items together, as most pages need them. */
  async load(bank: string): Promise<void> {
    await Promise.all([this.loadBanks(), this.loadItems(bank)]);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
export const room = new Room();

export const roomPath = (bank: string): string => `/api/authoring/${encodeURIComponent(bank)}`;
export const itemAddress = (bank: string, item: string): string => `${roomPath(bank)}/items/${encodeURIComponent(item)}`;
