// The server's sentences are read where they are known, and never lost where they are not.
import { expect, it } from 'vitest';
import { refusedText, rowText } from './import_text';

it('rows', () => {
  expect(rowText('a repeat: the item `num-001` has the same text and key')).toEqual({ text: 'Pengulangan: butir num-001 memiliki teks dan kunci yang sama.', english: false });
  expect(rowText('the id `q1` is taken in this bank; the item is `q1-2` here').text).toContain('menjadi q1-2');
  expect(rowText('to be mended before use: `competency` is missing').text).toBe('Perlu dilengkapi sebelum dipakai: Kompetensi belum diisi');
  expect(rowText('something new')).toEqual({ text: 'something new', english: true });
  expect(rowText('to be mended before use: something new')).toEqual({ text: 'Perlu dilengkapi sebelum dipakai: something new', english: true });
});

it('refused files', () => {
  expect(refusedText('say the format [unknown_format]')).toContain('tidak dikenali');
  expect(refusedText('line 3: no root [bad_xml]')).toBe('Berkas ini tidak terbaca: line 3: no root');
  expect(refusedText('no code')).toContain('no code');
});
