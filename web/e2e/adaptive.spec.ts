// The adaptive test in the browser: one item at a time, the server killed in the middle, the end by the stop rule, and
// a category that follows from ability.
import type { Locator, Page } from '@playwright/test';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import { House } from './house';
import { bare } from './key';
import { look } from './look';
import { people } from './people';
import type { Seat } from './seat';

test.use({ plan: { blueprint: 'uji-adaptif' } });

const FOLDER = 'adaptive';
const next = (page: Page): Locator => page.getByTestId('next');
const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

/** Answers what is on the screen and goes on; gives the stem. */
async function step(seat: Seat): Promise<string> {
  const stem = await seat.stemText();
  await seat.answer();
  await next(seat.page).click();
  return stem;
}

async function another(seat: Seat, than: string): Promise<void> {
  // Not `stemText`: at the end there is none to wait for.
  await expect.poll(async () => bare((await seat.stem.allTextContents())[0] ?? '')).not.toBe(than);
}

test('an attempt goes on at the same item after the server was killed, ends by the rule, and is scored by ability', async ({ seat, page, hall, browser }) => {
  const seen: string[] = [];

  await test.step('before the start it says how the test works', async () => {
    await seat.open();
    await seat.signIn();
    await seat.button('Ya, ini saya').click();
    await expect(page.getByText('Anda mengerjakan 6 sampai 12 soal.')).toBeVisible();
    await expect(page.getByText(/datang satu per satu.*tidak bisa kembali/)).toBeVisible();
    await look(page, FOLDER, 'instructions');
    await seat.button('Lanjut').click();
    await expect(page.getByText(/Tersambung ke server/)).toBeVisible();
    await seat.button('Lanjut').click();
    await page.getByRole('banner').getByRole('button', { name: 'Selesai latihan' }).click();
    await seat.start();
  });

  await test.step('one item, no way back, no numbers', async () => {
    await expect(seat.place).toHaveText('Soal 1, paling banyak 12');
    await expect(heading(page)).toHaveText('Soal 1, paling banyak 12');
    await expect(seat.button('Sebelumnya')).toHaveCount(0);
    await expect(page.getByRole('complementary', { name: 'Nomor soal' })).toHaveCount(0);
    await look(page, FOLDER, 'item');
    const first = await step(seat);
    seen.push(first);
    await another(seat, first);
    await expect(heading(page)).toHaveText('Soal 2, paling banyak 12');
    await expect(heading(page)).toBeFocused();
  });

  await test.step('the proctor sees how many are answered, not of how many: nobody knows that', async () => {
    const office = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const desk = new Desk(await office.newPage(), hall.url);
    await desk.watch(hall.session, 'admin');
    await expect(desk.row(seat.card.name)).toContainText('1 (6–12)');
    await expect(desk.row(seat.card.name).getByTitle('1 soal terjawab; tes adaptif, 6 sampai 12 soal')).toBeVisible();
    await look(desk.page, FOLDER, 'board');
    await office.close();
  });

  await test.step('an item without an answer is left only on purpose', async () => {
    seen.push(await seat.stemText());
    await next(page).click();
    await expect(page.getByRole('dialog')).toContainText('dinilai salah');
    await look(page, FOLDER, 'skip');
    await page.getByRole('dialog').getByRole('button', { name: 'Kembali ke soal' }).click();
    await next(page).click();
    await page.getByTestId('skip-yes').click();
    await another(seat, seen.at(-1)!);
  });

  await test.step('by keyboard: next goes to the button, enter presses it', async () => {
    const stem = await seat.stemText();
    seen.push(stem);
    await seat.answer();
    await heading(page).focus();
    await page.keyboard.press('n');
    await expect(next(page)).toBeFocused();
    expect(await seat.stemText()).toBe(stem);
    await page.keyboard.press('Enter');
    await another(seat, stem);
  });

  await test.step('the server is killed: the item on the screen can be answered, the next one comes with the line', async () => {
    await seat.shellKept();
    const place = await seat.place.textContent();
    const stem = await seat.stemText();
    seen.push(stem);
    await hall.kill();
    await seat.answer();
    await expect(seat.saving).toHaveText(/Menyambung ulang|Belum tersimpan/);
    await next(page).click();
    await expect(page.getByTestId('between')).toContainText(/Soal berikutnya datang sendiri begitu sambungan kembali|Menyiapkan soal berikutnya/);
    await expect(page.getByTestId('between')).toContainText('Soal berikutnya datang sendiri begitu sambungan kembali', { timeout: 20_000 });
    await expect(next(page)).toBeDisabled();
    await look(page, FOLDER, 'away');
    await page.reload();
    await expect(seat.place).toHaveText(place!);
    expect(await seat.stemText()).toBe(stem);
    await hall.start();
    await another(seat, stem);
    await expect(seat.place).toHaveText('Soal 5, paling banyak 12');
  });

  await test.step('killed again with nothing under way: it goes on at exactly the same item', async () => {
    const stem = await seat.stemText();
    await seat.saved();
    await hall.kill();
    await hall.start();
    await page.reload();
    await expect(seat.place).toHaveText('Soal 5, paling banyak 12');
    expect(await seat.stemText()).toBe(stem);
    await seat.saved();
  });

  await test.step('the questions end when it is certain enough', async () => {
    while (!(await page.getByTestId('submit').isVisible())) {
      const stem = await step(seat);
      seen.push(stem);
      await another(seat, stem);
    }
    await expect(seat.heading('Soal sudah selesai')).toBeFocused();
    await look(page, FOLDER, 'end');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(seen.length).toBeLessThan(12);
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('stored')).toContainText(String(seen.length - 1));
  });

  await test.step('the result follows from ability', async () => {
    await expect.poll(async () => (await hall.results()).rows.length).toBe(1);
    const row = (await hall.results()).rows[0]!;
    expect(row).toMatchObject({ answered: seen.length - 1, items: seen.length });
    expect(row.measurement?.basis).toBe('calibrated');
    const { cuts, overall } = row.measurement!;
    const categories = ['kurang_potensial', 'cukup_potensial', 'potensial', 'sangat_potensial'];
    expect(row.category).toBe(categories[cuts.filter((cut) => overall.t >= cut).length]);
  });
});

