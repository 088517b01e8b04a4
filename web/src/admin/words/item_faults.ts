// What is wrong in an item, by the bank's codes; and the names of the places where it can be wrong.
import { translator } from '../../lib/i18n';
import { language } from '../../lib/staff/language';

const words = {
  // Not there yet.
  missing_field: { id: 'Belum diisi.', en: 'Not filled in yet.' },
  key_missing_field: { id: 'Kunci belum ditentukan.', en: 'The key is not set yet.' },
  empty: { id: 'Belum ditulis.', en: 'Not written yet.' },
  missing_section: { id: 'Belum ditulis.', en: 'Not written yet.' },
  list_size: { id: 'Jumlah pilihan belum sesuai: {a} terisi, seharusnya {b} sampai {c}.', en: 'The number of entries does not fit: {a} there, {b} to {c} needed.' },
  right_list_size: { id: 'Sisi kanan memerlukan paling sedikit sebanyak sisi kiri, dan paling sedikit dua.', en: 'The right side needs at least as many entries as the left, and at least two.' },
  key_list_size: { id: 'Isian belum sesuai: teks rumpang memerlukan 1 sampai 20 isian, dan isian ketik paling sedikit satu jawaban.', en: 'The gaps do not fit: 1 to 20 of them, and typed ones need an accepted answer.' },
  tags_list_size: { id: 'Terlalu banyak label.', en: 'Too many tags.' },
  enemies_list_size: { id: 'Terlalu banyak butir bermusuhan.', en: 'Too many enemies.' },
  key_size: { id: 'Kunci belum lengkap, atau menunjuk semua pilihan.', en: 'The key is not complete, or names all options.' },
  weights_key_size: { id: 'Setiap pilihan memerlukan bobot.', en: 'Every option needs a weight.' },
  unknown_domain: { id: 'Pilih bagiannya.', en: 'Choose the domain.' },
  // Wrong.
  unknown_competency: { id: 'Kompetensi ini bukan milik bagian yang dipilih.', en: 'This competency does not belong to the domain.' },
  unknown_stimulus: { id: 'Bahan bacaan ini tidak ada di bank.', en: 'The bank has no such stimulus.' },
  unknown_enemy: { id: 'Butir ini tidak ada di bank.', en: 'The bank has no such item.' },
  own_enemy: { id: 'Butir tidak dapat bermusuhan dengan dirinya sendiri.', en: 'An item cannot be its own enemy.' },
  unknown_name: { id: 'Nilai ini tidak dikenal.', en: 'This value is not known.' },
  out_of_range: { id: 'Angkanya di luar batas.', en: 'The number is out of range.' },
  seconds_out_of_range: { id: 'Isi dengan 10 sampai 900 detik.', en: 'Enter 10 to 900 seconds.' },
  weights_out_of_range: { id: 'Bobot adalah angka bulat 1 sampai 5.', en: 'A weight is a whole number from 1 to 5.' },
  slider_out_of_range: { id: 'Ujung bawah harus di bawah ujung atas, dan langkahnya lebih dari nol dan pas di antaranya.', en: 'The lower end must be below the upper end, and the step above zero and fitting between.' },
  tolerance_out_of_range: { id: 'Toleransi tidak boleh negatif.', en: 'A tolerance is not negative.' },
  credit_out_of_range: { id: 'Nilai sebagian di luar batas: lebih dari 0 dan kurang dari 1, dan bukan untuk kunci.', en: 'A part credit is out of range: above 0, below 1, and not for the key.' },
  no_best_option: { id: 'Tepat satu pilihan harus berbobot 5.', en: 'Exactly one option must have the weight 5.' },
  key_shown: { id: 'Urutan tampilnya sama dengan urutan yang benar. Acak urutan tampilnya.', en: 'The elements are shown in the right order already. Shuffle how they are shown.' },
  repeated: { id: 'Teks ini sama dengan pilihan lain.', en: 'Another entry has the same text.' },
  key_repeated: { id: 'Satu elemen hanya boleh berada dalam satu pasangan.', en: 'An element stands in one pair only.' },
  unknown_choice: { id: 'Kunci menunjuk pilihan yang tidak ada.', en: 'The key names an option that is not there.' },
  contradiction: { id: 'Pilih salah satu: seluruhnya benar, atau nilai per bagian.', en: 'Choose one: all or nothing, or credit by part.' },
  gap_place: { id: 'Setiap tanda isian, misalnya [[1]], harus muncul tepat satu kali dalam teks.', en: 'Every mark such as [[1]] must stand in the text exactly once.' },
  too_long: { id: 'Terlalu panjang: {a} karakter, paling banyak {b}.', en: 'Too long: {a} characters, at most {b}.' },
  several_lines: { id: 'Harus dalam satu baris.', en: 'Must stand on one line.' },
  control_character: { id: 'Ada karakter tersembunyi dalam teks. Tempel ulang sebagai teks biasa.', en: 'There is a hidden character in the text. Paste it again as plain text.' },
  bad_id: { id: 'Pakai huruf kecil, angka, dan tanda hubung; paling banyak 40.', en: 'Small letters, digits and dashes; at most 40.' },
  taken_id: { id: 'Id ini sudah dipakai butir lain.', en: 'Another item has this id.' },
  id_is_not_file_name: { id: 'Id tidak cocok dengan nama berkasnya.', en: 'The id does not match its file.' },
  computation: { id: 'Rumus hitung tidak terbaca. Pakai angka, + - * / ^ % dan tanda kurung.', en: 'The computation cannot be read. Use numbers, + - * / ^ % and brackets.' },
  computation_differs: { id: 'Hasil rumus hitung tidak sama dengan kunci, atau pilihan lain bernilai sama.', en: 'The computation gives another value than the key, or another option has the same value.' },
  computation_misplaced: { id: 'Rumus hitung hanya untuk isian angka dan pilihan tunggal.', en: 'A computation is for numeric entry and single choice only.' },
  formula: { id: 'Rumus TeX tidak terbaca: {detail}', en: 'The TeX formula cannot be read: {detail}' },
  link: { id: 'Tautan tidak diperbolehkan dalam tes. Tulis alamatnya sebagai `teks`.', en: 'Links are refused in a test. Write the address as `text`.' },
  raw_html: { id: 'HTML tidak diperbolehkan. Pakai tombol di atas teks.', en: 'HTML is refused. Use the buttons above the text.' },
  heading: { id: 'Judul di sini dimulai dengan ### (periksa juga garis --- di bawah paragraf).', en: 'Headings here begin at ### (mind a line of dashes below a paragraph).' },
  text_alternative: { id: 'Gambar memerlukan teks pengganti: tulis di antara [ dan ].', en: 'A picture needs its text alternative between [ and ].' },
  unknown_picture: { id: 'Gambar ini tidak ada di bank. Unggah lagi dengan tombol Gambar.', en: 'The bank does not have this picture. Upload it again by the button.' },
  unexpected_file: { id: 'Berkas ini tidak dikenal di bank.', en: 'The bank does not know this file.' },
  file_too_large: { id: 'Terlalu besar.', en: 'Too large.' },
  invalid: { id: 'Isian ini di luar batas: {detail}', en: 'This entry is out of bounds: {detail}' },
  chart_series: { id: 'Grafik memerlukan 1 sampai 4 deret (lingkaran: tepat satu).', en: 'A chart has 1 to 4 series (pie: exactly one).' },
  chart_labels: { id: 'Grafik memerlukan 1 sampai 24 label x yang berbeda.', en: 'A chart needs 1 to 24 different x labels.' },
};
export const t = translator(words, language);
export const isItemFault = (key: string): key is keyof typeof words => key in words;

