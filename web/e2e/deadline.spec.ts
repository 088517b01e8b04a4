// After the deadline: what arrived before it counts, what arrives after it does not and is named.
import { expect, test } from './fixtures';
import { OwnLine } from './line';
import { look } from './look';

test.use({ plan: { closesIn: 22 } });

test('an answer typed offline past the deadline is refused, and named and offered in a file on the closing page', async ({ seat, page, hall }) => {
  // The server lives: time in which it was out of order would be given back.
  const line = await OwnLine.lay(page);
  await seat.begin();
  await seat.answer();
  await seat.saved();
  await line.cut();
  await seat.next();
  await seat.answer();
  await expect(seat.saving).toHaveText('Belum tersimpan (1)');
  await expect(seat.heading('Waktu habis')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('1 jawaban belum diterima server')).toBeVisible();
  await look(page, '1366x768', 'time-up');
  // The network's grace is over, too.
  await expect.poll(() => Date.now() - hall.closes, { timeout: 10_000 }).toBeGreaterThan(3500);
  await line.mend();
  await expect(seat.heading('Waktu habis. Tes selesai')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId('stored')).toContainText('1');
  await expect(page.getByTestId('emergency')).toContainText('1 jawaban tidak sampai di server sebelum tes berakhir');
  await expect(page.getByTestId('late')).toContainText('Teknis · soal 2');
  expect((await hall.results()).rows[0]).toMatchObject({ how: 'expired', answered: 1 });
});

test('when time runs out in a quiet moment, the test closes by itself', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.answer();
  await seat.saved();
  await expect(seat.heading('Waktu habis. Tes selesai')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByTestId('stored')).toContainText('1');
  await expect(page.getByText('Semua jawaban yang Anda berikan diterima dan dihitung.')).toBeVisible();
  expect((await hall.results()).rows[0]).toMatchObject({ how: 'expired', answered: 1 });
});
