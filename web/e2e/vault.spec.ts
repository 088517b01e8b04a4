// A bank under two keys, in two browsers: two administrators protect it, it is locked, one alone does not open it, both
// do. Each has a passphrase of their own.
import type { Page } from '@playwright/test';
import { Desk } from './desk';
import { look } from './look';
import { people } from './people';
import { expect, test } from './staff_fixtures';

test.use({ blueprints: ['uji-lengkap'] });

const ONE = 'payung kereta limau sumbu awan';
const OTHER = 'tangga biola garam rimba dua';
const field = (page: Page) => page.getByLabel('Kata sandi bank', { exact: true });

async function promise(desk: Desk, passphrase: string, action: string): Promise<void> {
  await field(desk.page).fill(passphrase);
  await desk.page.getByLabel('Ketik sekali lagi').fill(passphrase);
  await desk.page.getByRole('checkbox', { name: /^Ekspor sudah disimpan/ }).check();
  await desk.button(action).click();
}

test('two administrators protect a bank and open it together', async ({ house, desk, page, browser }) => {
  test.setTimeout(180_000);
  const session = await house.draft(await house.event('Uji kompetensi'), { title: 'Sesi terkunci', people: people(2) });
  const [bank] = await (await (await house.staff()).get('/api/authoring')).json() as { id: string; title: string }[];
  const path = `/admin/bank/${bank!.id}`;
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
  const other = new Desk(await context.newPage(), house.url);
  const states = (text: string | RegExp) => expect(desk.heading(text, 2)).toBeVisible();

  await test.step('the first is told what it is worth, and asked to be careful', async () => {
    await desk.open(path, 'admin');
    await page.getByRole('link', { name: 'Perlindungan' }).click();
    await states('Tidak dilindungi');
    await look(page, 'vault', 'unprotected');
    await field(page).fill('pendek');
    await desk.button('Mulai perlindungan').click();
    await expect(page.getByText('Kurang 6 karakter lagi.')).toBeVisible();
    await expect(field(page)).toBeFocused();
    await field(page).fill(ONE);
    await expect(page.getByText('Baik: sukar ditebak.')).toBeVisible();
    await page.getByLabel('Ketik sekali lagi').fill(OTHER);
    await desk.button('Mulai perlindungan').click();
    await expect(page.getByText(/^Tidak sama dengan yang pertama/)).toBeVisible();
    await look(page, 'vault', 'refused');
    await page.getByLabel('Ketik sekali lagi').fill(ONE);
    await desk.button('Mulai perlindungan').click();
    await expect(page.getByText('Centang dahulu pernyataan ini.')).toBeVisible();
    await desk.button('Tampilkan').click();
    await expect(field(page)).toHaveAttribute('type', 'text');
  });

  await test.step('then waits for the second, and nothing has changed', async () => {
    await promise(desk, ONE, 'Mulai perlindungan');
    await states('Menunggu orang kedua');
    await expect(page.getByText('15 menit lagi', { exact: true })).toBeVisible();
    await look(page, 'vault', 'waiting');
    await states('Tidak dilindungi');
  });

  await test.step('the second finishes, and the first sees it', async () => {
    await other.open(`${path}/protect`, 'penelaah');
    await expect(other.page.getByText(/^Admin Uji \(admin\) sudah mengetik kata sandinya\. Anda menjadi pemegang kedua/)).toBeVisible();
    await look(other.page, 'vault', 'second');
    await promise(other, OTHER, 'Lindungi bank sekarang');
    await expect(other.notices).toContainText('Bank dilindungi.');
    await expect(other.heading('Uji sekarang juga', 2)).toBeFocused();
    await look(other.page, 'vault', 'trial');
    await states(/^Terbuka sampai/);
    await expect(page.getByText('Penelaah Uji (penelaah)')).toBeVisible();
  });

  await test.step('it is locked, and says so wherever it is needed', async () => {
    await desk.button('Kunci untuk uji coba').click();
    await expect(desk.dialog()).toContainText(`Mengunci ${bank!.title}`);
    await look(page, 'vault', 'lock');
    await desk.agree('Kunci sekarang');
    await states('Terkunci');
    await page.getByRole('link', { name: bank!.title }).click();
    await expect(page.getByRole('region', { name: 'Bank ini terkunci' })).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
    await look(page, 'vault', 'list-locked');
    await page.goto(`${house.url}/admin/bank`);
    await expect(page.getByRole('listitem').filter({ hasText: bank!.title })).toContainText('Terkunci');
    await look(page, 'vault', 'banks');
    await page.goto(`${house.url}/admin/sessions/${session}`);
    await expect(page.getByText(/^Bank soal terkunci\. Kedua pemegangnya/)).toBeVisible();
    await look(page, 'vault', 'checklist');
    await page.getByRole('link', { name: 'Buka bank soal' }).click();
    await states('Buka bank');
  });

  await test.step('one alone does not open it', async () => {
    await field(page).fill(OTHER);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('Kata sandi tidak cocok');
    await expect(field(page)).toHaveValue('');
    await look(page, 'vault', 'wrong');
    await field(page).fill(ONE);
    await page.keyboard.press('Enter');
    await states('Menunggu orang kedua');
    await desk.button('Ketik ulang kata sandi saya').click();
    await field(page).fill(ONE);
    await desk.button('Mulai membuka').click();
    await states('Menunggu orang kedua');
    await states('Terkunci');
    await look(page, 'vault', 'locked-waiting');
  });

  await test.step('both open it, and the list is back', async () => {
    await expect(other.heading('Terkunci', 2)).toBeVisible({ timeout: 40_000 });
    await expect(other.page.getByText(/^Admin Uji \(admin\) sudah mengetik kata sandinya\. Ketik kata sandi Anda/)).toBeVisible({ timeout: 20_000 }); // the page asks every ten seconds
    await field(other.page).fill(OTHER);
    await other.page.getByLabel('Terbuka selama').selectOption('2');
    await look(other.page, 'vault', 'unlock-second');
    await other.button('Buka bank').click();
    await expect(other.heading('Bank sedang terbuka', 2)).toBeFocused();
    await expect(other.page.getByText(/^Sisa 2 jam\. Sesudah itu/)).toBeVisible();
    await look(other.page, 'vault', 'open');
    await states(/^Terbuka sampai/);
    await page.getByRole('link', { name: 'Ke daftar butir' }).click();
    await expect(page.getByRole('table')).toBeVisible();
  });

  await test.step('the general log tells who did what', async () => {
    await page.getByRole('navigation', { name: 'Navigasi utama' }).getByRole('link', { name: 'Catatan umum' }).click();
    await expect(page.getByRole('heading', { name: 'Catatan umum' })).toBeVisible();
    const acts = page.getByRole('table', { name: 'Catatan tindakan' });
    for (const act of ['Bank dilindungi', 'Bank dikunci', 'Pembukaan bank ditolak', 'Kunci bank dibuka']) await expect(acts.getByRole('cell', { name: act, exact: true }).first()).toBeVisible();
    await look(page, 'vault', 'log');
  });
  await context.close();
});
