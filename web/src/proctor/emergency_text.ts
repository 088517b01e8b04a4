// Words for loading an emergency file: verdicts on answers, refusals of files.
import { translator } from '../lib/i18n';
import { language } from '../lib/staff/language';

const words = {
  load: { id: 'Muat berkas darurat', en: 'Load emergency file' },
  lead: { id: 'Berkas ini disimpan di komputer peserta ketika sambungannya tidak kembali. Namanya diawali “ukur-darurat-”. Memilih berkas belum mengubah apa-apa: isinya diperiksa dahulu, lalu Anda yang memutuskan.', en: 'This file was saved on a candidate’s computer when its line did not come back. Its name begins with “ukur-darurat-”. Choosing it changes nothing yet: it is examined first, then you decide.' },
  file: { id: 'Berkas darurat', en: 'Emergency file' },
  drop: { id: 'Seret berkas ke sini', en: 'Drop the file here' },
  or: { id: 'atau', en: 'or' },
  choose: { id: 'Pilih berkas', en: 'Choose the file' },
  other_file: { id: 'Pilih berkas lain', en: 'Choose another file' },
  checking: { id: 'Memeriksa berkas…', en: 'Examining the file…' },
  sending: { id: 'Memasukkan jawaban…', en: 'Taking in the answers…' },
  who: { id: 'Peserta', en: 'Candidate' },
  saved_at: { id: 'Disimpan', en: 'Saved' },
  other_candidate: { id: 'Berkas ini milik {name}, bukan {expected} yang sedang Anda buka.', en: 'This file belongs to {name}, not to {expected} whom you have open.' },
  counts_n: { id: '{n} dihitung', en: '{n} count' },
  known_n: { id: '{n} sudah diterima server', en: '{n} already with the server' },
  refused_n: { id: '{n} tidak dihitung', en: '{n} do not count' },
  table: { id: 'Jawaban dalam berkas', en: 'Answers in the file' },
  h_number: { id: 'Soal', en: 'Item' },
  h_time: { id: 'Diberikan pukul', en: 'Given at' },
  h_verdict: { id: 'Penilaian', en: 'Verdict' },
  nothing_counts: { id: 'Tidak ada jawaban baru yang dapat dihitung dari berkas ini.', en: 'No new answer can count from this file.' },
  empty: { id: 'Berkas ini tidak berisi jawaban.', en: 'This file holds no answers.' },
  effect: { id: 'Masukkan {n} jawaban ke pengerjaan {name}. Jawaban dihitung seolah tiba pada waktunya dan tidak dapat ditarik kembali.', en: 'Take {n} answers into the attempt of {name}. They count as if they had arrived in time and cannot be taken out again.' },
  confirm: { id: 'Masukkan {n} jawaban', en: 'Take in {n} answers' },
  done: { id: '{n} jawaban {name} dari berkas darurat dihitung', en: '{n} answers of {name} from the emergency file count' },
  r_line: { id: 'Sambungan komputer peserta putus', en: 'The candidate’s line was cut' },
  r_server: { id: 'Gangguan server', en: 'Server outage' },
  r_power: { id: 'Listrik padam', en: 'Power cut' },
  // Verdicts on one answer.
  v_counts: { id: 'Dihitung', en: 'Counts' },
  v_known: { id: 'Sudah diterima server', en: 'Already with the server' },
  v_after_deadline: { id: 'Diberikan setelah batas waktu', en: 'Given after the deadline' },
  v_superseded: { id: 'Sudah ada jawaban yang lebih baru', en: 'A newer answer stands' },
  v_unknown_item: { id: 'Bukan soal peserta ini', en: 'Not an item of this candidate' },
  v_section_closed: { id: 'Bagian soal ini belum dibuka', en: 'The item’s section was not open' },
  v_invalid_response: { id: 'Bentuk jawaban tidak sesuai soal', en: 'The answer does not fit the item' },
  v_sequence_gap: { id: 'Nomor urut jawaban terlalu jauh meloncat', en: 'The answer’s number skips too far' },
  v_too_many_clients: { id: 'Terlalu banyak komputer dipakai pada pengerjaan ini', en: 'Too many computers were used on this attempt' },
  v_other: { id: 'Ditolak ({code})', en: 'Refused ({code})' },
  // Why a whole file is refused.
  p_bad_seal: { id: 'Segel berkas tidak cocok: berkas sudah diubah, rusak, atau dari sesi lain. Tidak ada yang dimasukkan. Minta peserta menyimpan berkas lagi.', en: 'The seal does not match: the file was changed, damaged, or is of another session. Nothing was taken. Ask the candidate to save again.' },
  p_other_form: { id: 'Berkas ini dibuat untuk susunan soal yang lain. Tidak ada yang dimasukkan.', en: 'This file was made for another form. Nothing was taken.' },
  p_saved_in_the_future: { id: 'Waktu simpan berkas ini mendahului jam server. Tidak ada yang dimasukkan. Jam komputer peserta mungkin diubah; setelah tersambung, minta peserta menyimpan berkas lagi.', en: 'The file says that it was saved in the future. Nothing was taken. The candidate’s PC clock may have been changed; once its line is back, ask the candidate to save again.' },
  p_bad_order: { id: 'Urutan jawaban dalam berkas tidak masuk akal. Tidak ada yang dimasukkan. Minta peserta menyimpan berkas lagi.', en: 'The order of the answers in the file makes no sense. Nothing was taken. Ask the candidate to save again.' },
  p_bad_stamp: { id: 'Waktu sebuah jawaban dalam berkas tidak masuk akal. Tidak ada yang dimasukkan. Minta peserta menyimpan berkas lagi.', en: 'The time of an answer in the file makes no sense. Nothing was taken. Ask the candidate to save again.' },
  p_unreadable_file: { id: 'Ini bukan berkas darurat Ukur, atau berkasnya rusak. Pilih berkas yang namanya diawali “ukur-darurat-”.', en: 'This is not an emergency file of Ukur, or it is damaged. Choose the file whose name begins with “ukur-darurat-”.' },
  p_other_session: { id: 'Peserta berkas ini tidak ada dalam sesi ini. Buka papan sesinya, lalu muat di sana.', en: 'The candidate of this file is not in this session. Open the board of the right session and load it there.' },
  p_closed: { id: 'Peserta ini sudah mengumpulkan sendiri, sehingga berkasnya tidak dapat dimasukkan lagi.', en: 'This candidate has submitted, so the file cannot be taken any more.' },
  p_voided: { id: 'Pengerjaan peserta ini sudah dibatalkan, sehingga berkasnya tidak dapat dimasukkan.', en: 'This attempt was voided, so the file cannot be taken.' },
  p_not_started: { id: 'Peserta ini belum mulai, sehingga tidak ada yang dapat dimasukkan.', en: 'This candidate has not started, so there is nothing to take.' },
  p_unavailable: { id: 'Belum pasti apakah jawaban sudah masuk, karena server tidak menjawab dengan jelas. Pilih berkas ini sekali lagi sebentar lagi: yang sudah masuk tampil sebagai “Sudah diterima server” dan tidak dihitung dua kali.', en: 'It is not certain whether the answers were taken, as the server gave no clear answer. Choose the file again shortly: what was taken shows as “Already with the server” and never counts twice.' },
};

export const t = translator(words, language);
type EmergencyWord = keyof typeof words;
const isWord = (key: string): key is EmergencyWord => key in words;

export const verdictText = (code: string): string => {
  const key = `v_${code}`;
  return isWord(key) ? t(key) : t('v_other', { code });
};

/** Why a file was refused, or `null` for a problem that any request may have. */
export const fileProblemText = (code: string): string | null => {
  const key = `p_${code}`;
  return isWord(key) ? t(key) : null;
};
