// Words of the interventions: buttons, sentences of effect, usual reasons, results.
import { translator } from '../lib/i18n';
import { language } from '../lib/staff/language';

const words = {
  n_candidates: { id: '{n} peserta', en: '{n} candidates' },
  b_admit: { id: 'Izinkan masuk', en: 'Admit' },
  b_start: { id: 'Mulai', en: 'Start' },
  b_suspend: { id: 'Tangguhkan', en: 'Suspend' },
  b_resume: { id: 'Lanjutkan', en: 'Resume' },
  b_extend: { id: 'Tambah waktu', en: 'Add time' },
  b_message: { id: 'Kirim pesan', en: 'Send message' },
  b_answer_call: { id: 'Panggilan dijawab', en: 'Call answered' },
  b_reset_login: { id: 'Atur ulang login', en: 'Reset login' },
  b_end: { id: 'Akhiri', en: 'End' },
  b_void: { id: 'Batalkan', en: 'Void' },
  e_admit: { id: 'Izinkan {who} masuk ke ruang tunggu. Waktu belum berjalan.', en: 'Admit {who} to the waiting room. No time runs yet.' },
  e_start: { id: 'Mulai tes untuk {who}. Waktu pengerjaan berjalan sejak saat ini.', en: 'Start the test for {who}. Working time runs from this moment.' },
  e_suspend: { id: 'Tangguhkan {who}. Waktu berhenti dan soal ditutup sampai Anda melanjutkan.', en: 'Suspend {who}. The clock stops and items are hidden until you resume.' },
  e_resume: { id: 'Lanjutkan {who}. Waktu berjalan lagi dari sisa yang ada.', en: 'Resume {who}. The clock runs again from what is left.' },
  e_extend: { id: 'Tambah {minutes} untuk {who}. Batas waktunya bergeser saat ini juga.', en: 'Add {minutes} for {who}. The deadline moves at once.' },
  e_message: { id: 'Kirim pesan ini ke layar {who}.', en: 'Send this message to the screen of {who}.' },
  e_answer_call: { id: 'Tandai panggilan {who} sudah dijawab.', en: 'Mark the call of {who} as answered.' },
  e_reset_login: { id: 'Keluarkan {who} dari komputernya sekarang. Jawaban yang tersimpan tetap utuh; masuk lagi dengan NIP dan kode akses, di komputer mana pun.', en: 'Sign {who} out of the present computer. Stored answers stay; signing in again works on any computer with NIP and access code.' },
  e_end: { id: 'Akhiri pengerjaan {who}. Jawaban yang tersimpan langsung dinilai dan tidak dapat dilanjutkan lagi.', en: 'End the attempt of {who}. Stored answers are scored at once and cannot be continued.' },
  e_void: { id: 'Batalkan pengerjaan {who}. Hasilnya tetap tercatat, tetapi tidak dihitung.', en: 'Void the attempt of {who}. The result stays on record but counts for nothing.' },
  done_admit: { id: '{n} peserta diizinkan masuk', en: '{n} candidates admitted' },
  done_start: { id: 'Tes dimulai untuk {n} peserta', en: 'Test started for {n} candidates' },
  done_suspend: { id: '{n} peserta ditangguhkan', en: '{n} candidates suspended' },
  done_resume: { id: '{n} peserta melanjutkan', en: '{n} candidates resumed' },
  done_extend: { id: 'Waktu ditambah untuk {n} peserta', en: 'Time added for {n} candidates' },
  done_message: { id: 'Pesan dikirim ke {n} peserta', en: 'Message sent to {n} candidates' },
  done_answer_call: { id: '{n} panggilan ditandai dijawab', en: '{n} calls marked as answered' },
  done_reset_login: { id: 'Login {n} peserta diatur ulang', en: 'Login of {n} candidates reset' },
  done_end: { id: 'Pengerjaan {n} peserta diakhiri', en: '{n} attempts ended' },
  done_void: { id: 'Pengerjaan {n} peserta dibatalkan', en: '{n} attempts voided' },
  refused_n: { id: '{n} ditolak:', en: '{n} refused:' },
  refused_line: { id: '{name}: {why}', en: '{name}: {why}' },
  w_closed: { id: 'sudah selesai', en: 'already closed' },
  w_voided: { id: 'sudah dibatalkan', en: 'already voided' },
  w_not_started: { id: 'belum mulai', en: 'not started' },
  w_already_started: { id: 'sudah mulai', en: 'already started' },
  w_not_admitted: { id: 'belum diizinkan masuk', en: 'not admitted' },
  w_suspended: { id: 'sedang ditangguhkan', en: 'is suspended' },
  w_unavailable: { id: 'server belum siap; coba lagi', en: 'server not ready; try again' },
  w_other: { id: 'tidak cocok dengan keadaannya sekarang', en: 'does not fit the present state' },
  left_out: { id: '{n} peserta lain yang dipilih tidak ikut karena keadaannya tidak cocok.', en: '{n} other chosen candidates are left out because it does not fit their state.' },
  left_out_closed: { id: '{n} peserta lain yang dipilih tidak ikut karena sudah selesai.', en: '{n} other chosen candidates are left out because they have finished.' },
  start_all: { id: 'Mulai untuk semua', en: 'Start for all' },
  start_all_n: { id: 'Mulai untuk {n} peserta', en: 'Start for {n} candidates' },
  start_all_not_here: { id: '{n} peserta belum siap (belum hadir atau belum diizinkan) dan tidak ikut dimulai. Mulai mereka nanti begitu siap.', en: '{n} candidates are not ready (absent or not admitted) and are not started. Start them later when they are.' },
  ready_n: { id: '{n} peserta siap dan menunggu aba-aba Anda.', en: '{n} candidates are ready and wait for your word.' },
  reason: { id: 'Alasan', en: 'Reason' },
  reason_optional: { id: 'Alasan (boleh kosong)', en: 'Reason (optional)' },
  reason_hint: { id: 'Dicatat bersama nama Anda dan waktu, dan tampil di catatan sesi.', en: 'Logged with your name and the time, and shown in the session log.' },
  added_minutes: { id: 'Tambahan waktu (menit)', en: 'Added time (minutes)' },
  message: { id: 'Isi pesan', en: 'Message' },
  message_hint: { id: 'Tampil di layar peserta dalam satu detik. {n} dari 500 huruf.', en: 'Shown on the candidate’s screen within a second. {n} of 500 characters.' },
  for_whom: { id: 'Untuk', en: 'For' },
  and_more: { id: 'dan {n} lainnya', en: 'and {n} more' },
  selected_n: { id: '{n} dipilih', en: '{n} selected' },
  clear_selection: { id: 'Lepas pilihan', en: 'Clear selection' },
  no_fit: { id: 'Tidak cocok untuk yang dipilih', en: 'Does not fit the selection' },
  sending: { id: 'Mengirim…', en: 'Sending…' },
  more: { id: 'Lainnya', en: 'More' },
  x_no_one: { id: 'Tidak ada peserta yang cocok.', en: 'No candidate fits.' },
  x_reason_short: { id: 'Tulis alasan, paling sedikit 3 huruf.', en: 'Write a reason, 3 characters at least.' },
  x_reason_long: { id: 'Alasan paling panjang 300 huruf.', en: 'A reason is 300 characters at most.' },
  x_minutes_range: { id: 'Isi 1 sampai 240 menit.', en: 'Enter 1 to 240 minutes.' },
  x_text_missing: { id: 'Tulis pesannya.', en: 'Write the message.' },
  x_text_long: { id: 'Pesan paling panjang 500 huruf.', en: 'A message is 500 characters at most.' },
  m_time: { id: 'Mohon perhatikan sisa waktu Anda.', en: 'Please mind your remaining time.' },
  m_calm: { id: 'Pengawas segera datang ke meja Anda.', en: 'A proctor is coming to your desk.' },
  m_quiet: { id: 'Mohon tenang dan tetap di tempat duduk.', en: 'Please stay quiet and seated.' },
  m_network: { id: 'Jaringan sempat terganggu. Jawaban Anda tersimpan; silakan lanjutkan.', en: 'The network was disturbed. Your answers are stored; please go on.' },
  r_toilet: { id: 'Izin ke toilet', en: 'Leave to the toilet' },
  r_health: { id: 'Sakit atau kurang sehat', en: 'Unwell' },
  r_device: { id: 'Gangguan perangkat', en: 'Device trouble' },
  r_conduct: { id: 'Dugaan pelanggaran tata tertib, sedang diperiksa', en: 'Suspected breach of rules, being examined' },
  r_back: { id: 'Peserta sudah kembali', en: 'Candidate is back' },
  r_device_mended: { id: 'Perangkat sudah pulih', en: 'Device works again' },
  r_clarified: { id: 'Pemeriksaan selesai, boleh melanjutkan', en: 'Examined, may go on' },
  r_network: { id: 'Gangguan jaringan', en: 'Network trouble' },
  r_power: { id: 'Listrik padam', en: 'Power cut' },
  r_device_changed: { id: 'Pindah komputer', en: 'Change of computer' },
  r_late_start: { id: 'Terlambat mulai bukan karena peserta', en: 'Late start not caused by the candidate' },
  r_move_pc: { id: 'Pindah ke komputer lain', en: 'Moves to another computer' },
  r_browser_stuck: { id: 'Peramban macet', en: 'Browser is stuck' },
  r_wrong_pc: { id: 'Masuk di komputer yang salah', en: 'Signed in on the wrong computer' },
  r_candidate_asks: { id: 'Atas permintaan peserta', en: 'At the candidate’s request' },
  r_conduct_minutes: { id: 'Pelanggaran tata tertib', en: 'Breach of rules' },
  r_wrong_person: { id: 'Peserta bukan orang yang terdaftar', en: 'Not the registered person' },
  r_conduct_decided: { id: 'Keputusan panitia atas pelanggaran', en: 'Committee decision on a breach' },
  r_registered_twice: { id: 'Terdaftar ganda', en: 'Registered twice' },
};

export const t = translator(words, language);
export type ActionWord = keyof typeof words;
const isWord = (key: string): key is ActionWord => key in words;

/** Why the server refused, in words. */
export const refusalText = (code: string): string => {
  const key = `w_${code}`;
  return isWord(key) ? t(key) : t('w_other');
};
/** Name of an audit action; unknown ones as they are. */
export const actionText = (action: string): string => {
  const key = `b_${action}`;
  return isWord(key) ? t(key) : action.replaceAll('_', ' ');
};
export const MESSAGES = ['m_time', 'm_calm', 'm_quiet', 'm_network'] as const;
