// The server's sentences are read where they are known, and never lost where they are not.
import { expect, it } from 'vitest';
import { refusedText, rowText } from './import_text';

it('rows', () => {
  expect(rowText('a repeat: the item `num-001` has the same text and key')).toEqual({ text: 'Pengulangan: butir num-001 memiliki teks dan kunci yang sama.', english: false });
  expect(rowText('the id `q1` is taken in this bank; the item is `q1-2` here').text).toContain('menjadi q1-2');
  expect(rowText('to be mended before use: `competency` is missing').text).toBe('Perlu dilengkapi sebelum dipakai: Kompetensi belum diisi');
  expect(rowText('row 3, column `kunci`: the key `F` has no option: there are 3')).toEqual({ text: 'Baris 3, kolom kunci: kunci F menunjuk pilihan yang tidak ada; hanya ada 3 pilihan', english: false });
  expect(rowText('row 4: there is no key').text).toBe('Baris 4: kunci belum diisi');
  expect(rowText('row 5, column `acak`: something new')).toEqual({ text: 'Baris 5, kolom acak: something new', english: true });
  expect(rowText('row 2, column `Betul`: the key `B` is no number').text).toBe('Baris 2, kolom Betul: kunci B bukan nomor pilihan');
  expect(rowText('the column `Catatan` is not taken over')).toEqual({ text: 'Kolom Catatan tidak diambil.', english: false });
  expect(rowText('read as Windows-1252').text).toBe('Huruf dibaca sebagai Windows-1252.');
  expect(rowText('row 9: it has 9 cells and the header 8 (is a separator inside a text without quotes?)').text).toContain('Baris 9: ada 9 sel, sedangkan judulnya 8');
  expect(rowText('something new')).toEqual({ text: 'something new', english: true });
  expect(rowText('to be mended before use: something new')).toEqual({ text: 'Perlu dilengkapi sebelum dipakai: something new', english: true });
});

it('refused files', () => {
  expect(refusedText('say the format [unknown_format]')).toContain('tidak dikenali');
  expect(refusedText('line 3: no root [bad_xml]')).toBe('Berkas ini tidak terbaca: line 3: no root');
  expect(refusedText('no code')).toContain('no code');
});
