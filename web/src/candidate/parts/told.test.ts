// The same notice is told once, and no minute is lost in the telling.
import { describe, expect, it } from 'vitest';
import type { NoticeBody } from '../../lib/wire/NoticeBody';
import { told } from './told';

const list = (...bodies: NoticeBody[]) => told(bodies.map((body, index) => ({ id: index + 1, at_ms: index * 1000, body })));

describe('told', () => {
  it('adds up the time that was given back', () =>
    expect(list({ kind: 'outage_credited', added_ms: 20_000 }, { kind: 'outage_credited', added_ms: 30_000 })).toEqual([{ ids: [1, 2], at_ms: 1000, body: { kind: 'outage_credited', added_ms: 50_000 } }]));
  it('adds up extensions with the same reason, not with another one', () => {
    const all = list({ kind: 'extended', added_ms: 60_000, reason: 'a' }, { kind: 'extended', added_ms: 60_000, reason: 'b' }, { kind: 'extended', added_ms: 120_000, reason: 'a' });
    expect(all.map(({ ids, body }) => [ids, 'added_ms' in body ? body.added_ms : 0])).toEqual([[[2], 60_000], [[1, 3], 180_000]]);
  });
  it('tells a message that was sent again once, as the newest', () =>
    expect(list({ kind: 'message', text: 'Tenang' }, { kind: 'message', text: 'Lima menit lagi' }, { kind: 'message', text: 'Tenang' }).map((one) => one.ids)).toEqual([[2], [1, 3]]));
  it('says nothing when there is nothing', () => expect(list()).toEqual([]));
});
