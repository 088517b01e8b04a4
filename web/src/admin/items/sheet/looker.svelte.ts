// Asks the server how the sheet reads by a layout: a little after the last change, and only the answer to the newest
// question counts. A guess of the server becomes the layout, unless sheets with these headers were mapped before.
import { api, asProblem } from '../../../lib/staff/api';
import type { Problem } from '../../../lib/wire/Problem';
import type { SheetLayout } from '../../../lib/wire/SheetLayout';
import type { SheetLook } from '../../../lib/wire/SheetLook';
import type { SheetView } from '../../../lib/wire/SheetView';
import { roomPath } from '../room.svelte';
import { forgetSheet, remember, remembered } from './memory';

const PAUSE_MS = 300;
export const OPEN: SheetLayout = { sheet: null, delimiter: null, header: null, columns: [], constants: {}, key: 'any' };

export class Looker {
  layout = $state.raw<SheetLayout>(OPEN);
  view = $state.raw<SheetView | null>(null);
  /** Why the file cannot be opened so. */
  refused = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  /** The columns are those of an earlier sheet. */
  recalled = $state(false);
  readonly #bank: string;
  readonly #file: File;
  /** What holds for every sheet until something else is said. */
  readonly #constants: Record<string, string>;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bank: string, file: File, constants: Record<string, string>) {
    this.#bank = bank;
    this.#file = file;
    this.#constants = constants;
  }

  /** From a layout that was used already, or from nothing. */
  begin(layout: SheetLayout | null): void {
    this.layout = layout ?? { ...OPEN, constants: this.#constants };
    void this.#send(true);
  }
  /** Another reading of the columns. */
  change(part: Partial<Pick<SheetLayout, 'columns' | 'constants' | 'key'>>): void {
    this.layout = { ...this.layout, ...part };
    this.recalled = false;
    this.#soon();
  }
  /** Another worksheet, delimiter or header: other columns, which are guessed. */
  reopen(part: Partial<Pick<SheetLayout, 'sheet' | 'delimiter' | 'header'>>): void {
    this.layout = { ...this.layout, ...part, columns: [] };
    void this.#send(true);
  }
  reset(): void {
    if (this.view) forgetSheet(this.#bank, this.view);
    const { sheet, delimiter, header } = this.layout;
    this.layout = { ...OPEN, sheet, delimiter, header, constants: this.#constants };
    void this.#send(false);
  }
  keep(): void {
    if (this.view) remember(this.#bank, this.view, this.layout);
  }
  end(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.busy = true;
    this.#timer = setTimeout(() => void this.#send(false), PAUSE_MS);
  }

  async #send(recall: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const guess = this.layout.columns.length === 0;
    this.busy = true;
    const form = new FormData();
    form.append('file', this.#file, this.#file.name);
    form.append('layout', JSON.stringify(this.layout));
    try {
      const look = await api.postForm<SheetLook>(`${roomPath(this.#bank)}/import/sheet`, form);
      if (asked !== this.#asked) return;
      this.problem = null;
      this.#take(look, guess, recall);
    } catch (error) {
      if (asked === this.#asked) this.problem = asProblem(error);
    }
    if (asked === this.#asked) this.busy = false;
  }

  #take({ refused, sheet }: SheetLook, guess: boolean, recall: boolean): void {
    this.refused = refused;
    if (!sheet) return;
    this.view = sheet;
    if (!guess) return;
    this.layout = sheet.layout;
    const known = recall ? remembered(this.#bank, sheet) : null;
    this.recalled = known !== null;
    if (!known) return;
    this.layout = { ...sheet.layout, ...known };
    void this.#send(false);
  }
}
