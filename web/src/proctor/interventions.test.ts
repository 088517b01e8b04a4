// Sentences name the effect; reasons are asked where the contract asks them.
import { expect, it } from 'vitest';
import { ACTIONS, effect, fits, interventionOf, lacks, leftOut, needsReason } from './interventions';
import { row } from './made_rows';

it('names the effect and how many', () => {
  expect(effect('extend', [row(1), row(2)], 10)).toMatch(/^Tambah 10 menit untuk 2 peserta\./);
  expect(effect('suspend', [row(1)], 0)).toMatch(/^Tangguhkan Peserta Uji 001\./);
});

it('asks a reason exactly where the contract does', () => {
  expect(ACTIONS.filter((action) => !needsReason(action))).toEqual(['admit', 'start', 'message', 'answer_call']);
  expect(lacks({ action: 'end', reason: ' a ', minutes: 0, text: '' }, 1)).toEqual(['reason_short']);
  expect(lacks({ action: 'extend', reason: 'Listrik padam', minutes: 0.5, text: '' }, 1)).toEqual(['minutes_range']);
  expect(lacks({ action: 'message', reason: '', minutes: 0, text: ' ' }, 0)).toEqual(['no_one', 'text_missing']);
  expect(lacks({ action: 'start', reason: '', minutes: 0, text: '' }, 3)).toEqual([]);
});

it('makes the wire shape and says who is left out', () => {
  expect(interventionOf({ action: 'extend', reason: 'x', minutes: 15, text: '' })).toEqual({ action: 'extend', added_ms: 900_000 });
  expect(fits('resume', row(1))).toBe(false);
  expect(leftOut('suspend', [row(1), row(2, { status: 'submitted' })])).toContain('1 peserta lain');
  expect(leftOut('suspend', [row(1)])).toBe('');
});
