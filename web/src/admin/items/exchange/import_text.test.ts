// The server's sentences are read where they are known, and never lost where they are not.
import { expect, it } from 'vitest';
import { placeText, refusedText, rowText } from './import_text';

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

it('what importers say, in our words', () => {
  for (const [sentence, text] of [
    ['a repeat: the item `x` of the bank has the same text and key', 'Pengulangan: butir x memiliki teks dan kunci yang sama.'],
    ['a repeat: `x` of this file has the same text and key', 'Pengulangan: butir x dalam berkas ini memiliki teks dan kunci yang sama.'],
    ['row 2, column `kunci`: `1.250` may be a thousand or a fraction: write `1250` or `1,2500`', 'Baris 2, kolom kunci: 1.250 dapat berarti ribuan atau pecahan; tulis 1250 atau 1,2500'],
    ['column `kunci`: `1,250` was read as 1.25', 'Kolom kunci: 1,250 dibaca sebagai 1,25.'],
    ['row 2, column `toleransi`: it is negative', 'Baris 2, kolom toleransi: angkanya negatif'],
    ['no answer carries marks: the item has no key', 'Tidak ada jawaban yang bernilai, jadi butir ini tidak memiliki kunci.'],
    ['the range `9..1` is upside down', 'Rentang 9..1 terbalik.'],
    ['the tolerance -3 was read as 3', 'Toleransi -3 dibaca sebagai 3.'],
    ['`soal` is no question of Moodle', 'Unsur soal bukan soal Moodle.'],
    ['it is not listed in imsmanifest.xml as an item', 'Tidak tercantum sebagai butir dalam imsmanifest.xml.'],
    ['the sheet `Lain` holds 2 rows; one sheet is read at a time', 'Lembar Lain berisi 2 baris dan tidak dibaca. Pilih lembar itu lewat Atur kolom, lalu impor sendiri.'],
    ['the sheet `Lain` holds unread rows; one sheet is read at a time', 'Lembar Lain berisi baris yang tidak dapat dibaca.'],
    ['the bank has no domain `xyz`', 'Bank ini tidak memiliki bagian xyz.'],
    ['the domain `technical` of the bank has no competency `xyz`', 'Bagian technical dalam bank ini tidak memiliki kompetensi xyz.'],
    ['the parts of a formula that a click shows were removed', 'Bagian rumus yang baru tampak setelah diklik dihapus.'],
    ['the long form `Aparatur` of an abbreviation was removed', 'Kepanjangan singkatan, “Aparatur”, dihapus; singkatannya tetap.'],
    ['line 4: there is no key', 'Baris 4: kunci belum diisi'],
  ] as const) expect(rowText(sentence)).toEqual({ text, english: false });
});

it('places in the file', () => {
  expect(['line 3', 'row 4', 'sheet Lain', 'table 1, question 2', 'items/q1.xml'].map(placeText)).toEqual(['baris 3', 'baris 4', 'lembar Lain', 'tabel 1, soal 2', 'items/q1.xml']);
});

it('refused files', () => {
  expect(refusedText('say the format [unknown_format]')).toContain('tidak dikenali');
  expect(refusedText('line 3: no root [bad_xml]')).toBe('Berkas ini tidak terbaca: line 3: no root');
  expect(refusedText('line 3: a quote opens a cell and never closes [open_quote]')).toBe('Tanda kutip di baris 3 tidak pernah ditutup. Tutup atau hapus, lalu simpan ulang.');
  expect(refusedText('no code')).toContain('no code');
});
