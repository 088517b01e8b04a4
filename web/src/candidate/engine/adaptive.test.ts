// The steps of an adaptive test: alone behind their answer, shown as made until the next item is known.
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../lib/wire/Phase';
import type { Draft } from './draft';
import { snapshot } from './fake_socket';
import { viewOf } from './held';
import { MemoryJournal } from './journal';
import { Mirror } from './mirror';
import { Outbox } from './outbox';

const offering = (item_id: string | null, number: number): Phase => ({
  phase: 'in_progress', section: 0, section_deadline_ms: 9, deadline_ms: 9, offer: { item_id, number, most: 12 },
});
const confirm = (item_id: string): Draft => ({ type: 'confirm', item_id, seen_seq: 3 });

describe('a step', () => {
  it('goes alone, when its answer is settled', async () => {
    const outbox = new Outbox(new MemoryJournal(), () => 0, () => undefined, () => undefined);
    await outbox.load();
    await outbox.put({ type: 'answer', item_id: 'x', response: { kind: 'choice', option: 'p' }, seen_seq: 0, spent_ms: 0 }, 7);
    await outbox.put(confirm('x'), 7);
    expect(outbox.take()).toMatchObject([{ type: 'answer', client_seq: 1 }]);
    expect(outbox.take()).toEqual([]);
    outbox.acked(1, () => null);
    expect(outbox.take()).toMatchObject([{ type: 'confirm', item_id: 'x', client_seq: 2 }]);
    expect(outbox.work(null).count).toBe(0);
  });

  it('is shown as made from the button on, through its ack, until the next item is offered', () => {
    const mirror = new Mirror(() => undefined);
    mirror.take(snapshot({ seq: 3, phase: offering('x', 1) }), 3000, true);
    const view = (pending: Draft[]) => viewOf(mirror.held!.snapshot, pending, mirror.held!.confirmed);
    expect(view([]).confirming).toBeNull();
    expect(view([confirm('x')]).confirming).toBe('x');
    mirror.acked(confirm('x'), 5);
    expect(view([]).confirming).toBe('x');
    mirror.moved(offering('y', 2), 5);
    expect(view([]).confirming).toBeNull();
    expect(view([confirm('x')]).confirming).toBeNull();
  });

  it('that a newer snapshot holds leaves no trace', () => {
    const mirror = new Mirror(() => undefined);
    mirror.take(snapshot({ seq: 3, phase: offering('x', 1) }), 3000, true);
    mirror.acked(confirm('x'), 5);
    mirror.take(snapshot({ seq: 6, phase: offering(null, 1) }), 3000, true);
    expect(viewOf(mirror.held!.snapshot, [], mirror.held!.confirmed).confirming).toBeNull();
  });
});
