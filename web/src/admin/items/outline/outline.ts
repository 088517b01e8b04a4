// A bank's outline while it is typed: title, id, domains with their competencies. What the bank has already keeps its
// id and stays, because items can name it. No DOM.
import type { AuthoringBank } from '../../../lib/wire/AuthoringBank';
import type { BankOutline } from '../../../lib/wire/BankOutline';
import { ID_MOST, idOf } from '../ids';

/** The domains a test can have. Their titles are the bank's own texts, so they are not translated. */
const DOMAINS: [id: string, title: string][] = [['technical', 'Teknis'], ['sociocultural', 'Sosial kultural'], ['digital_literacy', 'Literasi digital'], ['numerical_reasoning', 'Penalaran numerik']];
export const COMPETENCIES_MOST = 50;

/** `id` is null until the bank has it. */
export type Line = { key: number; id: string | null; title: string };
export type Part = { id: string; title: string; /** The bank has it. */ stands: boolean; chosen: boolean; lines: Line[] };
export type Outline = { id: string; title: string; parts: Part[] };
/** Of a field (`title`, `id`, `domains`), a domain or a line (by its key): the word that says what is wrong. */
export type Wrong = Record<string, 'title_missing' | 'id_missing' | 'id_taken' | 'domain_missing' | 'competency_missing' | 'competency_twice' | 'too_many'>;

let keys = 0;
export const line = (title = '', id: string | null = null): Line => ({ key: (keys += 1), id, title });

export function outlineOf(bank?: AuthoringBank): Outline {
  const standing = (bank?.domains ?? []).map(({ id, title, competencies }): Part => ({ id, title, stands: true, chosen: true, lines: competencies.map((one) => line(one.title, one.id)) }));
  const others = DOMAINS.filter(([id]) => !standing.some((part) => part.id === id)).map(([id, title]): Part => ({ id, title, stands: false, chosen: false, lines: [line()] }));
  return { id: bank?.id ?? '', title: bank?.title ?? '', parts: [...standing, ...others] };
}

const clean = (title: string): string => title.replace(/\s+/g, ' ').trim();
const used = (part: Part): Line[] => (part.chosen ? part.lines.filter((one) => one.id !== null || clean(one.title) !== '') : []);

/** The id of every line: its own, or one made of its title that no other competency of the bank has. */
export function idsOf(parts: Part[]): Map<number, string> {
  const lines = parts.flatMap(used);
  const ids = new Map(lines.flatMap((one) => (one.id === null ? [] : [[one.key, one.id] as const])));
  const taken = new Set(ids.values());
  for (const { key, title } of lines.filter((one) => one.id === null)) {
    const wanted = idOf(title, '_') || 'kompetensi';
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted.slice(0, ID_MOST - `_${n}`.length)}_${n}`;
    taken.add(id);
    ids.set(key, id);
  }
  return ids;
}

/** `banks`: the ids that are taken; null for a bank whose own id stands. In the order of the form. */
export function wrongOf({ id, title, parts }: Outline, banks: string[] | null): Wrong {
  const wrong: Wrong = {};
  if (clean(title) === '') wrong.title = 'title_missing';
  if (banks && id === '') wrong.id = 'id_missing';
  else if (banks?.includes(id)) wrong.id = 'id_taken';
  if (!parts.some((part) => part.chosen)) wrong.domains = 'domain_missing';
  for (const part of parts.filter((one) => one.chosen)) {
    const seen = new Set<string>();
    const lines = used(part);
    if (lines.length > COMPETENCIES_MOST) wrong[part.id] = 'too_many';
    if (lines.length === 0 && part.lines[0]) wrong[part.lines[0].key] = 'competency_missing';
    for (const one of lines) {
      const name = clean(one.title).toLowerCase();
      if (name === '') wrong[one.key] = 'title_missing';
      else if (one.id === null && seen.has(name)) wrong[one.key] = 'competency_twice';
      seen.add(name);
    }
  }
  return wrong;
}

export function requestOf({ id, title, parts }: Outline): BankOutline {
  const ids = idsOf(parts);
  const domains = parts.filter((part) => part.chosen).map((part) => ({ id: part.id, title: part.title, competencies: used(part).map((one) => ({ id: ids.get(one.key) ?? '', title: clean(one.title) })) }));
  return { id, title: clean(title), domains };
}

/** What the bank has got meanwhile comes in; what was typed stays. */
export function withStanding(outline: Outline, bank: AuthoringBank): Outline {
  const parts = outlineOf(bank).parts.map((now) => {
    const typed = outline.parts.find((part) => part.id === now.id);
    if (!typed) return now;
    const lines = now.lines.filter((one) => one.id !== null).map((one) => typed.lines.find((mine) => mine.id === one.id) ?? one);
    return { ...now, chosen: now.chosen || typed.chosen, lines: [...lines, ...typed.lines.filter((one) => one.id === null)] };
  });
  return { ...outline, parts };
}

/** Lines of a pasted list, without the numbers or dashes before them; null when it is one line. */
export function pasted(text: string): string[] | null {
  const lines = text.split(/\r?\n/).map((one) => clean(one.replace(/^\s*(?:[-–•*]|\d+[.)])\s+/, ''))).filter((one) => one !== '');
  return lines.length > 1 ? lines : null;
}
