// Words for what is wrong in forms, candidate files and drafts, by the server's codes.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  missing: { id: 'Wajib diisi.', en: 'Must be filled in.' },
  too_long: { id: 'Paling banyak {a} karakter.', en: 'At most {a} characters.' },
  control_character: { id: 'Tidak boleh berisi pindah baris atau karakter kendali.', en: 'Line breaks and control characters are not allowed.' },
  out_of_range: { id: 'Isi dengan angka bulat dari {a} sampai {b}.', en: 'Enter a whole number from {a} to {b}.' },
  opens_ms_out_of_range: { id: 'Tahun harus di antara {a} dan {b}.', en: 'The year must be between {a} and {b}.' },
  closes_ms_out_of_range: { id: 'Tahun harus di antara {a} dan {b}.', en: 'The year must be between {a} and {b}.' },
  opens_ms_missing: { id: 'Isi tanggal dan jam mulai.', en: 'Enter the opening date and time.' },
  closes_ms_missing: { id: 'Isi tanggal dan jam selesai.', en: 'Enter the closing date and time.' },
  not_after_opens: { id: 'Harus sesudah waktu mulai.', en: 'Must be after the opening.' },
  window_too_long: { id: 'Waktu sesi paling lama {a} hari.', en: 'A session lasts at most {a} days.' },
  window_over: { id: 'Waktu sesi sudah lewat. Ubah jadwalnya.', en: 'The session’s time is over. Change the schedule.' },
  window_too_short: { id: 'Waktu sesi lebih pendek daripada waktu pengerjaan. Perpanjang jadwalnya.', en: 'The session is shorter than the working time. Lengthen the schedule.' },
  time_zone_unknown: { id: 'Zona waktu tidak dikenal.', en: 'Unknown time zone.' },
  blueprint_id_unknown: { id: 'Rancangan tes ini tidak ada di server. Pilih yang lain.', en: 'The server does not have this blueprint. Choose another.' },
  blueprint_id_missing: { id: 'Pilih rancangan tes.', en: 'Choose a blueprint.' },
  bank_version_unknown: { id: 'Versi bank soal ini tidak ada di server. Pilih yang lain.', en: 'The server does not have this bank version. Choose another.' },
  no_candidates: { id: 'Belum ada peserta. Impor daftar peserta.', en: 'No candidates yet. Import the list.' },
  capacity_exceeded: { id: '{a} peserta untuk {b} tempat. Tambah kapasitas sesi atau kurangi peserta.', en: '{a} candidates for {b} places. Raise the capacity or remove candidates.' },
  not_calibrated: { id: 'Tes adaptif memerlukan kalibrasi bank soal yang sudah disetujui; belum ada. Gunakan rancangan biasa dahulu sampai cukup banyak jawaban terkumpul.', en: 'An adaptive test needs an accepted calibration of its bank, and there is none. Use a fixed blueprint until enough answers are in.' },
  calibrated_for_rehearsals: { id: 'Tes adaptif memerlukan kalibrasi bank soal yang sudah disetujui; ada, tetapi hanya untuk gladi. Gunakan rancangan biasa dahulu sampai cukup banyak jawaban peserta sungguhan terkumpul.', en: 'An adaptive test needs an accepted calibration of its bank; there is one, but for rehearsals only. Use a fixed blueprint until enough answers of real candidates are in.' },
  calibration_cannot_score: { id: 'Bagian-bagian kalibrasi yang disetujui berkorelasi terlalu erat sehingga penilaian tidak dapat dihitung. Tarik kalibrasi itu, lalu hitung atau impor lagi.', en: 'The domains of the accepted calibration correlate too closely for scores to be worked out. Withdraw it, then compute or import it again.' },
  calibration_too_small: { id: 'Kalibrasi yang disetujui mencakup terlalu sedikit soal yang dapat dipilih rancangan ini. Kalibrasikan bank soal lagi dengan lebih banyak jawaban.', en: 'The accepted calibration covers too few of the items this blueprint can draw. Calibrate the bank again with more answers.' },
  bank_locked: { id: 'Bank soal terkunci. Kedua pemegangnya membukanya sebelum sesi dibuka.', en: 'The item bank is locked. Its two holders open it before the session opens.' },
  shortage: { id: 'Bank soal tidak cukup: perlu {a}, tersedia {b}.', en: 'Not enough items in the bank: {a} needed, {b} there.' },
  shortage_line: { id: 'Soal kurang pada {place}: perlu {a}, tersedia {b}.', en: 'Not enough items for {place}: {a} needed, {b} there.' },
  // Candidate files.
  empty_file: { id: 'Berkas kosong; baris pertama harus berisi judul kolom.', en: 'The file is empty; the first line must hold the column titles.' },
  no_rows: { id: 'Berkas hanya berisi judul kolom, belum ada peserta.', en: 'The file has column titles and nobody below.' },
  unreadable: { id: 'Berkas tidak terbaca sebagai CSV. Simpan ulang sebagai “CSV UTF-8”.', en: 'The file cannot be read as CSV. Save it again as “CSV UTF-8”.' },
  not_utf8: { id: 'Huruf pada baris ini tidak terbaca. Simpan ulang berkas sebagai “CSV UTF-8”.', en: 'Letters on this line cannot be read. Save the file again as “CSV UTF-8”.' },
  file_too_large: { id: 'Berkas terlalu besar; paling besar {a} bita.', en: 'The file is too large; at most {a} bytes.' },
  file_invalid: { id: 'Berkas ini kosong, atau lebih besar dari {b} bita.', en: 'The file is empty, or larger than {b} bytes.' },
  too_many_rows: { id: 'Terlalu banyak baris; paling banyak {a} peserta dalam satu berkas.', en: 'Too many lines; at most {a} candidates in one file.' },
  wrong_cell_count: { id: 'Baris ini memiliki {a} isian, sedangkan judul kolom ada {b}.', en: 'This line has {a} cells, the header has {b}.' },
  duplicate_column: { id: 'Kolom ini muncul dua kali pada judul.', en: 'The header names this column twice.' },
  missing_column: { id: 'Kolom wajib ini tidak ada pada judul.', en: 'The header lacks this required column.' },
  unknown_column: { id: 'Kolom ini tidak dikenal. Hapus, atau pakai nama kolom dari templat.', en: 'Unknown column. Remove it or use the names of the template.' },
  not_a_nip: { id: 'NIP harus 18 angka. Di Excel, jadikan kolom ini teks agar angkanya tidak berubah.', en: 'A NIP has 18 digits. In Excel, make this column text so that digits stay.' },
  odd_birth_date: { id: 'Angka 1–8 bukan tanggal lahir yang mungkin. Tetap diterima; periksa kembali.', en: 'Digits 1–8 are no possible date of birth. Accepted; check again.' },
  odd_appointment_date: { id: 'Angka 9–14 bukan bulan pengangkatan yang mungkin. Tetap diterima; periksa kembali.', en: 'Digits 9–14 are no possible month of appointment. Accepted; check again.' },
  unknown_job_group: { id: 'Pilih salah satu: pimpinan, administrator, pengawas, fungsional, pelaksana; atau kosongkan.', en: 'Use pimpinan, administrator, pengawas, fungsional or pelaksana, or leave empty.' },
  not_an_email: { id: 'Bukan bentuk alamat surel.', en: 'Not the shape of an e-mail address.' },
  already_enrolled: { id: 'NIP ini sudah terdaftar pada sesi ini.', en: 'This NIP is in the session already.' },
  duplicate: { id: 'NIP ini sama dengan baris {a}.', en: 'The same NIP as on line {a}.' },
  seat_taken: { id: 'Kursi ini sudah dipakai orang lain. Tetap diterima; periksa kembali.', en: 'Somebody else has this seat. Accepted; check again.' },
  more_faults: { id: 'Dan {a} lagi. Perbaiki yang di atas dahulu.', en: 'And {a} more. Mend those above first.' },
};
export const t = translator(words, language);
export const isFaultWord = (key: string): key is keyof typeof words => key in words;

const names = {
  title: { id: 'Nama', en: 'Title' }, organiser: { id: 'Penyelenggara', en: 'Organiser' }, opens_ms: { id: 'Mulai', en: 'Opens' }, closes_ms: { id: 'Selesai', en: 'Closes' },
  time_zone: { id: 'Zona waktu', en: 'Time zone' }, capacity: { id: 'Kapasitas', en: 'Capacity' }, blueprint_id: { id: 'Rancangan tes', en: 'Blueprint' }, bank_version: { id: 'Versi bank soal', en: 'Bank version' },
  nip: { id: 'NIP', en: 'NIP' }, nama: { id: 'Nama', en: 'Name' }, unit: { id: 'Unit kerja', en: 'Unit' }, kelompok_jabatan: { id: 'Kelompok jabatan', en: 'Job group' }, email: { id: 'Surel', en: 'E-mail' },
  tambahan_waktu_persen: { id: 'Tambahan waktu', en: 'Extra time' }, ruang: { id: 'Ruang', en: 'Room' }, kursi: { id: 'Kursi', en: 'Seat' },
};
export const FIELDS: Record<string, string> = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, name[language]]));
