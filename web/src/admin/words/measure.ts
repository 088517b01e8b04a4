// Words that say how sure a category is: of a result, and of a blueprint before its use.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  // A result.
  title: { id: 'Seberapa pasti kategori ini', en: 'How sure this category is' },
  lead: { id: 'Peluang setiap kategori, dihitung dari jawaban peserta. Keempat peluang satu baris berjumlah 100 %.', en: 'Probability of each category, from the candidate’s answers. The four of a row sum to 100 %.' },
  uncalibrated: { id: 'Belum terkalibrasi', en: 'Uncalibrated' },
  uncalibrated_note: { id: 'Soal belum dikalibrasi dengan jawaban peserta. Peluang di bawah bertumpu pada perkiraan penulis soal; kategori ditentukan oleh nilai.', en: 'The items have not been calibrated with answers. The probabilities below rest on the authors’ estimates; the category follows the score.' },
  calibrated_note: { id: 'Kategori ditentukan oleh skor T dari kalibrasi yang disetujui; keempat bagian saling menguatkan.', en: 'Categories follow the T score of the accepted calibration; the domains lend each other strength.' },
  borderline: { id: 'Perlu ditinjau kedua', en: 'Needs a second look' },
  borderline_note: { id: 'Hasil ini dekat dengan batas kategori: peluang kategorinya kurang dari dua pertiga. Pertimbangkan bukti lain sebelum memutuskan.', en: 'This result lies near a cut: its category has a probability below two thirds. Weigh other evidence before deciding.' },
  none: { id: 'Hasil ini dicatat oleh versi program yang belum menghitung peluang kategori.', en: 'This result was recorded by a program version that did not compute category probabilities.' },
  part: { id: 'Bagian', en: 'Domain' },
  overall: { id: 'Keseluruhan', en: 'Overall' },
  t_score: { id: 'Skor T', en: 'T score' },
  t_band: { id: '{t} ± {e}', en: '{t} ± {e}' },
  t_note: { id: 'Skor T setiap bagian: 50 adalah rata-rata, 10 adalah simpangan baku; sebaran skor T keseluruhan, yaitu rata-rata bagian, lebih sempit. Tanda ± adalah galat baku pengukuran: kira-kira dua dari tiga kali, skor sebenarnya ada di dalamnya. Batas kategori pada T {cuts}.', en: 'T score of a domain: 50 is the mean, 10 the standard deviation; the overall T score, their mean, spreads less. ± is the standard error of measurement: about two times in three the true score lies within. Cuts at T {cuts}.' },
  items_counted: { id: 'Dasar pengukuran: {n} dari {m} soal.', en: 'Measured on {n} of {m} items.' },
  items_left: { id: '{n} soal belum memiliki parameter dan tidak ikut dihitung untuk skor T.', en: '{n} items have no parameters and do not count for the T score.' },
  table: { id: 'Skor T dan peluang setiap kategori', en: 'T score and probability of each category' },
  chosen: { id: 'kategori yang dilaporkan', en: 'category reported' },
  // The results of a session.
  probability: { id: 'Peluang kategori', en: 'Probability of category' },
  second_look: { id: 'Perlu ditinjau kedua ({n})', en: 'Needs a second look ({n})' },
  look_short: { id: 'Tinjau', en: 'Review' },
  clear: { id: 'Jelas', en: 'Clear' },
  session_uncalibrated: { id: 'Belum terkalibrasi: peluang kategori bertumpu pada perkiraan penulis soal (mudah, sedang, sukar) dan pada korelasi antarbagian yang diandaikan.', en: 'Uncalibrated: category probabilities rest on the authors’ estimates (easy, medium, hard) and an assumed correlation of the domains.' },
  calibration: { id: 'Kalibrasi', en: 'Calibration' },
  no_calibration: { id: 'Belum terkalibrasi', en: 'Uncalibrated' },
  // A blueprint before its use.
  a_title: { id: 'Ketepatan kategori', en: 'Accuracy of the categories' },
  a_lead: { id: 'Perkiraan sebelum tes dipakai: berapa dari 100 peserta masuk kategori yang sebenarnya.', en: 'Foretold before use: of 100 candidates, how many land in their true category.' },
  a_loading: { id: 'Menghitung ketepatan kategori…', en: 'Working out the accuracy…' },
  a_line: { id: '{n} soal per bagian: kategori bagian tepat {domains}, kategori keseluruhan tepat {overall}.', en: '{n} items per domain: domain categories right {domains}, overall category right {overall}.' },
  a_adaptive: { id: 'Tes adaptif: ketepatan kategorinya belum dihitung di muka. Galat, panjang, dan keterpakaian menurut simulasi tampil di halaman sesi sebelum dibuka.', en: 'Adaptive test: how accurate its categories are is not worked out beforehand. Errors, length and exposure by simulation stand on the session page before the opening.' },
  a_none: { id: 'Ketepatan kategori belum dapat diperkirakan: bank soal terlalu kecil, atau batas kategori tidak dapat dibedakan.', en: 'The accuracy cannot be foretold: the bank is too small, or the cut scores cannot be told apart.' },
  a_rough: { id: 'Perkiraan kasar, belum terkalibrasi. Andaian: soal biasa-biasa saja (kisaran: kurang baik sampai baik), kesukaran menurut penulis dengan kesalahan wajar, peluang menebak 1 dari 4.', en: 'Rough and uncalibrated. Assumed: ordinary items (range: poor to good), difficulties as the authors see them with a usual error, one chance in four to guess.' },
  a_simulated: { id: 'Dihitung dari kalibrasi yang disetujui, dengan peserta simulasi.', en: 'Worked out from the accepted calibration with simulated candidates.' },
  a_good: { id: 'Cukup untuk memutuskan: setiap kategori tepat sekurang-kurangnya {least}.', en: 'Enough to decide by: every category is right at least {least} of the time.' },
  a_overall_only: { id: 'Pakailah kategori keseluruhan untuk keputusan. Kategori per bagian hanya petunjuk: ketepatannya di bawah {least}.', en: 'Decide by the overall category. Domain categories are hints only: they are right less than {least} of the time.' },
  a_too_short: { id: 'Tes ini terlalu pendek untuk keputusan: kategori keseluruhan tepat kurang dari {least}. Tambah soal.', en: 'This test is too short to decide by: the overall category is right less than {least} of the time. Add items.' },
  a_needed: { id: 'Untuk {least} per bagian diperlukan kira-kira: {list}.', en: 'For {least} in each domain it would take about: {list}.' },
  a_needed_one: { id: '{title} {n} soal', en: '{title} {n} items' },
  a_needed_many: { id: '{title} lebih dari 200 soal', en: '{title} more than 200 items' },
  a_part: { id: 'Bagian', en: 'Domain' },
  a_items: { id: 'Soal', en: 'Items' },
  a_right: { id: 'Kategori tepat', en: 'Category right' },
  a_range: { id: 'Kisaran', en: 'Range' },
  a_needs: { id: 'Soal untuk {least}', en: 'Items for {least}' },
  a_enough: { id: 'sudah cukup', en: 'enough' },
  a_more: { id: 'lebih dari 200', en: 'more than 200' },
  a_details: { id: 'Rincian per bagian', en: 'Details by domain' },
  a_narrow: { id: 'Ada kalibrasi yang disetujui, tetapi tidak dipakai: pada setiap bagian harus terkalibrasi sekurang-kurangnya {least} soal. Sesi dinilai sebagai belum terkalibrasi.', en: 'A calibration was accepted but is not used: in every domain at least {least} of the items must be calibrated. The session is scored as uncalibrated.' },
  a_cover: { id: '{title}: {share} soal terkalibrasi', en: '{title}: {share} of items calibrated' },
};

export const t = translator(words, language);
