// Who needs a hand: urgency before age, patience for short gaps, and nothing moves while held.
import { expect, it } from 'vitest';
import { groups, needs } from './attention';
import { apply, type Board } from './board';
import { boardMessage, row } from './made_rows';

const NOW = 1_100_000;
const board = (rows: Parameters<typeof boardMessage>[0]): Board => apply(null, boardMessage(rows)) as Board;

it('puts calls first, then lost lines, the longest first', () => {
  const found = needs(board([
    row(1), row(2, { status: 'suspended' }), row(3, { connected: false, since_ms: 1_050_000 }), row(4, { connected: false, since_ms: 1_040_000 }),
    row(5, { calling_since_ms: 1_090_000 }), row(6, { status: 'awaiting_admission' }), row(7, { connections: 9 }),
  ]), NOW);
  expect(found.map((need) => need.id)).toEqual(['a5', 'a4', 'a3', 'a2', 'a6', 'a7']);
});

it('leaves gaps of seconds alone', () => {
  expect(needs(board([row(1, { connected: false, since_ms: NOW - 5_000 })]), NOW)).toEqual([]);
});

it('counts the ready as forgotten only when others work', () => {
  const ready = row(1, { status: 'awaiting_start', since_ms: 900_000 });
  const waiting = board([ready]);
  expect(needs({ ...waiting, counters: { ...waiting.counters, in_progress: 0 } }, NOW)).toEqual([]);
  expect(needs(waiting, NOW)).toHaveLength(1);
});

it('keeps places while held and marks who is settled', () => {
  const first = groups([{ id: 'x', reason: 'calling', since_ms: 1 }, { id: 'y', reason: 'calling', since_ms: 2 }], [], false);
  const later = [{ id: 'y', reason: 'calling' as const, since_ms: 2 }, { id: 'w', reason: 'calling' as const, since_ms: 0 }];
  expect(groups(later, first, true)[0]?.needs.map((need) => [need.id, need.gone])).toEqual([['x', true], ['y', false], ['w', false]]);
  expect(groups(later, first, false)[0]?.needs.map((need) => need.id)).toEqual(['y', 'w']);
});
