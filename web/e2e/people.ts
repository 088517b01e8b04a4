// Invented people for full halls: names, NIPs, units and seats that look like those of a real list.
const NAMES = `Siti Rahmawati|Andi Baso Pratama|Muhammad Rizal|Nurhayati Salim|I Wayan Sudiarta|Maria Goreti Lalo|Hendra Gunawan|Dewi Lestari Putri
Yosef Kambuaya|Fatimah Azzahra|Bambang Setiawan|Rina Marlina|Agus Salim Daeng|Kartika Sari|Johanis Manuputty|Nur Aisyah Ramadhani|Eko Prasetyo|Sri Wahyuni
Abdul Karim|Lidia Tumbelaka|Rahmat Hidayat|Indah Permatasari|Petrus Wenda|Yuliana Sinaga|Arif Budiman|Ni Made Ayu Lestari|Syamsul Bahri|Ratna Dewi
Ferdinand Sitompul|Halimah Tusadiah|Dedi Kurniawan|Mega Puspita|Ismail Marzuki|Theresia Bria|Wahyu Nugroho|Sulastri Handayani|Ahmad Fauzi|Elisabet Rumbiak
Taufik Hidayatullah|Wulan Anggraini|Rudi Hartono|Nirmala Tandi|Zainal Abidin|Cut Meutia|Gregorius Naibaho|Puji Astuti|Hasan Basri|Melati Kusuma`
  .split(/[|\n]/);
const UNITS = ['Dinas Kesehatan', 'Dinas Pendidikan dan Kebudayaan', 'Sekretariat Daerah', 'Badan Perencanaan Pembangunan Daerah', 'Inspektorat Daerah', 'Dinas Perhubungan'];
const GROUPS = ['pelaksana', 'fungsional', 'pengawas', 'administrator', 'fungsional'];
const HEADER = 'nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi';

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length]!;
const two = (n: number): string => String(n).padStart(2, '0');

function line(index: number, perRoom: number): string {
  const born = `19${75 + (index % 20)}${two(1 + (index % 12))}${two(1 + ((index * 7) % 28))}`;
  const nip = `${born}20${two(5 + (index % 18))}${two(1 + ((index * 5) % 12))}${1 + (index % 2)}${String(1 + index).padStart(3, '0')}`;
  const room = pick(['A', 'B', 'C'], Math.floor(index / perRoom));
  return [nip, pick(NAMES, index), pick(UNITS, index * 5 + Math.floor(index / 7)), pick(GROUPS, index * 3), '', index % 17 === 9 ? '25' : '', room, `${room}-${two(1 + (index % perRoom))}`].join(',');
}

/** A candidate file for so many people, `perRoom` of them in each room. */
export function people(count: number, perRoom = 24): string {
  return [HEADER, ...Array.from({ length: count }, (_, index) => line(index, perRoom)), ''].join('\n');
}
