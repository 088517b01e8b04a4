// A table of items on its whole way: five rows are good, three are mended in the browser; a second administrator
// approves and activates all eight; they are released, and a candidate of a session planned on them meets one.
import type { Locator, Page } from '@playwright/test';
import type { AuthoringBank } from '../src/lib/wire/AuthoringBank';
import type { ItemRow } from '../src/lib/wire/ItemRow';
import { Desk } from './desk';
import type { House } from './house';
import { look } from './look';
import { people } from './people';
import { Seat } from './seat';
import { expect, test } from './staff_fixtures';
import { workbook, XLSX } from './xlsx';

test.use({ blueprints: ['uji-impor'] });

const HEADER = ['id', 'jenis', 'domain', 'kompetensi', 'indikator', 'tingkat', 'pokok soal', 'pilihan A', 'pilihan B', 'pilihan C', 'pilihan D', 'kunci', 'waktu', 'pembahasan'];
const INDICATOR = 'Contoh untuk menguji program';
const row = (id: string, stem: string, options: [string, string, string, string], key: string, indicator = INDICATOR): string[] =>
  [id, 'pilihan ganda', 'digital_literacy', 'digital_literacy_umum', indicator, 'mudah', stem, ...options, key, '60', 'Contoh untuk menguji program.'];
