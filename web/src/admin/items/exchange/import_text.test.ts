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
  expect(rowText('something new')).toEqual({ text: 'something new', english: true });
  expect(rowText('to be mended before use: something new')).toEqual({ text: 'Perlu dilengkapi sebelum dipakai: something new', english: true });
});

it('refused files', () => {
  expect(refusedText('say the format [unknown_format]')).toContain('tidak dikenali');
  expect(refusedText('line 3: no root [bad_xml]')).toBe('Berkas ini tidak terbaca: line 3: no root');
  expect(refusedText('no code')).toContain('no code');
});
