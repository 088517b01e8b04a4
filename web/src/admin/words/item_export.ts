// Words of exporting items: formats, stages, and what a format has no place for.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  title: { id: 'Ekspor butir', en: 'Export items' },
  export: { id: 'Ekspor', en: 'Export' },
  which_all: { id: 'Butir pada tahap', en: 'Items in stage' },
  which_picked: { id: '{n} butir yang dipilih', en: '{n} selected items' },
  no_stage: { id: 'Pilih paling sedikit satu tahap.', en: 'Choose one stage at least.' },
  format: { id: 'Format', en: 'Format' },
  x_qti: { id: 'QTI 3.0', en: 'QTI 3.0' }, x_moodle_xml: { id: 'Moodle XML', en: 'Moodle XML' }, x_gift: { id: 'GIFT', en: 'GIFT' }, x_aiken: { id: 'Aiken', en: 'Aiken' },
  x_xlsx: { id: 'Excel (.xlsx)', en: 'Excel (.xlsx)' }, x_csv: { id: 'CSV', en: 'CSV' }, x_ukur: { id: 'Ukur (.zip)', en: 'Ukur (.zip)' },
  h_qti: { id: 'Untuk sistem tes lain. Dibaca kembali tanpa kehilangan.', en: 'For other test systems. Read back without loss.' },
  h_moodle_xml: { id: 'Untuk bank soal Moodle.', en: 'For Moodle’s question bank.' },
  h_gift: { id: 'Teks sederhana yang dibaca Moodle.', en: 'Plain text that Moodle reads.' },
  h_aiken: { id: 'Teks paling sederhana: hanya pilihan tunggal.', en: 'The simplest text: single choice only.' },
  h_xlsx: { id: 'Tabel dengan kolom templat impor; dapat diisi lagi dan diimpor kembali.', en: 'A table with the columns of the import template; can be filled in and imported again.' },
  h_csv: { id: 'Kolom yang sama seperti Excel, sebagai teks.', en: 'The same columns as Excel, as text.' },
  h_ukur: { id: 'Salinan utuh: semua keterangan, bahan bacaan, dan gambar.', en: 'A whole copy: all details, stimuli and pictures.' },
  asking: { id: 'Memeriksa apa yang tidak tertampung…', en: 'Checking what has no place…' },
  lost_none: { id: 'Format ini menampung semua isi butir.', en: 'This format holds everything.' },
  lost_title: { id: 'Yang tidak tertampung dalam format ini', en: 'What this format has no place for' },
  lost_lead: { id: 'Butir di dalam bank tidak berubah; hanya berkasnya yang tidak memuat hal-hal ini.', en: 'The items in the bank stay as they are; only the file lacks these.' },
  lost_items: { id: '{n} butir', en: '{n} items' },
  whole_n: { id: '{n} butir tidak ikut dalam berkas.', en: '{n} items are not in the file.' },
  none_left: { id: 'Tidak ada butir yang dapat ditulis dalam format ini. Pilih format lain.', en: 'No item can be written in this format. Choose another.' },
  secret: { id: 'Berkas ini memuat kunci jawaban. Simpan dan kirimkan seperti naskah soal asli.', en: 'The file holds the keys. Keep and send it like the paper original.' },
  save: { id: 'Simpan berkas ({n} butir)', en: 'Save the file ({n} items)' },
  saved: { id: 'Berkas diunduh. Ingat: isinya memuat kunci.', en: 'The file is downloaded. Mind: it holds the keys.' },
  not_written: { id: 'Server ini belum dapat menulis format itu. Pilih format lain.', en: 'This server cannot write that format yet. Choose another.' },
  // What is lost; the server speaks English.
  l_domain: { id: 'Bagian', en: 'The domain' },
  l_competency: { id: 'Kompetensi', en: 'The competency' },
  l_indicator: { id: 'Indikator', en: 'The indicator' },
  l_difficulty: { id: 'Perkiraan kesulitan', en: 'The difficulty' },
  l_seconds: { id: 'Waktu pengerjaan', en: 'The time needed' },
  l_families: { id: 'Kelompok jabatan', en: 'The job families' },
  l_enemies: { id: 'Butir bermusuhan', en: 'The enemies' },
  l_computation: { id: 'Rumus hitung kunci', en: 'The computation of the key' },
  l_id: { id: 'Id butir', en: 'The id' },
  l_tags: { id: 'Label', en: 'The tags' },
  l_rationale: { id: 'Pembahasan', en: 'The rationale' },
  l_order: { id: 'Bahwa urutan pilihan tetap', en: 'That options keep their order' },
  l_material: { id: 'Bahan bacaan sebagai bahan bersama: teksnya masuk ke dalam soal', en: 'The stimulus as such: its text stands in the question' },
  l_material_table: { id: 'Teks bahan bacaan: tabel hanya menyebut idnya', en: 'The text of the stimulus: a table names it only' },
  l_pictures_table: { id: 'Isi gambar: tabel hanya menyebut nama berkasnya', en: 'The pictures themselves: a table names them only' },
  l_chart: { id: 'Grafik: angkanya menjadi teks', en: 'The chart: its numbers stand as text' },
  l_slider: { id: 'Penggeser: menjadi isian biasa', en: 'The slider: a field stands in its place' },
  l_unit: { id: 'Satuan di samping isian', en: 'The unit beside the field' },
  l_exact: { id: 'Bahwa hanya jawaban lengkap yang dinilai: menjadi benar dikurangi salah', en: 'That only the whole key counts: right minus wrong counts' },
  l_exact_gaps: { id: 'Bahwa hanya semua isian bersama yang dinilai', en: 'That only all gaps together count' },
  l_order_share: { id: 'Cara menilai urutan: Moodle menghitungnya lain', en: 'How an order is marked: Moodle counts otherwise' },
  l_credit: { id: 'Nilai sebagian untuk pilihan selain kunci', en: 'Part credit for options other than the key' },
  l_credit_words: { id: 'Nilai sebagian untuk jawaban selain kunci', en: 'Part credit for words other than the key' },
  l_credit_nearest: { id: 'Nilai sebagian yang tidak dikenal Moodle: dipakai yang terdekat', en: 'Credit that Moodle does not know: the nearest stands' },
  l_capitals: { id: 'Pembedaan huruf besar dan kecil', en: 'That capitals count' },
  l_markup: { id: 'Tanda huruf pada lajur kanan', en: 'Markup in the right column' },
  l_picture_text: { id: 'Gambar: diganti teks penggantinya', en: 'The picture: its text alternative stands in its place' },
  l_picture_gone: { id: 'Gambar yang tidak ada di bank', en: 'Pictures that the bank does not have' },
  l_columns: { id: 'Teks yang melebihi kolom terakhir', en: 'Texts beyond the last column' },
  l_cell: { id: 'Teks yang lebih panjang daripada isi satu sel', en: 'Text longer than a cell holds' },
  l_pair_marks: { id: 'Nilai sendiri per pasangan', en: 'Credit of single pairs' },
  l_whole: { id: 'Butir seutuhnya: format ini tidak mengenal bentuk “{kind}”', en: 'The whole item: the format has no “{kind}”' },
};
export const t = translator(words, language);
const isWord = (key: string): key is keyof typeof words => key in words;
const under = (format: string): string => format.replace('-', '_');
export const formatName = (format: string): string => { const key = `x_${under(format)}`; return isWord(key) ? t(key) : format; };
export const formatHint = (format: string): string => { const key = `h_${under(format)}`; return isWord(key) ? t(key) : ''; };

