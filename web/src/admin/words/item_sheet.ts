// Words of the screen on which an administrator says what the columns of a foreign sheet hold.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  title: { id: 'Atur kolom', en: 'Map the columns' },
  lead: { id: 'Tentukan isi setiap kolom lembar ini. Belum ada yang disimpan; pilihan Anda diingat pada peramban ini.', en: 'Say what each column of this sheet holds. Nothing is stored yet; your choice is remembered in this browser.' },
  unknown: { id: 'Judul kolom lembar ini belum dikenali. Tentukan isi setiap kolom, lalu periksa semua baris.', en: 'The headers of this sheet are not known. Say what each column holds, then check all rows.' },
  opening: { id: 'Membuka lembar…', en: 'Opening the sheet…' },
  // The sheet.
  sheet_part: { id: 'Lembar', en: 'The sheet' },
  sheet: { id: 'Lembar kerja', en: 'Worksheet' },
  header: { id: 'Baris judul kolom', en: 'Row of the headers' },
  header_row: { id: 'Baris {n}: {text}', en: 'Row {n}: {text}' },
  no_header: { id: 'Tidak ada baris judul', en: 'There is no header' },
  delimiter: { id: 'Pemisah sel', en: 'Cells are parted by' },
  comma: { id: 'Koma ( , )', en: 'Comma ( , )' }, semicolon: { id: 'Titik koma ( ; )', en: 'Semicolon ( ; )' }, tab: { id: 'Tab', en: 'Tab' }, bar: { id: 'Garis tegak ( | )', en: 'Bar ( | )' },
  encoding: { id: 'Pengodean huruf', en: 'Encoding' },
  encoding_found: { id: '{name} (dikenali sendiri)', en: '{name} (found out)' },
  first_rows: { id: 'Baris-baris pertama lembar', en: 'First rows of the sheet' },
  row_n: { id: 'Baris', en: 'Row' },
  is_header: { id: 'judul', en: 'header' },
  // The columns.
  columns: { id: 'Isi setiap kolom', en: 'What each column holds' },
  column: { id: 'Kolom {letter}', en: 'Column {letter}' },
  samples: { id: 'Contoh: {texts}', en: 'Examples: {texts}' },
  no_samples: { id: 'Kolom ini kosong.', en: 'The column is empty.' },
  ignored: { id: 'Abaikan', en: 'Ignore' },
  twice: { id: 'Kolom {other} juga berisi {field}. Pilih isi lain pada salah satunya.', en: 'Column {other} holds {field} too. Choose something else for one of them.' },
  g_question: { id: 'Soal dan kunci', en: 'Question and key' },
  g_options: { id: 'Pilihan jawaban', en: 'Options' },
  g_scores: { id: 'Nilai pilihan', en: 'Points of options' },
  g_about: { id: 'Keterangan butir', en: 'About the item' },
  g_more: { id: 'Lainnya', en: 'More' },
  f_stem: { id: 'Pokok soal', en: 'Question text' }, f_key: { id: 'Kunci', en: 'Key' }, f_kind: { id: 'Jenis soal', en: 'Type of question' }, f_rationale: { id: 'Pembahasan', en: 'Rationale' },
  f_option: { id: 'Pilihan {n}', en: 'Option {n}' }, f_score: { id: 'Nilai pilihan {n}', en: 'Points of option {n}' }, f_option_picture: { id: 'Gambar pilihan {n}', en: 'Picture of option {n}' }, f_left: { id: 'Lajur kiri {n} (menjodohkan)', en: 'Left text {n} (matching)' },
  f_option_list: { id: 'Semua pilihan dalam satu sel', en: 'All options in one cell' }, f_id: { id: 'Kode butir', en: 'Item id' }, f_number: { id: 'Nomor urut', en: 'Running number' }, f_title: { id: 'Judul butir', en: 'Title of the item' },
  f_domain: { id: 'Bagian', en: 'Domain' }, f_competency: { id: 'Kompetensi', en: 'Competency' }, f_indicator: { id: 'Indikator', en: 'Indicator' }, f_difficulty: { id: 'Perkiraan kesulitan', en: 'Difficulty' },
  f_seconds: { id: 'Waktu (detik)', en: 'Time (seconds)' }, f_tags: { id: 'Label', en: 'Tags' }, f_job_families: { id: 'Kelompok jabatan', en: 'Job families' },
  f_marking: { id: 'Cara penilaian', en: 'Marking' }, f_tolerance: { id: 'Toleransi angka', en: 'Tolerance of a number' }, f_unit: { id: 'Satuan', en: 'Unit' }, f_shuffle: { id: 'Acak pilihan', en: 'Shuffle options' }, f_max_choices: { id: 'Pilihan terbanyak', en: 'Most choices' },
  f_stimulus: { id: 'Bacaan bersama (id)', en: 'Shared material (id)' }, f_enemies: { id: 'Butir yang bermusuhan', en: 'Enemies' }, f_computation: { id: 'Hitungan kunci', en: 'Computation of the key' }, f_picture: { id: 'Nama berkas gambar', en: 'File name of a picture' }, f_format: { id: 'Format teks', en: 'Format of texts' },
  // The key.
  key: { id: 'Cara kunci ditulis', en: 'How the key is written' },
  k_any: { id: 'Kenali sendiri', en: 'Find out' }, k_letter: { id: 'Huruf pilihan: A, B, C', en: 'Letter of the option: A, B, C' }, k_number: { id: 'Nomor pilihan: 1, 2, 3', en: 'Number of the option: 1, 2, 3' }, k_text: { id: 'Teks pilihan itu sendiri', en: 'The option’s own text' },
  // Constants.
  constants: { id: 'Sama untuk semua butir', en: 'The same for all items' },
  constants_hint: { id: 'Dipakai bila lembar tidak memuatnya atau selnya kosong. Boleh dibiarkan kosong.', en: 'Used where the sheet does not hold it or the cell is empty. May stay open.' },
  open: { id: 'Biarkan kosong', en: 'Leave open' },
  kind_any: { id: 'Kenali dari isinya', en: 'Tell by the content' },
  kind_single: { id: 'Pilihan ganda', en: 'Single choice' }, kind_several: { id: 'Pilihan ganda kompleks', en: 'Multiple response' }, kind_truth: { id: 'Benar atau salah', en: 'True or false' }, kind_graded: { id: 'Skala (bobot 1 sampai 5)', en: 'Graded judgement (1 to 5)' },
  kind_numeric: { id: 'Isian angka', en: 'A number' }, kind_short: { id: 'Isian singkat', en: 'Short text' }, kind_ordering: { id: 'Mengurutkan', en: 'Ordering' }, kind_matching: { id: 'Menjodohkan', en: 'Matching' }, kind_essay: { id: 'Uraian', en: 'Essay' },
  // The items.
  preview: { id: 'Seperti dilihat peserta', en: 'As candidates see it' },
  reading: { id: 'Membaca…', en: 'Reading…' },
  ready: { id: 'Semua {n} butir dapat diambil.', en: 'All {n} items can be taken.' },
  partly: { id: '{n} dari {all} butir dapat diambil; {out} belum.', en: '{n} of {all} items can be taken; {out} cannot yet.' },
  place: { id: 'Butir {n} dari {all} yang pertama', en: 'Item {n} of the first {all}' },
  from_row: { id: 'baris {n}', en: 'row {n}' },
  previous: { id: 'Butir sebelumnya', en: 'Previous item' },
  next: { id: 'Butir berikutnya', en: 'Next item' },
  no_items: { id: 'Butir pertama tampil di sini setelah ada kolom yang berisi pokok soal.', en: 'The first items appear here once a column holds the question text.' },
  // What to do.
  remembered: { id: 'Dipakai: kolom yang Anda atur saat terakhir memeriksa lembar dengan judul yang sama.', en: 'Used: the columns as you mapped them when you last checked a sheet with these headers.' },
  reset: { id: 'Kembalikan ke tebakan', en: 'Back to the guess' },
  check: { id: 'Periksa semua baris', en: 'Check all rows' },
  cancel: { id: 'Batal', en: 'Cancel' },
  mapped: { id: 'Kolom diatur sendiri.', en: 'The columns were mapped by hand.' },
};
export const t = translator(words, language);
const isWord = (key: string): key is keyof typeof words => key in words;
export const word = (key: string): string | null => (isWord(key) ? t(key) : null);
