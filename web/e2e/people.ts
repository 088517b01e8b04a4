// Plainly synthetic people for full halls: numbered names, with units and seats that look like those of a real list.
const UNITS = ['Dinas Kesehatan', 'Dinas Pendidikan dan Kebudayaan', 'Sekretariat Daerah', 'Badan Perencanaan Pembangunan Daerah', 'Inspektorat Daerah', 'Dinas Perhubungan'];
const GROUPS = ['pelaksana', 'fungsional', 'pengawas', 'administrator', 'fungsional'];
const HEADER = 'nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi';

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length]!;
const two = (n: number): string => String(n).padStart(2, '0');

function line(index: number, perRoom: number): string {
  const born = `19${75 + (index % 20)}${two(1 + (index % 12))}${two(1 + ((index * 7) % 28))}`;
  const nip = `${born}20${two(5 + (index % 18))}${two(1 + ((index * 5) % 12))}${1 + (index % 2)}${String(1 + index).padStart(3, '0')}`;
  const room = pick(['A', 'B', 'C'], Math.floor(index / perRoom));
  return [nip, `Peserta Uji ${String(index + 1).padStart(3, '0')}`, pick(UNITS, index * 5 + Math.floor(index / 7)), pick(GROUPS, index * 3), '', index % 17 === 9 ? '25' : '', room, `${room}-${two(1 + (index % perRoom))}`].join(',');
}

/** A candidate file for so many people, `perRoom` of them in each room. */
export function people(count: number, perRoom = 24): string {
  return [HEADER, ...Array.from({ length: count }, (_, index) => line(index, perRoom)), ''].join('\n');
}
