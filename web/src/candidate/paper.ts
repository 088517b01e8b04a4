// The candidate's paper: which item stands where, how much of it is done, where one may go. No DOM.
import type { FormView } from '../lib/wire/FormView';
import type { ItemView } from '../lib/wire/ItemView';
import type { Navigation } from '../lib/wire/Navigation';
import type { SectionOutline } from '../lib/wire/SectionOutline';
import type { StimulusView } from '../lib/wire/StimulusView';

export interface PaperSection {
  index: number;
  title: string;
  items: ItemView[];
}

export interface Place {
  section: PaperSection;
  /** Counted from 0 within the section. */
  index: number;
  /** Counted from 0 through the open sections. */
  overall: number;
  item: ItemView;
}

export interface Work {
  responses: ReadonlyMap<string, unknown>;
  flagged: ReadonlySet<string>;
}

export interface Counts {
  total: number;
  answered: number;
  empty: number;
  flagged: number;
}

export class Paper {
  readonly sections: PaperSection[];
  readonly places: Place[];
  readonly stimuli: Map<string, StimulusView>;
  readonly #byItem: Map<string, Place>;

  constructor(form: FormView, outline: readonly SectionOutline[]) {
    const titles = new Map(outline.map((s) => [s.index, s.title]));
    this.sections = form.sections
      .map((s) => ({ index: s.index, title: titles.get(s.index) ?? '', items: s.items }))
      .sort((a, b) => a.index - b.index);
    this.places = [];
    for (const section of this.sections) {
      section.items.forEach((item, index) => this.places.push({ section, index, overall: this.places.length, item }));
    }
    this.stimuli = new Map(form.stimuli.map((s) => [s.id, s]));
    this.#byItem = new Map(this.places.map((p) => [p.item.id, p]));
  }

  place(itemId: string | null): Place | null {
    return itemId === null ? null : (this.#byItem.get(itemId) ?? null);
  }

  /** The place to show: the one asked for, else the first. */
  placeOrFirst(itemId: string | null): Place | null {
    return this.place(itemId) ?? this.places[0] ?? null;
  }

  holds(section: number): boolean {
    return this.sections.some((s) => s.index === section);
  }
}

export function countsOf(items: readonly ItemView[], work: Work): Counts {
  const answered = items.filter((i) => work.responses.has(i.id)).length;
  const flagged = items.filter((i) => work.flagged.has(i.id)).length;
  return { total: items.length, answered, empty: items.length - answered, flagged };
}

/** May the candidate go from `from` to `to`? `furthest` is the furthest place visited, counted through the form. */
export function mayGo(navigation: Navigation, furthest: number, to: number): boolean {
  return navigation === 'free' || to === furthest || to === furthest + 1;
}

/** `/media/…` addresses inside rendered HTML, to fetch before the line breaks. */
export function mediaOf(form: FormView): string[] {
  const html = JSON.stringify(form);
  return [...new Set(html.match(/\/media\/[0-9a-f]{16,64}\.[a-z0-9]{2,5}/g) ?? [])];
}