const places = {
  id: { id: 'Id', en: 'Id' }, title: { id: 'Judul', en: 'Title' }, domain: { id: 'Bagian', en: 'Domain' }, competency: { id: 'Kompetensi', en: 'Competency' }, indicator: { id: 'Indikator', en: 'Indicator' },
  difficulty: { id: 'Kesulitan', en: 'Difficulty' }, seconds: { id: 'Waktu pengerjaan', en: 'Time needed' }, tags: { id: 'Label', en: 'Tags' }, job_families: { id: 'Kelompok jabatan', en: 'Job families' },
  stimulus: { id: 'Bahan bacaan', en: 'Stimulus' }, enemies: { id: 'Butir bermusuhan', en: 'Enemies' }, computation: { id: 'Rumus hitung', en: 'Computation' }, origin: { id: 'Asal', en: 'Origin' },
  interaction: { id: 'Bentuk soal', en: 'Interaction' }, stem: { id: 'Pokok soal', en: 'Stem' }, rationale: { id: 'Pembahasan', en: 'Rationale' }, key: { id: 'Kunci', en: 'Key' }, credit: { id: 'Nilai sebagian', en: 'Part credit' },
  weights: { id: 'Bobot', en: 'Weights' }, tolerance: { id: 'Toleransi', en: 'Tolerance' }, slider: { id: 'Penggeser', en: 'Slider' }, unit: { id: 'Satuan', en: 'Unit' },
  options: { id: 'Pilihan', en: 'Options' }, elements: { id: 'Elemen', en: 'Elements' }, left: { id: 'Sisi kiri', en: 'Left side' }, right: { id: 'Sisi kanan', en: 'Right side' }, gap: { id: 'Isian', en: 'Gap' },
  shuffle: { id: 'Urutan pilihan', en: 'Order of options' }, text: { id: 'Teks', en: 'Text' }, body: { id: 'Isi', en: 'Body' }, picture: { id: 'Gambar', en: 'Picture' }, note: { id: 'Catatan versi', en: 'Note' },
};
export const placeName = (place: string): string => (place in places ? places[place as keyof typeof places][language] : place);
