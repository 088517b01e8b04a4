// A form with a clock for each section and no way back.
import { expect, test } from './fixtures';

test.use({ plan: { blueprint: 'uji-bagian' } });

test('forward only, one section after the other', async ({ seat, page, hall }) => {
  await seat.enter();
  await seat.start();
  await expect(page.getByTestId('remaining')).toContainText(/(09:\d\d|10:00)/);
  await expect(page.getByRole('navigation', { name: 'Bagian tes' }).getByRole('button', { name: /Literasi digital, belum dibuka/ })).toBeDisabled();
  await expect(seat.button('Sebelumnya')).toBeDisabled();
  await seat.answer();
  await seat.next();
  await expect(seat.button('Sebelumnya')).toBeDisabled();
  await expect(seat.number(1)).toBeDisabled();
  await seat.answer();
  await page.reload();
  await expect(seat.place).toHaveText('Teknis · soal 2 dari 3');
  await expect(seat.number(1)).toBeDisabled();
  await seat.next();

  await seat.review();
  await expect(seat.heading('Tinjau bagian Teknis')).toBeVisible();
  await expect(page.locator('main')).toContainText('2 / 3');
  await seat.submit();
  await expect(seat.place).toHaveText('Literasi digital · soal 1 dari 3');
  await expect(page.getByTestId('remaining')).toContainText(/(04:\d\d|05:00)/);
  await expect(page.getByRole('navigation', { name: 'Bagian tes' }).getByRole('button', { name: /Teknis, selesai/ })).toBeDisabled();
  for (let i = 0; i < 3; i += 1) {
    await seat.answer();
    if (i < 2) await seat.next();
  }
  await seat.saved();
  await seat.review();
  await seat.submit();
  await expect(page.getByTestId('stored')).toContainText('5');
  const row = (await hall.results()).rows[0]!;
  expect(row).toMatchObject({ answered: 5, items: 6 });
  expect(row.domains[0]!.score).toBeCloseTo(66.7, 1);
  expect(row.domains[1]!.score).toBeCloseTo(100, 1);
});
