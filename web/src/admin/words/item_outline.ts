// Words of a bank's outline: a new bank, and what one is made of.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  new_bank: { id: 'Bank baru', en: 'New bank' },
  reshape: { id: 'Ubah susunan', en: 'Change the outline' },
  reshape_lead: { id: 'Judul dapat diubah dan kompetensi dapat ditambah. Yang sudah ada tidak dapat dihapus, karena butir dapat memakainya.', en: 'Titles can be changed and competencies added. What is there cannot be removed, because items can name it.' },
  title: { id: 'Judul bank', en: 'Title of the bank' },
  title_hint: { id: 'Misalnya Bank soal analis kepegawaian.', en: 'Such as Item bank for personnel analysts.' },
  id: { id: 'Id bank', en: 'Id of the bank' },
  id_hint: { id: 'Huruf kecil, angka, dan tanda hubung; paling banyak 40. Tidak dapat diubah setelah dibuat.', en: 'Small letters, digits and dashes; at most 40. Cannot be changed once made.' },
  domains: { id: 'Bagian dan kompetensi', en: 'Domains and competencies' },
  domains_hint: { id: 'Pilih bagian yang diuji bank ini, lalu tulis kompetensinya. Daftar yang ditempel menjadi satu baris per kompetensi. Keduanya dapat ditambah kapan saja.', en: 'Choose the domains this bank tests, then write their competencies. A pasted list becomes one line each. More of both can be added at any time.' },
  stands: { id: 'Sudah ada, tetap', en: 'Already there, stays' },
  competency_n: { id: 'Kompetensi {n}, {domain}', en: 'Competency {n}, {domain}' },
  competency_id: { id: 'Id: {id}', en: 'Id: {id}' },
  no_id: { id: 'Id mengikuti judulnya', en: 'The id follows the title' },
  count: { id: '{n} kompetensi', en: '{n} competencies' },
  add: { id: 'Tambah kompetensi', en: 'Add a competency' },
  add_to: { id: 'Tambah kompetensi {domain}', en: 'Add a competency to {domain}' },
  remove: { id: 'Hapus {what}', en: 'Remove {what}' },
  pasted_n: { id: '{n} kompetensi ditempel.', en: '{n} competencies pasted.' },
  make: { id: 'Buat bank', en: 'Make the bank' },
  save: { id: 'Simpan susunan', en: 'Save the outline' },
  saving: { id: 'Menyimpan…', en: 'Saving…' },
  made: { id: 'Bank “{title}” dibuat.', en: 'Bank “{title}” made.' },
  saved: { id: 'Susunan bank “{title}” disimpan.', en: 'The outline of “{title}” is saved.' },
  // What is wrong.
  title_missing: { id: 'Tulis judulnya.', en: 'Write the title.' },
  id_missing: { id: 'Tulis id bank.', en: 'Write the id of the bank.' },
  id_taken: { id: 'Id ini sudah dipakai bank lain.', en: 'Another bank has this id.' },
  domain_missing: { id: 'Pilih paling sedikit satu bagian.', en: 'Choose at least one domain.' },
  competency_missing: { id: 'Tulis paling sedikit satu kompetensi.', en: 'Write at least one competency.' },
  competency_twice: { id: 'Kompetensi ini sudah ada pada bagian yang sama.', en: 'This domain has this competency already.' },
  too_many: { id: 'Satu bagian memuat paling banyak 50 kompetensi.', en: 'A domain has at most 50 competencies.' },
  grown: { id: 'Orang lain menambah susunan bank ini sementara Anda mengisi. Tambahannya sudah dimasukkan di bawah, isian Anda tetap. Periksa, lalu simpan lagi.', en: 'Somebody else added to this outline while you were writing. The additions are below, your entries stay. Look through them, then save again.' },
  // Closing.
  leave: { id: 'Isian belum disimpan. Buang isian ini?', en: 'Nothing is saved yet. Discard what you entered?' },
  leave_go: { id: 'Buang isian', en: 'Discard' },
  leave_stay: { id: 'Lanjut mengisi', en: 'Keep writing' },
};
export const t = translator(words, language);
