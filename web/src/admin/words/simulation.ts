// Words of the simulation report of an adaptive session.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  dry: { id: 'Dihitung sebelum dibuka, dengan {n} peserta buatan: beginilah bank soal ini bekerja bila sesi dibuka sekarang.', en: 'Worked out before the opening with {n} simulated candidates: how this bank would do if the session opened now.' },
  kept: { id: 'Disimpan saat sesi dibuka; {n} peserta buatan.', en: 'Stored when the session opened; {n} simulated candidates.' },
  lead: { id: 'Rata-rata {length} soal; hasil meleset sekitar {rmse} angka T dari kemampuan sebenarnya.', en: '{length} items in the mean; results miss the true ability by about {rmse} T points.' },
  one_ability: { id: 'Simulasi menganggap semua bagian mengukur satu kemampuan umum. Nilai akhir dihitung per bagian dengan ketidakpastiannya sendiri.', en: 'The simulation takes all sections as measures of one general ability. Final scores are by section, with an uncertainty of their own.' },
  length: { id: 'Banyak soal', en: 'Number of items' },
  length_value: { id: '{mean} rata-rata (simpangan baku {sd}); aturan {min}–{max}', en: '{mean} in the mean (standard deviation {sd}); rule {min}–{max}' },
  precise: { id: 'Berhenti karena sudah cukup pasti', en: 'Ended because certain enough' },
  precise_at: { id: '{share} peserta (galat baku {se} angka T)', en: '{share} of the candidates (standard error {se} T points)' },
  precise_never: { id: 'tidak dipakai: selalu {max} soal', en: 'not used: always {max} items' },
  error: { id: 'Galat rata-rata', en: 'Mean error' },
  error_tech: { id: 'RMSE; bias', en: 'RMSE; bias' },
  error_value: { id: '{rmse} angka T; {bias} angka T', en: '{rmse} T points; {bias} T points' },
  exposure: { id: 'Soal yang paling sering muncul', en: 'The most frequent item' },
  exposure_value: { id: 'pada {max} peserta (batas {limit})', en: 'for {max} of the candidates (limit {limit})' },
  exposure_over: { id: 'pada {max} peserta: di atas batas {limit}. Bank terlalu kecil atau kurang beragam untuk batas itu', en: 'for {max} of the candidates: above the limit of {limit}. The bank is too small or too much alike for it' },
  exposure_free: { id: 'pada {max} peserta; rancangan tidak membatasi', en: 'for {max} of the candidates; the blueprint sets no limit' },
  overlap: { id: 'Soal yang sama pada dua peserta', en: 'Items shared by two candidates' },
  overlap_value: { id: '{share} rata-rata', en: '{share} in the mean' },
  unused: { id: 'Soal yang tidak pernah muncul', en: 'Items that never came' },
  unused_value: { id: '{n} dari {m}', en: '{n} of {m}' },
  by_ability: { id: 'Menurut kemampuan', en: 'By ability' },
  c_t: { id: 'Kemampuan (angka T)', en: 'Ability (T)' },
  c_length: { id: 'Banyak soal', en: 'Items' },
  c_bias: { id: 'Bias', en: 'Bias' },
  c_rmse: { id: 'Galat (RMSE)', en: 'Error (RMSE)' },
  c_se: { id: 'Galat baku', en: 'Standard error' },
  by_section: { id: 'Soal per bagian', en: 'Items by section' },
  c_section: { id: 'Bagian', en: 'Section' },
  c_mean: { id: 'Rata-rata', en: 'Mean' },
  c_range: { id: 'Paling sedikit–banyak', en: 'Least–most' },
};
export const t = translator(words, language);
