// What a draft still needs before it can open, in three plain checks, and what comes next in a session's life.
import type { BlueprintView } from '../../lib/wire/BlueprintView';
import type { Fault } from '../../lib/wire/Fault';
import type { SessionView } from '../../lib/wire/SessionView';
import { shortageOf, type ShortageFault } from '../faults';

export type CheckId = 'schedule' | 'people' | 'items' | 'other';
export type Check = { id: CheckId; state: 'done' | 'missing' | 'later'; faults: Fault[]; shortages: Shortage[] };
/** One cell that is short, for all job groups that it fails. */
export type Shortage = Omit<ShortageFault, 'family'> & { families: string[]; domainTitle: string; competencyTitle: string | null };

const PLACE: Record<string, CheckId> = { opens_ms: 'schedule', closes_ms: 'schedule', time_zone: 'schedule', candidates: 'people', capacity: 'people', blueprint_id: 'items', bank_version: 'items' };
const placeOf = (fault: Fault): CheckId => (fault.code === 'shortage' ? 'items' : (PLACE[fault.field] ?? 'other'));

export function checksOf(session: SessionView, blueprint: BlueprintView | undefined): Check[] {
  const of = (id: CheckId): Fault[] => session.missing.filter((fault) => placeOf(fault) === id);
  const check = (id: CheckId): Check => {
    const faults = of(id);
    return { id, state: faults.length > 0 ? 'missing' : 'done', faults: faults.filter((fault) => shortageOf(fault) === null), shortages: shortagesOf(faults, blueprint) };
  };
  const checks: Check[] = [check('schedule'), check('people'), check('items')];
  // The server looks at the bank for the job groups that are enrolled: without candidates it has not looked yet.
  const items = checks[2];
  if (items && session.candidates === 0 && items.state === 'done') items.state = 'later';
  const other = check('other');
  return other.state === 'missing' ? [...checks, other] : checks;
}

export function shortagesOf(faults: Fault[], blueprint: BlueprintView | undefined): Shortage[] {
  const cells = new Map<string, Shortage>();
  for (const fault of faults) {
    const shortage = shortageOf(fault);
    if (!shortage) continue;
    const { family, ...cell } = shortage;
    const key = `${fault.field} ${cell.needed} ${cell.available}`;
    const known = cells.get(key) ?? { ...cell, families: [], ...titlesOf(cell, blueprint) };
    if (family && !known.families.includes(family)) known.families.push(family);
    cells.set(key, known);
  }
  return [...cells.values()];
}

function titlesOf(cell: Pick<ShortageFault, 'domain' | 'competency'>, blueprint: BlueprintView | undefined): { domainTitle: string; competencyTitle: string | null } {
  const section = blueprint?.sections.find((section) => section.domain === cell.domain);
  const title = section?.cells.find((other) => other.competency === cell.competency)?.competency_title;
  return { domainTitle: section?.title ?? cell.domain, competencyTitle: cell.competency === null ? null : (title ?? cell.competency) };
}

export type Next = 'complete' | 'open_it' | 'wait_start' | 'running' | 'close_it' | 'results';

export function nextOf(session: SessionView, now: number): Next {
  if (session.status === 'closed') return 'results';
  if (session.status === 'draft') return session.missing.length > 0 ? 'complete' : 'open_it';
  if (now < session.opens_ms) return 'wait_start';
  return now < session.closes_ms ? 'running' : 'close_it';
}