const ROWS = [
  row('tabel-1', 'Singkatan apa yang berarti format dokumen portabel?', ['PDF', 'RAM', 'CPU', 'USB'], 'A'),
  row('tabel-2', 'Perangkat mana yang dipakai untuk mencetak?', ['Pemindai', 'Pencetak', 'Kamera', 'Mikrofon'], 'B'),
  row('tabel-3', 'Berapa bit dalam satu bita?', ['Dua', 'Empat', 'Delapan', 'Enam belas'], 'C'),
  row('tabel-4', 'Tombol mana yang menghapus huruf di kiri kursor?', ['Shift', 'Ctrl', 'Tab', 'Backspace'], 'D'),
  // What an author forgot; it comes in as a draft all the same.
  row('tabel-5', 'Program mana yang membuka halaman web?', ['Peramban', 'Kalkulator', 'Kalender', 'Jam'], 'A', ''),
  // A letter without an option, no key, and an empty option before a filled one.
  row('tabel-6', 'Apa sebutan salinan data untuk berjaga-jaga?', ['Cadangan', 'Sampah', 'Pintasan', 'Lampiran'], 'F'),
  row('tabel-7', 'Apa nama tempat surel yang tidak diinginkan?', ['Arsip', 'Spam', 'Konsep', 'Terkirim'], ''),
  row('tabel-8', 'Apa yang melindungi akun selain nama pengguna?', ['Gambar', '', 'Kata sandi', 'Warna'], 'C'),
];
const TABLE = [HEADER, ...ROWS];
/** As spreadsheet programs with Indonesian settings write it. */
const CSV = TABLE.map((cells) => cells.map((text) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(';')).join('\r\n');
const WRONG = [
  ['Baris 7, kolom kunci: kunci F menunjuk pilihan yang tidak ada; hanya ada 4 pilihan', 'Cadangan'],
  ['Baris 8, kolom kunci: kunci belum diisi', 'Spam'],
  ['Baris 9, kolom pilihan B: pilihan ini kosong, sedangkan yang sesudahnya terisi', 'Kata sandi'],
] as const;

async function threeWrong(page: Page): Promise<void> {
  for (const [sentence] of WRONG) await expect(page.getByRole('row').filter({ hasText: sentence })).toContainText('Tidak ikut');
}

/** Ticks the key of the option with such a text, wherever it stands. */
async function keyIs(dialog: Locator, text: string): Promise<void> {
  for (const letter of 'ABCD') {
    const field = dialog.getByRole('textbox', { name: `Pilihan ${letter}`, exact: true });
    if ((await field.count()) > 0 && (await field.inputValue()) === text) return dialog.getByRole('radio', { name: `Kunci: Pilihan ${letter}` }).check();
  }
  throw new Error(`no option says ${text}`);
}

/** One step on all items of a stage, chosen in the list. */
async function stepAll(desk: Desk, stage: string, step: string): Promise<void> {
  await desk.page.getByRole('group', { name: 'Jumlah butir menurut tahap' }).getByRole('button', { name: new RegExp(`^8\\s*${stage}$`) }).click();
  await desk.page.getByRole('checkbox', { name: 'Pilih semua yang tampil' }).check();
  const bar = desk.page.getByRole('region', { name: '8 butir dipilih' });
  await desk.button(step, bar).click();
  await desk.button(`${step} 8 butir`, desk.dialog()).click();
  await expect(desk.dialog()).toContainText('8 butir berhasil.');
  await desk.button('Selesai', desk.dialog()).click();
}

async function imported(house: House, bank: string): Promise<ItemRow[]> {
  const rows = (await (await (await house.staff()).get(`/api/authoring/${bank}/items`)).json()) as ItemRow[];
  return rows.filter((one) => one.id.startsWith('tabel-'));
}

test('items of a spreadsheet reach a candidate', async ({ house, desk, page, browser }) => {
  test.setTimeout(240_000);
  const [bank] = (await (await (await house.staff()).get('/api/authoring')).json()) as AuthoringBank[];
  const path = `/admin/bank/${bank!.id}`;
  const upload = (name: string, mimeType: string, buffer: Buffer): Promise<void> => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

  await test.step('a dry run names the three rows, as CSV and as a workbook', async () => {
    await desk.open(`${path}/import`, 'admin');
    await upload('soal.csv', 'text/csv', Buffer.from(CSV));
    await expect(desk.heading('soal.csv: 5 butir siap diimpor, 3 tidak ikut', 2)).toBeVisible();
    await threeWrong(page);
    await upload('soal.xlsx', XLSX, workbook(TABLE));
    await expect(desk.heading('soal.xlsx: 5 butir siap diimpor, 3 tidak ikut', 2)).toBeVisible();
    await threeWrong(page);
    await look(page, 'excel', 'report');
    expect(await imported(house, bank!.id)).toEqual([]);
  });

  await test.step('each is mended in the browser', async () => {
    for (const [index, [, key]] of WRONG.entries()) {
      await desk.button(`Perbaiki butir ${index + 6}`).click();
      await keyIs(desk.dialog(), key);
      await desk.button('Pakai perbaikan ini').click();
      await expect(desk.dialog()).toHaveCount(0);
    }
    await expect(desk.heading('soal.xlsx: 8 butir siap diimpor', 2)).toBeVisible();
  });

  await test.step('eight drafts are stored', async () => {
    await desk.button('Impor 8 butir').click();
    await expect(desk.heading('8 butir disimpan sebagai draf', 2)).toBeVisible();
    const rows = await imported(house, bank!.id);
    expect(rows.map((one) => one.stage)).toEqual(Array(8).fill('draft'));
    expect(rows.filter((one) => one.faults > 0).map((one) => one.id)).toEqual(['tabel-5']);
  });

  await test.step('what is missing is completed', async () => {
    await desk.button('Lihat draf').click();
    await page.getByRole('row').filter({ hasText: 'hal belum lengkap' }).getByRole('link', { name: /^tabel-5/ }).click();
    await page.getByRole('link', { name: 'Ubah' }).click();
    await page.getByLabel('Indikator').fill(INDICATOR);
    await expect(page.getByText('Lengkap. Butir dapat dikirim untuk ditelaah.')).toBeVisible();
    await desk.button('Simpan versi baru').click();
    await expect(desk.heading('Butir tabel-5')).toBeVisible();
  });

  await test.step('all are submitted together', async () => {
    await page.goto(`${house.url}${path}`);
    await stepAll(desk, 'Draf', 'Kirim untuk ditelaah');
  });

  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID' });
  const other = new Desk(await context.newPage(), house.url);
  await test.step('a second administrator approves, activates and releases them', async () => {
    await other.open(path, 'penelaah');
    await stepAll(other, 'Menunggu telaah', 'Setujui');
    await stepAll(other, 'Disetujui', 'Aktifkan');
    await other.button('Terbitkan versi bank').click();
    await other.button(/^Terbitkan \d+ butir$/, other.dialog()).click();
    await expect(other.notices).toContainText(/Versi bank [0-9a-f]{12} diterbitkan/);
    expect((await imported(house, bank!.id)).map((one) => one.stage)).toEqual(Array(8).fill('active'));
  });
  await context.close();

  await test.step('a candidate meets one of them and answers it', async () => {
    const session = await house.draft(await house.event('Uji butir impor'), { title: 'Sesi impor', blueprint_id: 'uji-impor', people: people(1) });
    const [card] = await house.open(session);
    const room = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID' });
    const seat = new Seat(await room.newPage(), house, { nip: card!.nip, code: card!.access_code, name: card!.name });
    await seat.begin();
    await seat.find('Apa yang melindungi akun');
    await seat.choose('Kata sandi');
    await seat.saved();
    await look(seat.page, 'excel', 'candidate');
    await room.close();
  });
});
