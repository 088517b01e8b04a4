// A candidate from the sign-in page to the closing page, by mouse and by keyboard, and what stands on record then.
import { expect, test } from './fixtures';
import { KEY } from './key';
import { look } from './look';

const DOMAINS = ['Teknis', 'Sosial kultural', 'Literasi digital', 'Penalaran numerik'];

test('a sign-in that is asked to come again does so by itself', async ({ seat, page }) => {
  let asked = 0;
  const problem = { type: 'urn:ukur:problem:busy', title: 'Service Unavailable', status: 503, code: 'busy', detail: '', retry_after_s: 2 };
  await page.route('**/api/candidate/sign-in', (route) =>
    (asked += 1) === 1
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', headers: { 'Retry-After': '2' }, body: JSON.stringify(problem) })
      : route.continue(),
  );
  await seat.open();
  await seat.signIn();
  await expect(page.getByRole('alert')).toContainText('Dicoba lagi sendiri dalam');
  await look(page, '1366x768', 'sign-in-busy');
  await expect(seat.heading('Apakah ini Anda?')).toBeFocused();
  expect(asked).toBe(2);
});

test.describe('the whole form', () => {
  test.use({ plan: { blueprint: 'uji-lengkap' } });

  test('every screen and every interaction by mouse, to a score that is known', async ({ seat, page, hall }) => {
    await seat.open();
    await seat.signIn('AAAAA-AAAAA');
    await expect(page.getByRole('alert')).toContainText('NIP dan kode akses ini tidak cocok');
    await page.getByLabel(/^Kode akses/).fill(seat.card.code.toLowerCase().replace('-', ' '));
    await seat.button('Masuk').click();

    await expect(seat.heading('Apakah ini Anda?')).toBeFocused();
    await expect(page.getByTestId('own-name')).toHaveText(seat.card.name);
    await expect(page.getByText('1990••••')).toBeVisible();
    await seat.button('Ya, ini saya').click();
    await expect(seat.heading('Petunjuk')).toBeFocused();
    await expect(page.getByText('1 jam 30 menit untuk seluruh soal.')).toBeVisible();
    await seat.button('Lanjut').click();
    await expect(seat.heading('Pemeriksaan komputer')).toBeVisible();
    await expect(page.getByText('Baik', { exact: true })).toHaveCount(4);
    await seat.button('Lanjut').click();

    await expect(page.getByText('Soal latihan tidak dinilai')).toBeVisible();
    await page.locator('label.option').first().click();
    await seat.button('Ragu-ragu').click();
    await expect(seat.number(1)).toHaveAccessibleName(/Terjawab, Ragu-ragu/);
    await page.getByRole('banner').getByRole('button', { name: 'Selesai latihan' }).click();
    await seat.start();

    let given = 0;
    for (const [s, title] of DOMAINS.entries()) {
      await seat.section(title);
      const items = s === 3 ? 7 : 6;
      for (let n = 1; n <= items; n += 1) {
        await expect(seat.place).toHaveText(`${title} · soal ${n} dari ${items}`);
        await seat.answer();
        given += 1;
        if (n < items) await seat.next();
      }
      await expect(page.getByRole('complementary').getByText(`${items} dari ${items} terjawab`)).toBeVisible();
    }
    expect(given).toBe(KEY.length);
    await seat.find('Berapakah nilai');
    await seat.button('Hapus jawaban').click();
    await seat.button('Ragu-ragu').click();
    await seat.saved();

    await seat.review();
    await expect(page.locator('main')).toContainText('24 / 25');
    await expect(page.getByText('1 soal masih kosong').first()).toBeVisible();
    await page.getByRole('button', { name: /^Penalaran numerik, Soal \d, Masih kosong$/ }).click();
    await expect(seat.stem).toContainText('Berapakah nilai');
    await seat.review();
    await seat.submit();
    await expect(seat.heading('Tes selesai. Terima kasih')).toBeVisible();
    await expect(page.getByTestId('stored')).toContainText('24');
    await expect(page.getByTestId('stored')).toContainText('dari 25 soal');
    await expect(page.getByText('Semua jawaban yang Anda berikan diterima dan dihitung.')).toBeVisible();

    const { rows } = await hall.results();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ how: 'submitted', answered: 24, items: 25, name: seat.card.name });
    const domain = (from: number, to: number, lost = 0) => ((KEY.slice(from, to).reduce((sum, k) => sum + k.share, 0) - lost) / (to - from)) * 100;
    const expected = [domain(0, 6), domain(6, 12), domain(12, 18), domain(18, 25, 1)];
    for (const [i, score] of expected.entries()) expect(rows[0]!.domains[i]!.score).toBeCloseTo(score, 1);
    expect(rows[0]!.score).toBeCloseTo(expected.reduce((a, b) => a + b) / 4, 1);

    await seat.button('Keluar dari komputer ini').click();
    await expect(seat.heading('Masuk peserta')).toBeVisible();
    await page.reload();
    await expect(seat.heading('Masuk peserta')).toBeVisible();
  });
});

test('text size, contrast and language change what is seen and last through a reload', async ({ seat, page }) => {
  await seat.begin();
  const size = () => seat.stem.evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
  const before = await size();
  await seat.button('Tampilan').click();
  await page.getByText('Sangat besar').click();
  await expect.poll(size).toBeGreaterThan(before * 1.3);
  await page.getByLabel('Kontras tinggi').check();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await page.getByText('English').click();
  await expect(seat.button('Next')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(seat.button('Next')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  expect(await size()).toBeGreaterThan(before * 1.3);
});

test('a reload in the middle comes back to the same place with the answers', async ({ seat, page }) => {
  await seat.begin();
  const first = await seat.answer();
  await seat.next();
  const second = await seat.answer();
  await seat.button('Ragu-ragu').click();
  const place = await seat.place.textContent();
  // At once, while the last answer is still on its way.
  await page.reload();
  await expect(seat.place).toHaveText(place ?? '');
  await seat.shows(second);
  await expect(seat.number(2)).toHaveAccessibleName(/Terjawab, Ragu-ragu/);
  await seat.number(1).click();
  await seat.shows(first);
  await seat.saved();
});
