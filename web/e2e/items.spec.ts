// The life of an item in two browsers: one administrator writes it, another returns, then approves it; it comes into
// use and into a bank version. And the import's screens, whose answers are given here, because readers of formats are
// tested where they are.
import type { Page } from '@playwright/test';
import type { ItemImport } from '../src/lib/wire/ItemImport';
import { Desk } from './desk';
import { look } from './look';
import { expect, test } from './staff_fixtures';

test.use({ blueprints: [] });

const STEM = 'Sebuah loket melayani 12 pemohon dalam 2 jam. Berapa pemohon yang dilayani dalam 5 jam?';
const OPTIONS = ['24 pemohon', '30 pemohon', '36 pemohon', '60 pemohon'];

/** The item's own page, and where it stands. */
async function stands(page: Page, stage: string): Promise<void> {
  await expect(page.getByRole('region', { name: 'Langkah berikutnya' })).toContainText(stage);
}
const step = async (desk: Desk, name: string, reason?: string): Promise<void> => {
  await desk.button(name).click();
  await desk.agree(name, reason);
};

test('two administrators bring an item into use', async ({ house, desk, page, browser }) => {
  test.setTimeout(180_000);
  const [bank] = await (await (await house.staff()).get('/api/authoring')).json() as { id: string; title: string }[];
  const path = `/admin/bank/${bank!.id}`;
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID' });
  const other = new Desk(await context.newPage(), house.url);
  let item = '';

  await test.step('from the list to a new item', async () => {
    await desk.open('/admin/bank', 'admin');
    await page.getByRole('link', { name: bank!.title }).click();
    await expect(page.getByRole('group', { name: 'Jumlah butir menurut tahap' }).getByRole('button', { name: /Dipakai/ })).toBeVisible();
    await page.getByRole('link', { name: 'Tulis butir baru' }).click();
    await expect(desk.heading('Butir baru')).toBeVisible();
  });

  await test.step('it is written, and looks as candidates will see it', async () => {
    await page.getByLabel('Bagian', { exact: true }).selectOption('numerical_reasoning');
    await page.getByLabel('Kompetensi').selectOption({ index: 1 });
    await page.getByLabel('Indikator').fill('Menghitung perbandingan senilai');
    await page.getByLabel('Perkiraan kesulitan').selectOption('easy');
    await page.getByLabel('Waktu pengerjaan (detik)').fill('60');
    await page.getByRole('textbox', { name: 'Pokok soal' }).fill(STEM);
    await desk.button('Hapus Pilihan E').click();
    for (const [index, text] of OPTIONS.entries()) await page.getByRole('textbox', { name: `Pilihan ${'ABCD'[index]}`, exact: true }).fill(text);
    await expect(page.getByText('Kunci belum ditentukan.').first()).toBeVisible();
    await page.getByRole('radio', { name: 'Kunci: Pilihan B' }).check();
    await expect(page.frameLocator('iframe').getByText(STEM)).toBeVisible();
    await page.getByRole('textbox', { name: 'Pembahasan' }).fill('Kunci B: 12 ÷ 2 × 5 = 30.');
    await expect(page.getByText('Lengkap. Butir dapat dikirim untuk ditelaah.')).toBeVisible();
    item = await page.getByLabel('Id butir').inputValue();
    await look(page, 'items', 'editor');
  });

  await test.step('the preview leaves the focus with who writes, also when something is missing', async () => {
    const computation = page.getByLabel('Rumus hitung kunci');
    await computation.focus();
    await page.keyboard.type('12 / 2 *');
    await expect(page.getByText('Lengkap. Butir dapat dikirim untuk ditelaah.')).toHaveCount(0);
    await expect(page.locator('iframe')).toBeVisible();
    await expect(computation).toBeFocused();
    await computation.fill('');
    await expect(page.getByText('Lengkap. Butir dapat dikirim untuk ditelaah.')).toBeVisible();
  });

  await test.step('what is not saved outlives a reload', async () => {
    page.once('dialog', (asked) => void asked.accept());
    await page.reload();
    await expect(page.getByText(/^Perubahan yang belum disimpan/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Pokok soal' })).toHaveValue(STEM);
    await page.getByRole('link', { name: 'Staf' }).click();
    await expect(desk.dialog('Perubahan belum disimpan')).toBeVisible();
    await desk.button('Batal', desk.dialog()).click();
  });

  await test.step('submitted, and its writer cannot approve it', async () => {
    await desk.button('Simpan dan kirim untuk ditelaah').click();
    await expect(desk.heading(`Butir ${item}`)).toBeVisible();
    await stands(page, 'Menunggu telaah');
    await expect(page.getByText(/^Anda menulis butir ini; penelaahnya orang lain/)).toBeVisible();
    await expect(desk.button('Setujui')).toHaveCount(0);
  });

  await test.step('a second administrator returns it with a reason', async () => {
    await other.open(`${path}/item/${item}`, 'penelaah');
    await stands(other.page, 'Menunggu telaah');
    await other.button('Kembalikan').click();
    await other.button('Kembalikan', other.dialog()).click();
    await expect(other.dialog().getByText('Tulis alasannya, paling sedikit 3 karakter.')).toBeVisible();
    await other.agree('Kembalikan', 'Pengecoh D terlalu besar');
    await stands(other.page, 'Draf');
  });

  await test.step('the first mends it, and the versions show how', async () => {
    await page.goto(`${house.url}${path}/item/${item}`);
    await expect(page.getByText('Pengecoh D terlalu besar')).toBeVisible();
    await page.getByRole('link', { name: 'Ubah' }).click();
    await page.getByRole('textbox', { name: 'Pilihan D', exact: true }).fill('48 pemohon');
    await page.getByRole('textbox', { name: 'Catatan versi (boleh kosong)' }).fill('Pengecoh D diganti');
    await desk.button('Simpan dan kirim untuk ditelaah').click();
    await stands(page, 'Menunggu telaah');
    await page.getByRole('navigation', { name: 'Bagian butir' }).getByRole('link', { name: /^Versi/ }).click();
    await expect(page.getByRole('deletion').filter({ hasText: '60' })).toBeVisible();
    await expect(page.getByRole('insertion').filter({ hasText: '48' })).toBeVisible();
    await look(page, 'items', 'versions');
  });

  await test.step('the second approves it and takes it into use', async () => {
    await other.page.reload();
    await other.page.getByRole('textbox', { name: 'Tulis komentar' }).fill('Sudah baik.');
    await other.button('Kirim komentar').click();
    await expect(other.page.getByText('Sudah baik.')).toBeVisible();
    await look(other.page, 'items', 'review');
    await step(other, 'Setujui');
    await stands(other.page, 'Disetujui');
    await step(other, 'Aktifkan');
    await stands(other.page, 'Dipakai');
  });

  await test.step('it is found in the list and released', async () => {
    await page.goto(`${house.url}${path}`);
    await page.getByRole('searchbox').fill(item);
    await expect(page.getByRole('row').filter({ hasText: item })).toContainText('Dipakai');
    await look(page, 'items', 'list');
    await desk.button('Terbitkan versi bank').click();
    await expect(desk.dialog()).toContainText('Sesi yang sudah direncanakan atau dibuka tetap memakai versinya.');
    await desk.button(/^Terbitkan \d+ butir$/, desk.dialog()).click();
    await expect(desk.notices).toContainText(/Versi bank [0-9a-f]{12} diterbitkan/);
    const banks = await (await (await house.staff()).get('/api/banks')).json() as unknown[];
    expect(banks).toHaveLength(2);
  });
  await context.close();
});

const draft = (id: string, stem: string) => ({
  id, title: '', domain: 'numerical_reasoning', competency: '', indicator: '', difficulty: null, seconds: null, tags: [], job_families: [], fixed_order: false, stimulus: null, enemies: [], computation: null, origin: `gift:${id}`,
  stem, interaction: { type: 'single_choice' as const, options: ['1', '2', '3'], key: 1, credit: [] }, rationale: '',
});
const row = { source: 'line 1', source_id: 'q1', title: '', interaction: 'MC', reason: null, changes: [] as string[] };
const REPORT: ItemImport = {
  file: 'soal.gift', format: 'gift', refused: null, stored: false,
  rows: [
    { ...row, title: 'Utuh', status: 'imported', draft: draft('impor-0001', 'Berapa 1 + 1?') },
    { ...row, title: 'Disesuaikan', status: 'changed', changes: ['to be mended before use: `competency` is missing'], draft: draft('impor-0002', 'Berapa 2 + 0?') },
    { ...row, title: 'Tanpa kunci', status: 'left_out', reason: 'the question has no right answer', draft: draft('q3', 'Berapa 4 − 2?') },
    { ...row, title: 'Ulangan', status: 'left_out', reason: 'a repeat: the item `num-001` has the same text and key', draft: null },
  ],
};

test('an import is looked at, mended and agreed to', async ({ house, desk, page }) => {
  const [bank] = await (await (await house.staff()).get('/api/authoring')).json() as { id: string }[];
  const sent: { dry: boolean; body: string }[] = [];
  await page.route(/\/api\/authoring\/[^/]+\/import\?/, async (route) => {
    const dry = new URL(route.request().url()).searchParams.get('dry_run') === 'true';
    sent.push({ dry, body: route.request().postDataBuffer()?.toString() ?? '' });
    const rows = dry ? REPORT.rows : REPORT.rows.map((one, index) => (index === 2 ? { ...one, status: 'changed' as const, reason: null, changes: ['mended by hand'] } : one));
    await route.fulfill({ json: sent.length === 1 ? { ...REPORT, format: null, rows: [], refused: 'say the format [unknown_format]' } : { ...REPORT, rows, stored: !dry } });
  });
  await desk.open(`/admin/bank/${bank!.id}/import`, 'admin');
  await page.locator('input[type=file]').setInputFiles({ name: 'soal.gift', mimeType: 'text/plain', buffer: Buffer.from('::Utuh:: 1+1 {=2}') });

  await test.step('a refused file is one clear message', async () => {
    await expect(page.getByRole('alert')).toContainText('Format berkas ini tidak dikenali.');
    await look(page, 'items', 'import-refused');
    await page.getByLabel('Format berkas').selectOption('gift');
    await expect(desk.heading('soal.gift: 2 butir siap diimpor, 2 tidak ikut', 2)).toBeVisible();
  });
  await test.step('rows say what became of them', async () => {
    await expect(page.getByRole('row').filter({ hasText: 'Ulangan' })).toContainText('butir num-001 memiliki teks dan kunci yang sama');
    await look(page, 'items', 'import-report');
    await desk.button('Lihat butir 2').click();
    await expect(desk.dialog()).toContainText('Kompetensi belum diisi');
    await expect(page.frameLocator('dialog iframe').getByText('Berapa 2 + 0?')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await test.step('a row is mended, and only then counted', async () => {
    await desk.button('Perbaiki butir 3').click();
    await desk.dialog().getByRole('radio', { name: 'Kunci: Pilihan B' }).check();
    await desk.button('Pakai perbaikan ini').click();
    await expect(desk.heading('soal.gift: 3 butir siap diimpor, 1 tidak ikut', 2)).toBeVisible();
    await expect(page.getByText('Simpan 3 butir sebagai draf; 1 tidak ikut.')).toBeVisible();
  });
  await test.step('leaving something out needs a tick', async () => {
    await desk.button('Impor 3 butir').click({ force: true });
    await expect(page.getByText('Centang dahulu bahwa sebagian butir tidak ikut.')).toBeVisible();
    await page.getByRole('checkbox', { name: 'Saya tahu bahwa 1 butir tidak ikut' }).check();
    await desk.button('Impor 3 butir').click();
    await expect(desk.heading('3 butir disimpan sebagai draf', 2)).toBeVisible();
    expect(sent.map((one) => one.dry)).toEqual([true, true, false]);
    expect(sent[2]!.body).toContain('"row":2');
    await look(page, 'items', 'import-stored');
  });
});
