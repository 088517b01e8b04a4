// Words of the integrity of a session's answers: evidence for people, never a verdict.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  title: { id: 'Integritas jawaban', en: 'Integrity of the answers' },
  caution_title: { id: 'Bukti untuk ditelaah, bukan putusan', en: 'Evidence to look into, no verdict' },
  none: { id: 'Tidak ada yang menonjol.', en: 'Nothing stands out.' },
  false_positives: { id: 'Alarm palsu: pada data simulasi yang jujur {rate} dari {n} yang diperiksa ikut tertandai.', en: 'False alarms: on simulated honest data {rate} of {n} examined were flagged.' },
  false_positives_none: { id: 'Alarm palsu: pada data simulasi yang jujur tidak satu pun dari {n} yang diperiksa ikut tertandai.', en: 'False alarms: on simulated honest data none of {n} examined was flagged.' },
  false_positives_term: { id: 'tingkat positif palsu', en: 'false-positive rate' },
  not_few_persons: { id: 'Tidak dihitung: pesertanya terlalu sedikit.', en: 'Not computed: too few persons.' },
  not_no_common_items: { id: 'Tidak dihitung: formulir peserta hampir tidak punya soal yang sama.', en: 'Not computed: forms have hardly any item in common.' },
  not_other: { id: 'Tidak dihitung: datanya belum memadai.', en: 'Not computed: data do not suffice.' },
  // Pairs.
  pairs: { id: 'Pasangan dengan jawaban yang terlalu mirip', en: 'Pairs with answers too much alike' },
  pairs_term: { id: 'indeks ω, koreksi Holm', en: 'index ω, Holm correction' },
  pairs_what: { id: 'Diperiksa {pairs} pasangan dengan paling sedikit {least} soal yang sama, {neighbours} di antaranya duduk bersebelahan. Yang bersebelahan didahulukan.', en: '{pairs} pairs with at least {least} items in common were examined, {neighbours} of them neighbours. Neighbours come first.' },
  c_pair: { id: 'Peserta', en: 'Persons' },
  c_seats: { id: 'Kursi', en: 'Seats' },
  c_same: { id: 'Jawaban yang sama', en: 'Same answers' },
  c_wrong: { id: 'Sama-sama salah', en: 'Same wrong answer' },
  c_chance: { id: 'Peluang kebetulan', en: 'By chance' },
  same: { id: '{n} dari {common} soal; menurut kemampuan mereka sekitar {expected}', en: '{n} of {common} items; about {expected} by their abilities' },
  neighbours: { id: 'bersebelahan', en: 'neighbours' },
  apart: { id: 'tidak bersebelahan', en: 'not neighbours' },
  chance: { id: '{p} setelah koreksi', en: '{p} corrected' },
  seat: { id: '{room} kursi {seat}', en: '{room} seat {seat}' },
  seat_only: { id: 'kursi {seat}', en: 'seat {seat}' },
  no_seat: { id: 'kursi tidak tercatat', en: 'no seat on record' },
  // Rapid.
  rapid: { id: 'Menjawab tanpa sempat membaca', en: 'Answering without reading' },
  rapid_term: { id: 'tebakan cepat', en: 'rapid guessing' },
  rapid_what: { id: 'Dari {persons} peserta dengan waktu tercatat, yang mengerjakan sungguh-sungguh kurang dari {below} soalnya. Bisa juga karena sakit, putus asa, atau kehabisan waktu.', en: 'Of {persons} persons with times, those who worked on less than {below} of their items. It may also be illness, despair, or lack of time.' },
  c_person: { id: 'Peserta', en: 'Person' },
  c_effort: { id: 'Soal yang dikerjakan', en: 'Items worked on' },
  c_rapid: { id: 'Terlalu cepat', en: 'Too fast' },
  c_rapid_score: { id: 'Benar di antaranya', en: 'Right among these' },
  of: { id: '{n} dari {all}', en: '{n} of {all}' },
  // Bursts.
  bursts: { id: 'Lama diam, lalu menjawab beruntun', en: 'A long pause, then a burst' },
  bursts_term: { id: 'jeda lalu rentetan', en: 'idle then burst' },
  bursts_what: { id: 'Diam paling sedikit {pause}, lalu paling sedikit {answers} jawaban berturut-turut, masing-masing di bawah {share} dari waktu yang biasa ia perlukan. Bisa juga karena ia menandai dahulu lalu mengisi sekaligus.', en: 'A pause of at least {pause}, then at least {answers} answers in a row, each below {share} of the time that person usually takes. It may also be someone who notes first and fills in later.' },
  c_pause: { id: 'Diam', en: 'Pause' },
  c_burst: { id: 'Lalu menjawab', en: 'Then answered' },
  c_burst_score: { id: 'Skor rentetan itu', en: 'Score of the burst' },
  burst: { id: '{n} soal dalam {seconds} dtk; biasanya {expected} dtk', en: '{n} items in {seconds} s; usually {expected} s' },
  minutes: { id: '{n} mnt', en: '{n} min' },
  first_200: { id: 'Hanya 200 yang pertama yang ditampilkan.', en: 'Only the first 200 are shown.' },
  draft: { id: 'Sesi ini belum dibuka, jadi belum ada jawaban untuk ditelaah.', en: 'This session is not open yet, so there are no answers to look into.' },
  print: { id: 'Cetak', en: 'Print' },
};
export const t = translator(words, language);
export type IntegrityWord = keyof typeof words;
export const isIntegrityWord = (key: string): key is IntegrityWord => key in words;
