// Cards come in the order in which they are handed out.
import { describe, expect, it } from 'vitest';
import type { AccessCard } from '../../lib/wire/AccessCard';
import { distinct, isLocal, ordered, sheetsOf, spacedNip } from './lists';

const card = (name: string, room: string | null, seat: string | null, unit = 'Dinas'): AccessCard => ({ attempt_id: name, name, nip: '198001012005011001', unit, room, seat, access_code: 'ABCDE-FGHJK' });

describe('cards', () => {
  it('reads numbers in rooms and seats, and puts the placeless last', () => {
    const cards = [card('z', null, null), card('a', 'Ruang 10', 'A-1'), card('b', 'Ruang 2', 'A-10'), card('c', 'Ruang 2', 'A-9'), card('d', 'Ruang 2', null)];
    expect(ordered(cards, 'place').map((c) => c.name).join('')).toBe('cbdaz');
    expect(ordered(cards, 'name').map((c) => c.name).join('')).toBe('abcdz');
  });
  it('fills sheets of ten and keeps rooms apart only when asked', () => {
    const cards = Array.from({ length: 25 }, (_, i) => card(`p${i}`, i < 12 ? 'R1' : 'R2', `${i}`));
    expect(sheetsOf(cards, 'place', false).map((s) => s.length)).toEqual([10, 10, 5]);
    expect(sheetsOf(cards, 'place', true).map((s) => s.length)).toEqual([10, 2, 10, 3]);
    expect(sheetsOf(cards, 'name', true).map((s) => s.length)).toEqual([10, 10, 5]);
    expect(sheetsOf([], 'place', true)).toEqual([]);
  });
});

it('writes a NIP as paper has it', () => {
  expect(spacedNip('198001012005011001')).toBe('19800101 200501 1 001');
  expect(spacedNip('12')).toBe('12');
});
it('knows addresses of this computer', () => {
  expect(['http://127.0.0.1:8080', 'localhost:80', 'http://[::1]/'].every(isLocal)).toBe(true);
  expect(isLocal('http://192.168.1.10')).toBe(false);
});
it('lists values once', () => {
  expect(distinct(['b', '', 'a', 'b'])).toEqual(['a', 'b']);
});
