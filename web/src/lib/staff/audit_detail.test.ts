import { describe, expect, it } from 'vitest';
import { detailText, reasonText, subjectText } from './audit_detail';
import { actionText } from './audit_text';

describe('what stands beside an act', () => {
  it('is told in the language of the screen', () => {
    const told: [string, string][] = [
      ['400 forms', '400 formulir'], ['1 items', '1 soal'], ['12 items, qti', '12 soal, qti'], ['umum: 30 items', 'umum: 30 soal'],
      ['231 people of 2 sessions', '231 orang dari 2 sesi'], ['+10 min', '+10 menit'], ['revision 1', 'penilaian ulang ke-1'],
      ['revision 1, proposed by admin', 'penilaian ulang ke-1, diusulkan oleh admin'],
      ['revision 2, 6 move overall, 25 with sections', 'penilaian ulang ke-2: 6 berpindah kategori keseluruhan, 25 termasuk per bagian'],
      ['revision 1, 25 people move', 'penilaian ulang ke-1: 25 berpindah kategori, termasuk per bagian'],
      ['holders: tina, rudi', 'pemegang: tina, rudi'], ['with rudi, for 4 h', 'bersama rudi, selama 4 jam'], ['time over', 'waktunya habis'], ['proctor', 'pengawas'],
      ['3 counted, 1 known, 0 refused; file ab12', '3 dihitung, 1 sudah ada, 0 ditolak; berkas ab12'],
    ];
    for (const [stored, shown] of told) expect(detailText(stored)).toBe(shown);
    expect(subjectText('400 results as a workbook')).toBe('400 hasil sebagai buku kerja Excel');
    expect(reasonText('rehearsal')).toBe('gladi');
    expect(actionText('calibration_accepted')).toBe('Kalibrasi diterima');
  });

  it('stays as it was written where nothing is known of it', () => {
    for (const text of ['', 'kunci salah', 'revision of 400 forms', 'Bank ASN', '<b>1 items</b>']) expect([detailText(text), subjectText(text), reasonText(text)]).toEqual([text, text, text]);
    expect(subjectText('proctor')).toBe('proctor');
  });
});