test('a phone shows one item without sideways scrolling', async ({ seat, page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await seat.begin();
  await expect(heading(page)).toHaveText('Soal 1, paling banyak 12');
  await look(page, FOLDER, 'phone');
  await step(seat);
  await expect(heading(page)).toHaveText('Soal 2, paling banyak 12');
});

test('a session without calibration says what it misses; with one it shows its simulation', async ({ page }) => {
  const house = new House();
  house.furnish('uji-adaptif');
  await house.start();
  const desk = new Desk(page, house.url);
  const event = await house.event('Uji Kompetensi ASN Kabupaten Contoh 2026');
  const session = await house.draft(event, { title: 'Sesi adaptif', blueprint_id: 'uji-adaptif', people: people(12) });
  await desk.open(`/admin/sessions/${session}`, 'admin');
  await expect(page.getByText('Tes adaptif memerlukan kalibrasi bank soal yang sudah disetujui')).toBeVisible();
  const accuracy = page.getByTestId('accuracy');
  await expect(accuracy).toContainText('Ketepatan kategorinya dihitung setelah ada kalibrasi yang disetujui');
  await look(page, FOLDER, 'missing');

  house.calibrate();
  await page.reload();
  const card = page.getByRole('region', { name: 'Simulasi tes adaptif' });
  await expect(card.getByText(/^Rata-rata \d+,\d soal; hasil meleset sekitar \d+,\d angka T/)).toBeVisible({ timeout: 30_000 });
  await expect(card.getByRole('table')).toHaveCount(3);
  await expect(accuracy).toContainText(/kategori keseluruhan tepat \d+ %/);
  await expect(accuracy).toContainText(/^Rata-rata \d,\d(–\d,\d)? soal per bagian/);
  const mean = (await card.getByText(/^Rata-rata \d+,\d soal;/).textContent())!.match(/\d+,\d/)![0];
  const told = await accuracy.getByRole('row', { name: /^Keseluruhan/ }).getByRole('cell').first().textContent();
  expect(Math.abs(Number(told!.replace(',', '.')) - Number(mean.replace(',', '.'))), `${told} beside ${mean}`).toBeLessThan(0.5);
  await expect(page.getByText(/^Adaptif · 6–12 soal/)).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, FOLDER, 'session');
  await expect(card.getByText(/^\d+ % peserta masuk kategori yang sebenarnya$/)).toBeVisible();
  await expect(card.getByText(/^Aturan isi terpenuhi pada semua peserta buatan/)).toBeVisible();
  await card.evaluate((it) => window.scrollBy(0, it.getBoundingClientRect().top - 80));
  await look(page, FOLDER, 'simulation');
  await card.getByRole('region', { name: 'Isi menurut rancangan' }).evaluate((it) => it.scrollIntoView({ block: 'center' }));
  await look(page, FOLDER, 'content');
  await accuracy.evaluate((it) => it.scrollIntoView({ block: 'center' }));
  await look(page, FOLDER, 'accuracy');
  await house.open(session);
  await page.reload();
  await expect(card.getByText(/^Disimpan saat sesi dibuka/)).toBeVisible();
  await look(page, FOLDER, 'opened');
  await page.goto(`${house.url}/admin/blueprints`);
  await expect(page.locator('summary').filter({ hasText: 'Tes uji adaptif' })).toContainText('Adaptif · 6–12 soal');
  await expect(page.getByRole('columnheader', { name: 'Perbandingan' }).first()).toBeVisible();
  await look(page, FOLDER, 'blueprint');
  await house.remove();
});
