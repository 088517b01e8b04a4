// Signs that a reviewer should look at, by the code of the server's look at the wording.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';
import type { Fault } from '../../lib/wire/Fault';

const words = {
  to_look: { id: '{n} hal perlu ditinjau', en: '{n} things to look at' },
  hint: { id: 'Tanda untuk penelaah. Butir tetap dapat dikirim dan disetujui.', en: 'Signs for reviewers. The item can be submitted and approved all the same.' },
  longest_key: { id: 'Kunci jauh lebih panjang daripada pilihan lain, sehingga mudah ditebak.', en: 'The key is by far the longest option and easily guessed.' },
  catch_all: { id: 'Ada pilihan tentang pilihan lain, seperti “semua benar”. Tulis jawaban yang berdiri sendiri.', en: 'An option is about the others, such as “all of the above”. Write one that stands by itself.' },
  double_negative: { id: 'Ada dua kata ingkar dalam pertanyaan, atau pertanyaan dan pilihannya sama-sama mengingkari.', en: 'The question has two negatives, or it is negative and so are options.' },
  unequal_grammar: { id: 'Hanya kunci yang bentuk bahasanya lain daripada pilihan-pilihan salah. Samakan bentuknya.', en: 'The key alone is built otherwise than the wrong options. Make them alike.' },
  absolute_words: { id: 'Kata mutlak (“selalu”, “tidak pernah”) hanya ada pada pilihan salah, sehingga mudah disingkirkan.', en: 'Absolute words (“always”, “never”) stand in wrong options only, which are easily ruled out.' },
  hard_to_read: { id: 'Pokok soal sulit dibaca: kalimatnya atau keseluruhannya terlalu panjang. Pecah kalimatnya, atau jadikan bahan bacaan.', en: 'The stem is hard to read: a sentence or the whole is too long. Break it up, or use a stimulus.' },
  odd_year: { id: 'Tahun {a} tidak wajar. Mungkin salah ketik.', en: 'The year {a} is odd. Perhaps a slip.' },
  empty_alternative: { id: 'Teks pengganti gambar tidak mengatakan apa-apa. Jelaskan isi gambar yang diperlukan untuk menjawab.', en: 'A picture’s text alternative says nothing. Describe what is needed to answer.' },
};
export const t = translator(words, language);
const SIGNS = ['longest_key', 'catch_all', 'double_negative', 'unequal_grammar', 'absolute_words', 'hard_to_read', 'odd_year', 'empty_alternative'] as const;
export type SignText = { text: string; english: boolean };

/** What is not known here is said as the server says it. */
export function signText(sign: Fault): SignText {
  const code = SIGNS.find((one) => one === sign.code);
  return code ? { text: t(code, { a: /\d+/.exec(sign.detail)?.[0] ?? '' }), english: false } : { text: sign.detail || sign.code, english: sign.detail !== '' };
}
