// Official forms of times, spans and names, and the way between a local time and an instant.
import { describe, expect, it } from 'vitest';
import { clock, maskName, number, percent, since, span, timeZoned, toInstant, toLocal, windowText } from './format';

const at = Date.UTC(2026, 7, 11, 1, 0);

describe('instants', () => {
  it('are shown in the zone of the session, zone named', () => {
    expect(timeZoned(at, 'Asia/Jakarta', 'id')).toBe('08.00 WIB');
    expect(timeZoned(at, 'Asia/Makassar', 'id')).toBe('09.00 WITA');
    expect(timeZoned(at, 'Asia/Jayapura', 'id')).toBe('10.00 WIT');
  });
  it('give a window with one date, or two over midnight', () => {
    expect(windowText(at, at + 4 * 3_600_000, 'Asia/Jakarta', 'id')).toBe('Selasa, 11 Agustus 2026 · 08.00–12.00 WIB');
    expect(windowText(at, at + 20 * 3_600_000, 'Asia/Jakarta', 'id')).toContain('12 Agustus 2026, 04.00 WIB');
  });
  it('go to a local time and back', () => {
    expect(toInstant('2026-08-11', '08:00', 'Asia/Jakarta')).toBe(at);
    expect(toInstant('2026-08-11', '10:00', 'Asia/Jayapura')).toBe(at);
    expect(toLocal(at, 'Asia/Makassar')).toEqual({ day: '2026-08-11', time: '09:00' });
    expect(toInstant('', '08:00', 'Asia/Jakarta')).toBeNull();
  });
});

it('shares keep their sign on their line, and a small one is not nothing', () => {
  expect([0, 0.0003, 0.0005, 0.047, 0.47, 1].map((share) => percent(share, 'id').replace('\u00a0', '~'))).toEqual(['0~%', '< 0,1~%', '0,1~%', '4,7~%', '47~%', '100~%']);
});

it('spans', () => {
  expect(clock(4_182_000)).toBe('1:09:42');
  expect(clock(-5)).toBe('00:00');
  expect(span(9_000_000, 'id')).toBe('2 jam 30 menit');
  expect(span(600_000, 'id')).toBe('10 menit');
  expect(since(12_400, 'id')).toBe('12 dtk');
  expect(since(3_900_000, 'id')).toBe('1 j 05 mnt');
});

it('numbers and names', () => {
  expect(number(1234.5, 1, 'id')).toBe('1.234,5');
  expect([-0.04, -0.06].map((value) => number(value, 1, 'id'))).toEqual(['0,0', '-0,1']);
  expect(maskName('Peserta Uji 001')).toBe('Pe••••• Uj• 00•');
});
