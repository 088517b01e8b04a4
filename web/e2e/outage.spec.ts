// What a hall's lines and machines do: the server dies, the page is reloaded without it, websockets are blocked, the
// candidate changes computers. No answer is lost.
import { expect, test } from './fixtures';
import { Seat } from './seat';

test('answers given while the server is dead survive a reload and arrive when it is back', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.shellKept();
  await seat.answer();
  await seat.saved();
  await hall.kill();
  await seat.next();
  const second = await seat.answer();
  await seat.next();
  const third = await seat.answer();
  await seat.button('Ragu-ragu').click();
  await expect(seat.saving).toHaveAttribute('data-state', 'reconnecting');
  await expect(seat.saving).toHaveText('Belum tersimpan (3)');
  await expect(page.getByText('aman di komputer ini dan akan dikirim setelah tersambung').first()).toBeVisible();

  await page.reload();
  await expect(seat.place).toContainText('soal 3 dari');
  await seat.shows(third);
  await seat.number(2).click();
  await seat.shows(second);
  await seat.number(4).click();
  await seat.answer();
  await expect(seat.saving).toHaveText('Belum tersimpan (4)');

  await hall.start();
  await seat.saved();
  await seat.review();
  await expect(page.locator('main')).toContainText('4 / 13');
  await seat.submit();
  await expect(page.getByTestId('stored')).toContainText('4');
  const row = (await hall.results()).rows[0]!;
  expect(row.answered).toBe(4);
  expect(row.score).toBeCloseTo(((4 / 6) * 100) / 2, 1);
});

test('a submission made while the server is dead goes out after the answers', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.shellKept();
  await seat.saved();
  await hall.kill();
  await seat.answer();
  await seat.review();
  await seat.submit();
  await expect(page.getByText('Permintaan mengumpulkan sudah dicatat')).toBeVisible();
  await hall.start();
  await expect(seat.heading('Tes selesai. Terima kasih')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId('stored')).toContainText('1');
});

test('a second computer takes over; what the first one had not sent is not lost', async ({ seat, page, hall, browser }) => {
  let cut = false;
  await page.routeWebSocket(/ws\/candidate/, (ws) => void (cut ? ws.close() : ws.connectToServer()));
  await seat.begin();
  await seat.shellKept();
  await seat.find('Berkas disimpan');
  const place = await seat.place.textContent();
  await seat.answer();
  await seat.saved();

  // The first computer loses its server, and with it two answers that nobody else has.
  cut = true;
  await page.route('**/api/candidate/**', (route) => route.abort());
  await hall.kill();
  await seat.section('Penalaran numerik');
  await seat.find('Berapakah nilai');
  await seat.answer();
  await seat.find('Angka pada laporan');
  await seat.answer();
  await expect(seat.saving).toHaveText('Belum tersimpan (2)');
  await hall.start();

  const context = await browser.newContext();
  const other = new Seat(await context.newPage(), hall, seat.card);
  await other.open();
  await other.signIn();
  await other.button('Ya, ini saya').click();
  await expect(other.stem).toBeVisible();
  await other.find('Berkas disimpan');
  await expect(other.place).toHaveText(place ?? '');
  await expect(other.page.getByLabel('Jawaban Anda (angka)')).toHaveValue('36');
  await other.section('Penalaran numerik');
  await other.find('Berapakah nilai');
  const wrong = other.page.locator('label.option').filter({ hasNotText: /^\s*[A-D]\s*[A-D]\.\s*1\s*$/ }).first();
  await wrong.click();
  await other.saved();

  // The first computer's line is mended: its own answer arrives; the one given elsewhere in between stands, and it says so.
  cut = false;
  await page.unrouteAll();
  await page.reload();
  await expect(other.heading('Tes Anda dibuka di komputer lain')).toBeVisible();
  await seat.saved();
  await expect(page.getByText('Jawaban dari komputer ini untuk Penalaran numerik')).toBeVisible();
  await seat.find('Berapakah nilai');
  await expect(seat.option('1').locator('input')).not.toBeChecked();
  await seat.find('Angka pada laporan');
  await expect(seat.option('Memeriksa sumber angka bersama rekan.').locator('input')).toBeChecked();

  await other.button('Lanjutkan di komputer ini').click();
  await expect(other.stem).toBeVisible();
  await expect(seat.heading('Tes Anda dibuka di komputer lain')).toBeVisible();
  await other.find('Angka pada laporan');
  await expect(other.option('Memeriksa sumber angka bersama rekan.').locator('input')).toBeChecked();
  await context.close();
});

test('where websockets are blocked, answers and notices go by HTTP', async ({ seat, page, hall }) => {
  await page.routeWebSocket(/ws\/candidate/, (ws) => void ws.close());
  await seat.begin();
  await seat.answer();
  await seat.next();
  await seat.answer();
  await seat.saved();
  await hall.intervene({ action: 'message', text: 'Lima menit lagi istirahat.' });
  await expect(page.getByText('Lima menit lagi istirahat.')).toBeVisible();
  await seat.review();
  await seat.submit();
  await expect(page.getByTestId('stored')).toContainText('2');
  expect((await hall.results()).rows[0]).toMatchObject({ answered: 2 });
});
