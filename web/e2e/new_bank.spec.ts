// A bank made in the browser: its outline with what is refused, a file into it, and later one competency more.
import type { Locator, Page } from '@playwright/test';
import { look } from './look';
import { expect, test } from './staff_fixtures';

test.use({ blueprints: [] });

const AIKEN = 'Apa kepanjangan dari ASN?\nA. Aparatur Sipil Negara\nB. Aparat Sipil Nasional\nC. Administrasi Sipil Negara\nANSWER: A\n\nDi mana surat masuk dicatat?\nA. Buku agenda\nB. Buku tamu\nC. Kalender\nANSWER: A\n';
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1366, height: 768 };

const part = (dialog: Locator, domain: string) => dialog.getByRole('group', { name: domain, exact: true });
const competency = (dialog: Locator, n: number, domain: string) => dialog.getByRole('textbox', { name: `Kompetensi ${n}, ${domain}` });

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', given);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test('a bank is made, filled from a file, and grows', async ({ desk, page }) => {
  test.setTimeout(120_000);
  const dialog = desk.dialog('Bank baru');

  await test.step('without a bank, making one is the way', async () => {
    await page.route('**/api/authoring', (route) => route.fulfill({ json: [] }));
    await desk.open('/admin/bank', 'admin');
    await expect(desk.heading('Belum ada bank soal', 2)).toBeVisible();
    await expect(page.getByText('ukur bank load')).toBeVisible();
    await look(page, 'new-bank', 'none');
    await page.unroute('**/api/authoring');
    await page.reload();
  });

  await test.step('what is missing stands at its place', async () => {
    await desk.button('Bank baru').click();
    await desk.button('Buat bank', dialog).click();
    await expect(dialog.getByText('Tulis judulnya.')).toBeVisible();
    await expect(dialog.getByText('Pilih paling sedikit satu bagian.')).toBeVisible();
    await expect(dialog.getByLabel('Judul bank')).toBeFocused();
    await look(page, 'new-bank', 'missing');
  });

  await test.step('the id follows the title, and a taken one is told', async () => {
    await dialog.getByLabel('Judul bank').fill('Analis Kepegawaian 2026');
    await expect(dialog.getByLabel('Id bank')).toHaveValue('analis-kepegawaian-2026');
    await dialog.getByLabel('Id bank').fill('UJI');
    await dialog.getByRole('checkbox', { name: 'Teknis' }).check();
    await desk.button('Buat bank', dialog).click();
    await expect(dialog.getByText('Id ini sudah dipakai bank lain.')).toBeVisible();
    await expect(dialog.getByLabel('Id bank')).toBeFocused();
    await expect(dialog.getByText('Tulis paling sedikit satu kompetensi.')).toBeVisible();
    await dialog.getByLabel('Id bank').fill('analis-2026');
  });

  await test.step('competencies are typed and pasted', async () => {
    await competency(dialog, 1, 'Teknis').focus();
    await paste(page, '1. Manajemen kepegawaian\n2. Tata naskah dinas\n3. Manajemen kepegawaian\n');
    await expect(competency(dialog, 3, 'Teknis')).toBeFocused();
    await expect(dialog.getByText('Kompetensi ini sudah ada pada bagian yang sama.')).toBeVisible();
    await desk.button('Hapus Kompetensi 3, Teknis', dialog).click();
    await expect(part(dialog, 'Teknis').getByText('Id: tata_naskah_dinas')).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'Literasi digital' }).check();
    await competency(dialog, 1, 'Literasi digital').fill('Keamanan data');
    await page.keyboard.press('Enter');
    await expect(competency(dialog, 2, 'Literasi digital')).toBeFocused();
    await look(page, 'new-bank', 'filled');
    await page.setViewportSize(PHONE);
    await look(page, 'new-bank', 'filled-phone');
    await page.setViewportSize(DESK);
  });

  await test.step('Escape asks before anything typed is lost', async () => {
    await page.keyboard.press('Escape');
    await expect(dialog.getByRole('alert')).toContainText('Isian belum disimpan.');
    await expect(desk.button('Lanjut mengisi', dialog)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(competency(dialog, 1, 'Literasi digital')).toHaveValue('Keamanan data');
  });

  await test.step('the new bank says what comes next', async () => {
    await desk.button('Buat bank', dialog).click();
    await expect(desk.heading('Analis Kepegawaian 2026')).toBeVisible();
    await expect(desk.notices).toContainText('Bank “Analis Kepegawaian 2026” dibuat.');
    await expect(desk.heading('Bank ini belum memiliki butir', 2)).toBeVisible();
    await look(page, 'new-bank', 'empty');
    await page.setViewportSize(PHONE);
    await look(page, 'new-bank', 'empty-phone');
    await page.setViewportSize(DESK);
  });

  await test.step('a file is imported into it', async () => {
    await page.getByRole('link', { name: 'Impor', exact: true }).click();
    await page.getByLabel(/^Bagian, bila/).selectOption({ label: 'Teknis' });
    await page.getByLabel(/^Kompetensi, bila/).selectOption({ label: 'Tata naskah dinas' });
    await page.locator('input[type=file]').setInputFiles({ name: 'soal.txt', mimeType: 'text/plain', buffer: Buffer.from(AIKEN) });
    await desk.button('Impor 2 butir').click();
    await desk.button('Lihat draf').click();
    await expect(page.getByRole('row').filter({ hasText: 'Di mana surat masuk dicatat?' })).toContainText('Tata naskah dinas');
  });

  await test.step('it grows, and what is there stays', async () => {
    await desk.button('Ubah susunan').click();
    const change = desk.dialog('Ubah susunan');
    await expect(change.getByRole('checkbox', { name: 'Teknis' })).toBeDisabled();
    await expect(desk.button('Hapus Kompetensi 1, Teknis', change)).toHaveCount(0);
    await desk.button('Tambah kompetensi Teknis', change).click();
    await page.keyboard.type('Analisis jabatan');
    await look(page, 'new-bank', 'change');
    await desk.button('Simpan susunan', change).click();
    await expect(desk.notices).toContainText('Susunan bank “Analis Kepegawaian 2026” disimpan.');
    await page.getByRole('link', { name: 'Tulis butir baru' }).click();
    await page.getByLabel('Bagian', { exact: true }).selectOption({ label: 'Teknis' });
    await page.getByLabel('Kompetensi').selectOption({ label: 'Analisis jabatan' });
  });
});

