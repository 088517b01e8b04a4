// A mapping comes back for the same headers of the same bank, and only for them; strange storage is no mapping.
import { beforeEach, expect, it, vi } from 'vitest';
import type { SheetLayout } from '../../../lib/wire/SheetLayout';
import type { SheetView } from '../../../lib/wire/SheetView';
import { forgetSheet, remember, remembered } from './memory';

const layout: SheetLayout = { sheet: null, delimiter: ';', header: 1, columns: ['stem', 'key'], constants: { domain: 'a' }, key: 'letter' };
const view = (headers: string[], header = 1): SheetView => ({
  format: 'csv', sheets: [], encoding: 'UTF-8', layout: { ...layout, header }, columns: headers.map((name) => ({ header: name, samples: [] })), first: [], rows: 1, items: [], unfit: null, ready: 1, left_out: 0,
});

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal('localStorage', { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) });
});

it('remembers by bank and headers', () => {
  remember('umum', view(['Soal', 'Betul']), layout);
  expect(remembered('umum', view([' soal', 'BETUL']))).toEqual({ columns: ['stem', 'key'], constants: { domain: 'a' }, key: 'letter' });
  expect(remembered('lain', view(['Soal', 'Betul']))).toBeNull();
  expect(remembered('umum', view(['Soal', 'Kunci']))).toBeNull();
  forgetSheet('umum', view(['Soal', 'Betul']));
  expect(remembered('umum', view(['Soal', 'Betul']))).toBeNull();
});

it('does not take letters for headers', () => {
  remember('umum', view(['A', 'B'], 0), layout);
  expect(remembered('umum', view(['A', 'B'], 0))).toBeNull();
});

it('keeps the newest', () => {
  for (let at = 0; at < 40; at += 1) remember('umum', view([`s${at}`, 'k']), layout);
  expect([remembered('umum', view(['s0', 'k'])), remembered('umum', view(['s39', 'k']))?.key]).toEqual([null, 'letter']);
});

it('survives strange storage', () => {
  for (const text of ['x', '{}', '[{"of":1}]', '[{"of":"[]","mapping":{"columns":[1]}}]', '[null]']) {
    localStorage.setItem('ukur-sheets', text);
    expect(remembered('umum', view(['Soal', 'Betul']))).toBeNull();
  }
});
