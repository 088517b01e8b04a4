// A sheet of strangers, with semicolons and in Windows-1252, whose headers say nothing: an administrator says what its
// columns hold, mends the one row that is wrong, and finds the items in the list. The next sheet of this source knows.
import type { Page } from '@playwright/test';
import type { AuthoringBank } from '../src/lib/wire/AuthoringBank';
import { look } from './look';
import { expect, test } from './staff_fixtures';
import { workbook, XLSX } from './xlsx';

test.use({ blueprints: [] });

const HEADER = ['Urut', 'Uraian', 'Satu', 'Dua', 'Tiga', 'Empat', 'Betul', 'Catatan'];
const ROWS = [
  ['1', 'Apa arti kata “café” dalam bahasa Indonesia?', 'Kedai kopi', 'Kantor', 'Kebun', 'Pasar', '1', ''],
  ['2', 'Perangkat apa yang mencetak dokumen?', 'Pemindai', 'Pencetak', 'Kamera', 'Mikrofon', '2', 'lama'],
  ['3', 'Tombol apa yang menghapus huruf di kiri kursor?', 'Shift', 'Ctrl', 'Tab', 'Backspace', '7', ''],
];
const TABLE = [['Bank soal literasi digital 2019'], HEADER, ...ROWS];
/** `“` and `”` are 0x93 and 0x94 there, `é` is as in Latin-1. */
const CSV = Buffer.from(TABLE.map((cells) => cells.join(';')).join('\r\n').replaceAll('“', '\x93').replaceAll('”', '\x94'), 'latin1');
const FIELDS: [column: string, field: string][] = [
  ['Urut', 'Nomor urut'], ['Uraian', 'Pokok soal'], ['Satu', 'Pilihan A'], ['Dua', 'Pilihan B'], ['Tiga', 'Pilihan C'], ['Empat', 'Pilihan D'], ['Betul', 'Kunci'],
];
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1366, height: 768 };

const column = (page: Page, header: string) => page.getByRole('combobox', { name: new RegExp(`^Kolom [A-Z]: ${header}$`) });
/** The whole page in one picture; the rules are held against what `look` sees. */
const whole = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: `e2e/.pictures/sheet/${name}.png`, fullPage: true, animations: 'disabled' });

