// The known answers of the test bank, found by the beginning of the stem. `share` is what the server must score.
export type Known =
  | { stem: string; choose: string[]; share: number }
  | { stem: string; number: string; share: number }
  | { stem: string; order: string[]; share: number }
  | { stem: string; pairs: [string, string][]; share: number };

export const KEY: Known[] = [
  { stem: 'Tabel berikut memuat', choose: ['Selasa'], share: 1 },
  { stem: 'Pilih dua bilangan genap', choose: ['2', '4'], share: 1 },
  { stem: 'Seorang pemohon datang', choose: ['Melayaninya sampai selesai.'], share: 1 },
  { stem: 'Berkas disimpan', number: '36', share: 1 },
  { stem: 'Urutkan langkah mengirim', order: ['Menulis konsep', 'Menandatangani surat', 'Mengirim surat'], share: 1 },
  { stem: 'Jodohkan singkatan', pairs: [['ASN', 'Aparatur sipil negara'], ['SKP', 'Sasaran kinerja pegawai'], ['NIP', 'Nomor induk pegawai']], share: 1 },

  { stem: 'Kata mana yang berarti', choose: ['Gotong royong'], share: 1 },
  // One right, one wrong: (1 − 1) ÷ 2.
  { stem: 'Pilih dua nama hari', choose: ['Senin', 'Maret'], share: 0 },
  // Weight 2 of 5.
  { stem: 'Dua rekan berbeda pendapat', choose: ['Membiarkan keduanya.'], share: 0.4 },
  { stem: 'Satu regu terdiri', number: '41', share: 0 },
  // Two pairs right, one wrong: (2 − 1) ÷ 3.
  { stem: 'Urutkan bilangan berikut', order: ['Satu', 'Tiga', 'Dua'], share: 1 / 3 },
  // One of three.
  { stem: 'Jodohkan kota', pairs: [['Makassar', 'Sulawesi'], ['Medan', 'Jawa'], ['Bandung', 'Sumatera']], share: 1 / 3 },

  { stem: 'Tombol mana', choose: ['Ctrl + C'], share: 1 },
  { stem: 'Pilih dua perangkat', choose: ['Papan ketik', 'Tetikus'], share: 1 },
  { stem: 'Anda menerima surel', choose: ['Melaporkannya kepada pengelola keamanan.'], share: 1 },
  { stem: 'Satu berkas berukuran', number: '12,5', share: 1 },
  { stem: 'Urutkan langkah mencetak', order: ['Membuka dokumen', 'Memilih pencetak', 'Menekan tombol cetak', 'Mengambil hasil cetakan'], share: 1 },
  { stem: 'Jodohkan jenis berkas', pairs: [['.txt', 'Teks'], ['.jpg', 'Gambar'], ['.mp3', 'Suara']], share: 1 },

  { stem: 'Berapakah nilai', choose: ['1'], share: 1 },
  { stem: 'Pilih dua bilangan yang habis', choose: ['15', '20'], share: 1 },
  { stem: 'Angka pada laporan', choose: ['Memeriksa sumber angka bersama rekan.'], share: 1 },
  { stem: 'Menurut bahan bacaan, berapa', number: '1.360', share: 1 },
  { stem: 'Urutkan dari yang terkecil', order: ['0,25', '0,5', '0,75', '1'], share: 1 },
  { stem: 'Jodohkan persentase', pairs: [['50%', '1/2'], ['25%', '1/4'], ['75%', '3/4']], share: 1 },
  { stem: 'Menurut bahan bacaan, pada bulan', choose: ['Februari'], share: 1 },
];

export function known(stem: string): Known {
  const found = KEY.find((k) => stem.startsWith(k.stem));
  if (!found) throw new Error(`no known answer to: ${stem}`);
  return found;
}

/** Text as it is compared: MathML and layout leave spaces of their own. */
export const bare = (text: string): string => text.replace(/\s+/g, ' ').trim();
