// The board keeps every row, glows only for what matters, and orders without surprises.
import { describe, expect, it } from 'vitest';
import { apply, arrange, FIRST_VIEW, leftMs, progressOf, rooms, seatMap, type Board } from './board';
import { boardMessage, counters, row } from './made_rows';

const whole = (): Board => apply(null, boardMessage(Array.from({ length: 40 }, (_, i) => row(i + 1)))) as Board;

describe('apply', () => {
  it('ignores fragments before the whole board', () => {
    expect(apply(null, { type: 'rows', server_ms: 1, counters, rows: [row(1)] })).toBeNull();
  });
  it('replaces only what came and leaves the other rows the same objects', () => {
    const before = whole();
    const after = apply(before, { type: 'rows', server_ms: 1_001_000, counters, rows: [row(3, { answered: 9 })] }) as Board;
    expect(after.rows.get('a3')?.answered).toBe(9);
    expect(after.rows.get('a4')).toBe(before.rows.get('a4'));
    expect(after.changed.size).toBe(0);
  });
  it('marks a notable change and forgets it after a while', () => {
    let board = apply(whole(), { type: 'rows', server_ms: 1_001_000, counters, rows: [row(3, { connected: false })] }) as Board;
    expect([...board.changed.keys()]).toEqual(['a3']);
    board = apply(board, { type: 'rows', server_ms: 1_009_000, counters, rows: [] }) as Board;
    expect(board.changed.size).toBe(0);
  });
  it('a whole board after a gap drops rows that are gone', () => {
    expect((apply(whole(), boardMessage([row(1)])) as Board).rows.size).toBe(1);
  });
});

describe('arrange', () => {
  it('goes by room and seat, numbers as numbers', () => {
    expect(arrange(whole(), FIRST_VIEW).slice(0, 3)).toEqual(['a1', 'a2', 'a3']);
  });
  it('filters, searches, and sorts both ways', () => {
    const board = whole();
    expect(arrange(board, { ...FIRST_VIEW, query: 'uji 007' })).toEqual(['a7']);
    expect(arrange(board, { ...FIRST_VIEW, order: 'progress', down: true })[0]).toBe('a40');
    expect(arrange(board, { ...FIRST_VIEW, filter: 'suspended' })).toEqual([]);
    expect(arrange(board, { ...FIRST_VIEW, room: 'B' })).toHaveLength(20);
  });
  it('gives rooms and their seats for the map', () => {
    const board = whole();
    expect(rooms(board)).toEqual(['A', 'B']);
    expect(seatMap(board, arrange(board, FIRST_VIEW)).map((room) => room.rows.length)).toEqual([20, 20]);
  });
});

it('time left runs, stands, or is absent', () => {
  expect(leftMs(row(1), 4_000_000)).toBe(1_000_000);
  expect(leftMs(row(1), 6_000_000)).toBe(0);
  expect(leftMs(row(1, { status: 'suspended', remaining_ms: 7 }), 6_000_000)).toBe(7);
  expect(leftMs(row(1, { status: 'not_arrived' }), 1)).toBeNull();
});

describe('progress', () => {
  const session = { adaptive: { min_items: 12, max_items: 24 } };
  it('does not tell the most that can come as if it were owed', () =>
    expect(progressOf(row(5, { items: 24 }), session)).toEqual({ owed: ' (12–24)', share: 5 / 12, range: session.adaptive }));
  it('tells what came once nothing more will', () => {
    expect(progressOf(row(14, { items: 15 }), session)).toEqual({ owed: '/15', share: 14 / 15, range: null });
    expect(progressOf(row(24, { items: 24, status: 'submitted' }), session).owed).toBe('/24');
  });
  it('of a fixed form is of its items', () => expect(progressOf(row(6), {})).toEqual({ owed: '/60', share: 0.1, range: null }));
});
