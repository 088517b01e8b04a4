// Words of how often items were met, and of the sign that one may be known outside.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  title: { id: 'Keterpakaian', en: 'Exposure' },
  c_shown: { id: 'Tayang', en: 'Shown' },
  c_mean: { id: 'Rata-rata skor', en: 'Mean score' },
  c_time: { id: 'Waktu', en: 'Time' },
  seconds: { id: '{n} dtk', en: '{n} s' },
  f_drift: { id: 'Tanda perubahan: semua', en: 'Signs of change: all' },
  drift: { id: 'Tanda perubahan', en: 'Signs of change' },
  drift_any: { id: 'Ada tanda perubahan', en: 'With a sign of change' },
  easier: { id: 'Menjadi lebih mudah', en: 'Became easier' },
  faster: { id: 'Dijawab lebih cepat', en: 'Answered faster' },
  never: { id: 'Belum ada peserta yang mendapat butir ini dalam sesi yang sudah selesai.', en: 'No candidate of a finished session has met this item.' },
  total: { id: 'Tayang kepada {n} peserta dalam {sessions} sesi; rata-rata skor {mean}, rata-rata waktu {time}.', en: 'Shown to {n} candidates in {sessions} sessions; mean score {mean}, mean time {time}.' },
  alarm_easier: { id: 'Rata-rata naik dari {a} menjadi {b} pada sesi terakhir; mungkin butir ini sudah dikenal di luar. Ini tanda untuk diperiksa, bukan putusan.', en: 'The mean rose from {a} to {b} in the last session; perhaps the item is known outside. This is a sign to look at, no verdict.' },
  alarm_faster: { id: 'Rata-rata waktu turun dari {a} menjadi {b} detik pada sesi terakhir; mungkin butir ini sudah dikenal di luar. Ini tanda untuk diperiksa, bukan putusan.', en: 'The mean time fell from {a} to {b} seconds in the last session; perhaps the item is known outside. This is a sign to look at, no verdict.' },
  alarm_unknown: { id: 'Butir ini berubah pada sesi terakhir. Ini tanda untuk diperiksa, bukan putusan.', en: 'The item changed in the last session. This is a sign to look at, no verdict.' },
  chart: { id: 'Rata-rata skor per sesi, 0 sampai 1: {list}', en: 'Mean score by session, 0 to 1: {list}' },
  chart_title: { id: 'Rata-rata skor per sesi', en: 'Mean score by session' },
  chart_last: { id: '{n} sesi terakhir', en: 'the last {n} sessions' },
  table: { id: 'Keterpakaian per sesi', en: 'Exposure by session' },
  c_session: { id: 'Sesi', en: 'Session' },
  c_date: { id: 'Tanggal', en: 'Date' },
};
export const t = translator(words, language);
