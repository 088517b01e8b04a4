// Around the items of a bank: a file for other programs and what it loses, items out of a model, and the sign that an
// item may be known outside, whose numbers are given here because they need weeks of sittings.
import { readFileSync } from 'node:fs';
import type { AuthoringBank } from '../src/lib/wire/AuthoringBank';
import type { ItemExposureView } from '../src/lib/wire/ItemExposureView';
import type { ItemRow } from '../src/lib/wire/ItemRow';
import type { StimulusDraft } from '../src/lib/wire/StimulusDraft';
import type { House } from './house';
import { look } from './look';
import { expect, test } from './staff_fixtures';

test.use({ blueprints: [] });

async function bankOf(house: House): Promise<string> {
  const [bank] = (await (await (await house.staff()).get('/api/authoring')).json()) as AuthoringBank[];
  return bank!.id;
}

test('a bank is saved as a file after a look at what the format loses', async ({ house, desk, page }) => {
  const bank = await bankOf(house);
  await desk.open(`/admin/bank/${bank}`, 'admin');
  await desk.button('Ekspor').click();
  const dialog = desk.dialog('Ekspor butir');
  await expect(dialog.getByText('Format ini menampung semua isi butir.')).toBeVisible();

  await test.step('what is lost stands by kind, with its items', async () => {
    await dialog.getByLabel('Format').selectOption('aiken');
    await expect(dialog.getByText('20 butir tidak ikut dalam berkas.')).toBeVisible();
    const group = dialog.getByRole('listitem').filter({ hasText: 'Butir seutuhnya: format ini tidak mengenal bentuk “Mengurutkan”' });
    await expect(group).toContainText('4 butir');
    await group.locator('summary').click();
    await expect(group.getByRole('link')).toHaveCount(4);
    await look(page, 'items', 'export');
  });
  await test.step('nothing chosen is nothing to save', async () => {
    await dialog.getByRole('checkbox', { name: /^Dipakai/ }).uncheck();
    await expect(dialog.getByText('Pilih paling sedikit satu tahap.')).toBeVisible();
    await expect(dialog.getByRole('link', { name: /^Simpan berkas/ })).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('checkbox', { name: /^Dipakai/ }).check();
  });
  await test.step('the file of some chosen items holds these', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Pilih dig-01' }).check();
    await desk.button('Ekspor', page.getByRole('region', { name: '1 butir dipilih' })).click();
    await dialog.getByLabel('Format').selectOption('gift');
    await expect(dialog).toContainText('Simpan dan kirimkan seperti naskah soal asli.');
    await expect(dialog.getByText('Yang tidak tertampung dalam format ini')).toBeVisible();
    const download = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Simpan berkas (1 butir)' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text).toContain('Tombol mana');
    expect(text).not.toContain('Gotong royong');
  });
});

test('a model makes drafts that were looked at', async ({ house, desk, page }) => {
  const bank = await bankOf(house);
  await desk.open(`/admin/bank/${bank}/models`, 'admin');
  await page.getByRole('searchbox').fill('deret aritmetika');
  await desk.button('Buat butir dari Deret aritmetika').click();
  const dialog = desk.dialog('Butir dari model: Deret aritmetika');

  await test.step('bounds are said', async () => {
    await dialog.getByLabel('Banyaknya butir').fill('201');
    await desk.button('Lihat hasilnya').click();
    await expect(dialog.getByText('Isi dengan bilangan bulat, 1 sampai 200.')).toBeVisible();
  });
  await test.step('each is seen as candidates would see it; nothing is stored', async () => {
    await dialog.getByLabel('Banyaknya butir').fill('3');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('3 butir, belum disimpan.')).toBeVisible();
    await desk.button('Berikutnya', dialog).click();
    await expect(dialog.getByRole('heading', { name: 'deret-aritmetika-2' })).toBeVisible();
    await expect(page.frameLocator('dialog iframe').getByText('Pilih satu jawaban')).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'Kunci dan pembahasan' }).check();
    await expect(dialog.getByRole('heading', { name: 'Jawaban dengan nilai penuh' })).toBeVisible();
    await look(page, 'items', 'model');
  });
  await test.step('saved as drafts, and the next seed follows', async () => {
    await desk.button('Simpan 3 butir sebagai draf', dialog).click();
    await expect(dialog.getByRole('heading', { name: '3 butir disimpan sebagai draf' })).toBeVisible();
    await desk.button('Buat lagi', dialog).click();
    await expect(dialog.getByLabel('Benih pertama')).toHaveValue('4');
    const rows = (await (await (await house.staff()).get(`/api/authoring/${bank}/items`)).json()) as ItemRow[];
    expect(rows.filter((row) => row.stage === 'draft').map((row) => row.id).sort()).toEqual(['deret-aritmetika-1', 'deret-aritmetika-2', 'deret-aritmetika-3']);
  });
});