test('a sheet of strangers is mapped, mended and imported', async ({ house, desk, page }) => {
  test.setTimeout(150_000);
  const [bank] = (await (await (await house.staff()).get('/api/authoring')).json()) as AuthoringBank[];
  const path = `/admin/bank/${bank!.id}`;
  const upload = (name: string, mimeType: string, buffer: Buffer): Promise<void> => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

  await test.step('headers that say nothing lead to the screen', async () => {
    await desk.open(`${path}/import`, 'admin');
    await upload('lama.csv', 'text/csv', CSV);
    await expect(desk.heading('Atur kolom', 2)).toBeFocused();
    await expect(page.getByText('Judul kolom lembar ini belum dikenali.')).toBeVisible();
    await expect(page.getByLabel('Pemisah sel')).toHaveValue(';');
    await expect(page.getByText('Windows-1252 (dikenali sendiri)')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'Belum ada kolom yang berisi pokok soal.' })).toBeVisible();
    await expect(desk.button('Periksa semua baris')).toHaveAttribute('aria-disabled', 'true');
    await page.getByLabel('Baris judul kolom').selectOption('2');
    await expect(column(page, 'Uraian')).toBeVisible();
    await look(page, 'sheet', 'unknown');
  });

  await test.step('columns are named by keyboard and pointer, and the item appears as candidates see it', async () => {
    await column(page, 'Urut').focus();
    await page.keyboard.type('Nomor urut');
    for (const [header, field] of FIELDS) await column(page, header).selectOption({ label: field });
    await page.getByLabel('Cara kunci ditulis').selectOption('number');
    const same = page.getByRole('group', { name: 'Sama untuk semua butir' });
    await same.getByLabel('Bagian').selectOption('digital_literacy');
    await same.getByLabel('Kompetensi').selectOption({ index: 1 });
    await same.getByLabel('Perkiraan kesulitan').selectOption('easy');
    await same.getByLabel('Waktu (detik)').fill('60');
    await same.getByLabel('Indikator').fill('Contoh untuk menguji program');
    await expect(page.getByRole('status').filter({ hasText: '2 dari 3 butir dapat diambil; 1 belum.' })).toBeVisible();
    await expect(page.frameLocator('iframe').getByText('Apa arti kata “café” dalam bahasa Indonesia?')).toBeVisible();
    await look(page, 'sheet', 'mapped');
    await whole(page, 'mapped-whole');
  });

  await test.step('a field chosen twice is told, and holds the check back', async () => {
    await column(page, 'Catatan').selectOption({ label: 'Kunci' });
    await expect(page.getByText('Kolom G juga berisi Kunci. Pilih isi lain pada salah satunya.')).toBeVisible();
    await expect(desk.button('Periksa semua baris')).toHaveAttribute('aria-disabled', 'true');
    await column(page, 'Catatan').selectOption({ label: 'Label' });
  });

  await test.step('the row that is wrong says where', async () => {
    await desk.button('Butir berikutnya').click();
    await expect(page.getByText('Butir 2 dari 3 yang pertama')).toBeVisible();
    await desk.button('Butir berikutnya').click();
    await expect(page.getByRole('complementary', { name: 'Seperti dilihat peserta' })).toContainText('Baris 5, kolom Betul: kunci 7 menunjuk pilihan yang tidak ada; hanya ada 4 pilihan');
    await expect(page.frameLocator('iframe').getByText('Tombol apa yang menghapus')).toBeVisible();
    await look(page, 'sheet', 'wrong-row');
    await page.setViewportSize(PHONE);
    await look(page, 'sheet', 'phone');
    await whole(page, 'phone-whole');
    await page.setViewportSize(DESK);
  });

  await test.step('the same dry run, mending and import as any file', async () => {
    await desk.button('Periksa semua baris').click();
    await expect(desk.heading('lama.csv: 2 butir siap diimpor, 1 tidak ikut', 2)).toBeVisible();
    await expect(page.getByText('Kolom diatur sendiri.')).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: 'Baris 5, kolom Betul' })).toContainText('Tidak ikut');
    await look(page, 'sheet', 'report');
    await desk.button('Perbaiki butir 3').click();
    await desk.dialog().getByRole('radio', { name: 'Kunci: Pilihan D' }).check();
    await desk.button('Pakai perbaikan ini').click();
    await desk.button('Impor 3 butir').click();
    await expect(desk.heading('3 butir disimpan sebagai draf', 2)).toBeVisible();
  });

  await test.step('they are in the list', async () => {
    await desk.button('Lihat draf').click();
    for (const [, stem] of ROWS) await expect(page.getByRole('row').filter({ hasText: stem! })).toContainText('Draf');
  });

  await test.step('the next file with these headers is known, also as a workbook, and can be guessed anew', async () => {
    await page.goto(`${house.url}${path}/import`);
    await upload('baru.xlsx', XLSX, workbook([...TABLE.slice(0, 2), ['9', 'Apa kepanjangan dari RAM?', 'Random Access Memory', 'Read All Mail', 'Run A Machine', 'Rapid Audio Mode', '1', '']], 'Lembar1'));
    await expect(desk.heading('Atur kolom', 2)).toBeVisible();
    await page.getByLabel('Baris judul kolom').selectOption('2');
    await expect(page.getByText('Dipakai: kolom yang Anda atur')).toBeVisible();
    await expect(column(page, 'Betul')).toHaveValue('key');
    await expect(page.getByRole('status').filter({ hasText: 'Semua 1 butir dapat diambil.' })).toBeVisible();
    await desk.button('Kembalikan ke tebakan').click();
    await expect(column(page, 'Betul')).toHaveValue('ignored');
    await expect(page.getByText('Dipakai: kolom yang Anda atur')).toHaveCount(0);
  });
});