test('what somebody else added meanwhile joins what was typed', async ({ house, desk, page }) => {
  const outline = (competencies: string[]) => ({ id: 'arsip', title: 'Arsip', domains: [{ id: 'technical', title: 'Teknis', competencies: competencies.map((id) => ({ id, title: `Kompetensi ${id}` })) }] });
  const staff = await house.staff();
  expect((await staff.post('/api/authoring', { data: outline(['satu']) })).status()).toBe(201);
  await desk.open('/admin/bank/arsip', 'admin');
  await desk.button('Ubah susunan').click();
  const change = desk.dialog('Ubah susunan');
  await desk.button('Tambah kompetensi Teknis', change).click();
  await page.keyboard.type('Tiga');
  expect((await staff.put('/api/authoring/arsip', { data: outline(['satu', 'dua']) })).status()).toBe(204);
  await desk.button('Simpan susunan', change).click();
  await expect(change.getByRole('alert')).toContainText('Orang lain menambah susunan bank ini');
  await expect(competency(change, 2, 'Teknis')).toHaveValue('Kompetensi dua');
  await expect(competency(change, 3, 'Teknis')).toHaveValue('Tiga');
  await desk.button('Simpan susunan', change).click();
  await expect(desk.notices).toContainText('Susunan bank “Arsip” disimpan.');
});
