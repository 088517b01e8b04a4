// Words of the results pages.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  title: { id: 'Hasil sesi', en: 'Session results' },
  lead: { id: 'Hasil setiap peserta yang pengerjaannya sudah selesai.', en: 'The result of every candidate whose attempt is closed.' },
  refresh: { id: 'Muat ulang', en: 'Reload' },
  responses: { id: 'Unduh jawaban', en: 'Download responses' },
  as_of: { id: 'Keadaan pukul {time}', en: 'As of {time}' },
  local_policy: { id: 'Kebijakan setempat', en: 'Local policy' },
  source: { id: 'Sumber batas kategori', en: 'Source of the cut scores' },
  scoring: { id: 'Cara penilaian', en: 'Scoring' },
  counts: { id: 'Jumlah peserta menurut kategori', en: 'Candidates by category' },
  counts_hint: { id: 'Pilih kategori untuk menyaring tabel. Pengerjaan yang dibatalkan tidak dihitung.', en: 'Choose a category to filter the table. Voided attempts are not counted.' },
  count_line: { id: '{n} peserta · {share}', en: '{n} candidates · {share}' },
  unit: { id: 'Unit kerja', en: 'Unit' },
  all_units: { id: 'Semua unit kerja', en: 'All units' },
  no_unit: { id: 'Tanpa unit kerja', en: 'No unit' },
  all_categories: { id: 'Semua kategori', en: 'All categories' },
  clear_filter: { id: 'Hapus saringan', en: 'Clear filters' },
  caption: { id: 'Hasil peserta', en: 'Candidates’ results' },
  name: { id: 'Nama dan NIP', en: 'Name and NIP' },
  nip: { id: 'NIP', en: 'NIP' },
  job_group: { id: 'Kelompok jabatan', en: 'Job group' },
  overall: { id: 'Keseluruhan', en: 'Overall' },
  category: { id: 'Kategori', en: 'Category' },
  score: { id: 'Nilai', en: 'Score' },
  answered: { id: 'Terjawab', en: 'Answered' },
  of: { id: '{n} dari {m}', en: '{n} of {m}' },
  how: { id: 'Cara berakhir', en: 'How it ended' },
  closed: { id: 'Waktu berakhir', en: 'Closed at' },
  how_submitted: { id: 'Dikirim peserta', en: 'Submitted' },
  how_expired: { id: 'Waktu habis', en: 'Time ran out' },
  how_ended: { id: 'Diakhiri pengawas', en: 'Ended by proctor' },
  extended: { id: 'Tambahan waktu', en: 'Extra time' },
  outage_credit: { id: 'Dikembalikan karena gangguan', en: 'Given back for outages' },
  voided: { id: 'Dibatalkan', en: 'Voided' },
  voided_note: { id: 'Pengerjaan ini dibatalkan. Nilainya tetap tercatat, tetapi tidak dihitung.', en: 'This attempt was voided. Its score stays on record but counts for nothing.' },
  empty_title: { id: 'Belum ada hasil', en: 'No results yet' },
  empty_text: { id: 'Hasil muncul di sini segera setelah seorang peserta mengirim jawabannya atau waktunya habis.', en: 'Results appear here as soon as a candidate submits or runs out of time.' },
  empty_step: { id: 'Buka ruang pengawas', en: 'Open the proctor room' },
  sangat_potensial: { id: 'Sangat potensial', en: 'Very high potential' },
  potensial: { id: 'Potensial', en: 'High potential' },
  cukup_potensial: { id: 'Cukup potensial', en: 'Moderate potential' },
  kurang_potensial: { id: 'Kurang potensial', en: 'Low potential' },
  job_pimpinan: { id: 'Pimpinan tinggi', en: 'Senior leader' },
  job_administrator: { id: 'Administrator', en: 'Administrator' },
  job_pengawas: { id: 'Pengawas', en: 'Supervisor' },
  job_fungsional: { id: 'Fungsional', en: 'Functional' },
  job_pelaksana: { id: 'Pelaksana', en: 'Executor' },
  // One candidate.
  profile: { id: 'Profil kompetensi', en: 'Competency profile' },
  back: { id: 'Kembali', en: 'Back' },
  domains: { id: 'Nilai menurut bagian', en: 'Score by domain' },
  competencies: { id: 'Nilai menurut kompetensi', en: 'Score by competency' },
  competency: { id: 'Kompetensi', en: 'Competency' },
  domain: { id: 'Bagian', en: 'Domain' },
  items: { id: 'Soal', en: 'Items' },
  few_items: { id: 'Nilai kompetensi bertumpu pada sedikit soal: bacalah sebagai petunjuk, bukan sebagai ukuran tersendiri.', en: 'Competency scores rest on few items: read them as hints, not as measures of their own.' },
  items_n: { id: '{n} soal', en: '{n} items' },
  by_ability: { id: 'Kategori mengikuti skor T di bawah, yang memperhitungkan sukarnya soal masing-masing peserta, bukan nilai 0–100 ini. Keduanya dapat berbeda.', en: 'Categories follow the T scores below, which take into account how hard each candidate’s questions were, not these scores of 0 to 100. The two can differ.' },
  chart_label: { id: 'Diagram batang nilai empat bagian, 0 sampai 100. Angkanya ada pada tabel di bawah.', en: 'Bar chart of the domain scores, 0 to 100. The figures are in the table below.' },
  from: { id: 'mulai {n}', en: 'from {n}' },
  below: { id: 'di bawah {n}', en: 'below {n}' },
  table: { id: 'Tabel nilai', en: 'Table of scores' },
  provenance: { id: 'Asal-usul hasil', en: 'Provenance' },
  provenance_lead: { id: 'Dengan keterangan ini formulir dapat disusun ulang dan nilai dapat dihitung ulang secara mandiri.', en: 'With these facts the form can be assembled again and the score computed again independently.' },
  build: { id: 'Versi program', en: 'Program build' },
  bank_version: { id: 'Versi bank soal', en: 'Bank version' },
  blueprint_version: { id: 'Versi rancangan tes', en: 'Blueprint version' },
  form_seed: { id: 'Benih formulir', en: 'Form seed' },
  attempt: { id: 'Nomor pengerjaan', en: 'Attempt' },
  copy: { id: 'Salin', en: 'Copy' },
  copy_what: { id: 'Salin {what}', en: 'Copy {what}' },
  copied: { id: 'Tersalin', en: 'Copied' },
  not_copied: { id: 'Tidak dapat menyalin; pilih teksnya lalu salin sendiri.', en: 'Could not copy; select the text and copy it yourself.' },
  cuts_title: { id: 'Batas kategori', en: 'Cut scores' },
};

export const t = translator(words, language);
export type Word = keyof typeof words;
const isWord = (key: string): key is Word => key in words;

/** Name of a job group; one that this page does not know as it is. */
export const jobText = (group: string): string => {
  const key = `job_${group}`;
  return isWord(key) ? t(key) : group || '–';
};
