// How sure categories are: foretold where a test is planned, told with every result, with a list for a second look.
import type { Page } from '@playwright/test';
import type { ResultDetail } from '../src/lib/wire/ResultDetail';
import type { ResultsView } from '../src/lib/wire/ResultsView';
import { arriveAll } from './crowd';
import { people } from './people';
import { expect, test } from './staff_fixtures';

const LINE = /^\d+(–\d+)? soal per bagian: kategori bagian tepat \d+(–\d+)? %, kategori keseluruhan tepat \d+ %\.$/;

test.use({ blueprints: ['uji-lengkap'] });

test('categories say how sure they are, before the test and after it', async ({ house, desk, page }, info) => {
  const picture = (name: string, whole = true) => page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: whole, animations: 'disabled' });
  const event = await house.event('Uji Kompetensi ASN Kabupaten Contoh 2026');
  const session = await house.draft(event, { title: 'Sesi 1 · Aula Utama', people: people(16) });
  let line = '';

  await test.step('the blueprint and the session form foretell the accuracy', async () => {
    await desk.open('/admin/blueprints', 'admin');
    const note = page.getByTestId('accuracy').first();
    await expect(note.getByText(LINE)).toBeVisible({ timeout: 30_000 });
    line = (await note.getByText(LINE).textContent())!;
    await expect(note.getByText('Perkiraan kasar, belum terkalibrasi')).toBeVisible();
    await expect(note.getByRole('table', { name: 'Rincian per bagian' }).getByRole('row')).toHaveCount(6);
    await picture('blueprint');
    await page.goto(`${house.url}/admin/sessions/${session}`);
    await desk.button('Ubah').click();
    await expect(desk.dialog().getByText(LINE)).toHaveText(line);
    await picture('form', false);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Ketepatan kategori' }).getByText(LINE)).toHaveText(line);
    await picture('session');
  });

  await test.step('results tell the probability of each category', async () => {
    const present = await arriveAll(house.url, await house.open(session));
    await Promise.all(present.map(async (one, n) => {
      await one.send({ type: 'start' });
      await one.work(25, 0.3 + n / 22, n);
      await one.send({ type: 'submit' });
    }));
    await house.close(session, 'Waktu sesi sudah selesai');
    const { rows } = await (await (await house.staff()).get(`/api/sessions/${session}/results`)).json() as ResultsView;
    expect(rows.map((row) => row.measurement?.basis)).toEqual(rows.map(() => 'uncalibrated'));
    for (const { measurement, domains } of rows) {
      for (const { probabilities } of [measurement!.overall, ...domains.map((domain) => domain.measured!)]) {
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
      }
    }
    await page.goto(`${house.url}/admin/sessions/${session}/results`);
    await expect(page.getByText('Belum terkalibrasi: peluang kategori bertumpu')).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Peluang kategori' })).toBeVisible();
    await picture('results');
    const near = rows.filter((row) => row.measurement!.borderline).length;
    expect(near).toBeGreaterThan(0);
    await page.getByLabel(`Perlu ditinjau kedua (${near})`).check();
    await expect(page.getByRole('table').getByText('Tinjau', { exact: true })).toHaveCount(near);
    await page.getByRole('table').getByRole('link').first().click();
  });

  await test.step('one result shows T with its error and what it rests on', async () => {
    const card = page.getByRole('region', { name: 'Seberapa pasti kategori ini' });
    await expect(card.getByText('Belum terkalibrasi', { exact: true })).toBeVisible();
    await expect(card.getByText('Perlu ditinjau kedua.')).toBeVisible();
    const table = card.getByRole('table', { name: 'Skor T dan peluang setiap kategori' });
    await expect(table.getByRole('row')).toHaveCount(6);
    const attempt = page.url().split('/').at(-1)!;
    const told = await (await (await house.staff()).get(`/api/attempts/${attempt}/result`)).json() as ResultDetail;
    const { t, t_error } = told.result.measurement!.overall;
    const text = (value: number) => value.toFixed(1).replace('.', ',');
    await expect(table.getByRole('row').nth(1)).toContainText(`${text(t)} ± ${text(t_error)}`);
    await picture('candidate');
    await page.emulateMedia({ media: 'print' });
    await picture('candidate-print');
    await page.emulateMedia({ media: null });
    await narrow(page);
    await picture('candidate-phone');
    await page.goto(`${house.url}/admin/blueprints`);
    await expect(page.getByTestId('accuracy').first().getByText(LINE)).toBeVisible();
    await narrow(page);
    await picture('blueprint-phone');
  });
});

/** A telephone, on which nothing is wider than the screen. */
async function narrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
