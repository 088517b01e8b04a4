// Codes become Indonesian sentences; what is unknown is shown as the server said it.
import { describe, expect, it } from 'vitest';
import { faultText, namedFault, shortageOf } from './faults';

const fault = (field: string, code: string, detail = '', row: number | null = null) => ({ row, field, code, detail });

describe('faultText', () => {
  it('fills in the numbers of the detail', () => {
    expect(faultText(fault('capacity', 'out_of_range', '1 to 20000'))).toBe('Isi dengan angka bulat dari 1 sampai 20.000.');
    expect(faultText(fault('opens_ms', 'out_of_range', 'not between the years 2000 and 2099'))).toBe('Tahun harus di antara 2000 dan 2099.');
    expect(faultText(fault('capacity', 'capacity_exceeded', '401 candidates, 400 places'))).toContain('401 peserta untuk 400 tempat');
  });
  it('prefers the words of the field', () => {
    expect(faultText(fault('blueprint_id', 'unknown'))).toContain('Rancangan tes');
    expect(namedFault(fault('nama', 'missing'))).toBe('Nama: Wajib diisi.');
  });
  it('says that the bank waits for its holders', () => {
    expect(faultText(fault('bank_version', 'bank_locked', 'the bank is protected'))).toContain('Kedua pemegangnya');
  });
  it('says what is wrong with a file that was sent', () => {
    expect(faultText(fault('file', 'invalid', 'the form has no file of 1 to 33554432 bytes'))).toBe('Berkas ini kosong, atau lebih besar dari 33.554.432 bita.');
  });
  it('never says nothing', () => {
    expect(faultText(fault('x', 'strange', 'what it is'))).toBe('what it is');
    expect(faultText(fault('x', 'strange'))).toBe('strange');
  });
});

describe('shortageOf', () => {
  it('reads cell, numbers and family', () => {
    expect(shortageOf(fault('technical/budgeting/easy', 'shortage', 'needs 2, the bank has 0 for pengawas'))).toEqual({ domain: 'technical', competency: 'budgeting', difficulty: 'easy', needed: 2, available: 0, family: 'pengawas' });
    expect(shortageOf(fault('technical/*/*', 'shortage', 'needs 5, the bank has 3'))).toEqual({ domain: 'technical', competency: null, difficulty: null, needed: 5, available: 3, family: null });
  });
  it('leaves the rest alone', () => {
    expect(shortageOf(fault('capacity', 'out_of_range'))).toBeNull();
    expect(shortageOf(fault('a/b/c', 'shortage', 'no numbers'))).toBeNull();
  });
});