test('an item that became easier is found and explained', async ({ house, desk, page }) => {
  const bank = await bankOf(house);
  const sittings = [0.5, 0.55, 0.5, 0.81].map((mean_score, at) => ({ session: `s${at}`, title: `Sesi ${at + 1}`, opens_ms: Date.UTC(2026, at, 10), shown: 100, mean_score, mean_s: 60 }));
  const view: ItemExposureView = { item: 'tek-01', shown: 400, mean_score: 0.59, mean_s: 60, drift: 'easier', sittings };
  await page.route('**/api/authoring/*/exposure', (route) => route.fulfill({ json: [view] }));
  await desk.open(`/admin/bank/${bank}`, 'admin');
  await desk.button('Saringan').click();
  await page.getByLabel('Tanda perubahan').selectOption('easier');
  await expect(page.getByText('1 dari 25 baris')).toBeVisible();
  await page.getByRole('link', { name: /^tek-01/ }).click();
  const section = page.getByRole('region', { name: 'Keterpakaian', exact: true });
  await expect(section).toContainText('Rata-rata naik dari 0,52 menjadi 0,81 pada sesi terakhir');
  await expect(section.getByRole('img')).toHaveAccessibleName(/^Rata-rata skor per sesi, 0 sampai 1: 10 Januari 2026 0,50;/);
  await expect(section.getByRole('row')).toHaveCount(5);
  await section.scrollIntoViewIfNeeded();
  await look(page, 'items', 'exposure');
});

test('a stimulus that somebody else changed meanwhile is not written over unseen', async ({ house, desk, page }) => {
  const path = `/api/authoring/${await bankOf(house)}/stimuli`;
  const staff = await house.staff();
  const write = async (body: string): Promise<void> => {
    const [known] = (await (await staff.get(path)).json() as StimulusDraft[]).filter((one) => one.id === 'surat');
    const draft: StimulusDraft = { id: 'surat', title: 'Surat dinas', domain: null, body, version: known?.version ?? 0 };
    expect((await staff.post(path, { data: draft })).status()).toBe(204);
  };
  await write('Rapat diadakan pada hari Senin.');
  await desk.open('/admin/bank/uji/new', 'admin');
  await page.getByRole('combobox', { name: 'Bahan bacaan bersama' }).fill('surat');
  await page.getByRole('option', { name: /^surat/ }).click();
  await desk.button('Ubah bahan ini').click();
  const dialog = desk.dialog('Ubah bahan bacaan surat');
  const body = dialog.getByRole('textbox', { name: 'Isi', exact: true });
  await body.fill('Rapat diadakan pada hari Kamis.');
  await write('Rapat diadakan pada hari Selasa.');

  await test.step('it is told, and what was typed stays', async () => {
    await desk.button('Simpan bahan', dialog).click();
    const note = dialog.getByRole('alert').filter({ hasText: 'Bahan ini sudah diubah orang lain' });
    await expect(note).toBeFocused();
    await expect(note.getByRole('deletion').filter({ hasText: 'Selasa' })).toBeVisible();
    await expect(body).toHaveValue('Rapat diadakan pada hari Kamis.');
    await look(page, 'items', 'stimulus-changed');
  });
  await test.step('only who has seen the other text writes over it', async () => {
    await desk.button('Simpan teks saya di atasnya', dialog).click();
    await expect(dialog).toHaveCount(0);
    expect(await (await staff.get(path)).json()).toContainEqual({ id: 'surat', title: 'Surat dinas', domain: null, body: 'Rapat diadakan pada hari Kamis.', version: 3 });
  });
});