/** By the beginning of what the server says. */
const LOSSES: [string, keyof typeof words][] = [
  ['the domain', 'l_domain'], ['the competency', 'l_competency'], ['the indicator', 'l_indicator'], ['the difficulty', 'l_difficulty'], ['the estimate of time', 'l_seconds'], ['the job families', 'l_families'],
  ['the items that may not share a form', 'l_enemies'], ['the computation of the key', 'l_computation'], ['the identifier', 'l_id'], ['the tags', 'l_tags'], ['the explanation', 'l_rationale'], ['that the options keep their order', 'l_order'],
  ['the shared material as such', 'l_material'], ['the text of the shared material', 'l_material_table'], ['the bytes of its pictures', 'l_pictures_table'], ['the chart', 'l_chart'], ['the slider', 'l_slider'], ['the unit', 'l_unit'],
  ['that only the whole key counts', 'l_exact'], ['that only all gaps together count', 'l_exact_gaps'], ['the share of pairs', 'l_order_share'], ['marks for options other than the key', 'l_credit'], ['marks for words other than the key', 'l_credit_words'],
  ['marks that are not in Moodle', 'l_credit_nearest'], ['marks of single pairs', 'l_pair_marks'], ['that capitals count', 'l_capitals'], ['markup in the right column', 'l_markup'], ['the picture: its text alternative', 'l_picture_text'], ['the picture `', 'l_picture_gone'],
  ['texts beyond the last column', 'l_columns'], ['text beyond what a cell holds', 'l_cell'],
];
/** A sentence for people; null when the server says something that is not known here. */
export function lossWord(what: string): string | null {
  const found = LOSSES.find(([start]) => what.startsWith(start));
  return found ? t(found[1]) : null;
}
