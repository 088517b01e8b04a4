// The same road without a mouse: everything from the sign-in page to the closing page by keys alone.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { known, type Known } from './key';
import type { Seat } from './seat';

/** Tab, until the wanted control has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeEnabled();
  for (let i = 0; i < 90; i += 1) {
    if (await wanted.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way by Tab to ${String(wanted)}`);
}

async function press(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press('Enter');
}

async function letterOf(row: Locator): Promise<string> {
  return ((await row.locator('.letter').textContent()) ?? '').trim().toLowerCase();
}

async function byKeys(seat: Seat, page: Page): Promise<Known> {
  const item = known(await seat.stemText());
  if ('choose' in item) for (const text of item.choose) await page.keyboard.press(await letterOf(seat.option(text)));
  else if ('number' in item) {
    await tabTo(page, page.getByLabel('Jawaban Anda (angka)'));
    await page.keyboard.type(item.number);
    await page.keyboard.press('Tab');
  } else if ('order' in item) {
    await press(page, seat.button('Pakai urutan ini'));
    for (const [place, text] of item.order.entries()) {
      const from = (await seat.rows()).indexOf(text);
      if (from === place) continue;
      const row = page.locator('[data-element]').nth(from);
      await tabTo(page, row.locator('.up'));
      for (let at = from; at > place; at -= 1) {
        await page.keyboard.press('ArrowUp');
        await expect.poll(async () => (await seat.rows()).indexOf(text)).toBe(at - 1);
      }
    }
  } else {
    for (const [left, right] of item.pairs) {
      await tabTo(page, seat.left(left).locator('[data-slot]'));
      await page.keyboard.press(await letterOf(page.locator('[data-right]').filter({ hasText: right })));
    }
  }
  await seat.shows(item);
  return item;
}

test('a whole test by keyboard only', async ({ seat, page, hall }) => {
  await seat.open();
  await tabTo(page, page.getByLabel('NIP (18 angka)'));
  await page.keyboard.type(seat.card.nip);
  await page.keyboard.press('Tab');
  await page.keyboard.type(seat.card.code);
  await page.keyboard.press('Enter');
  await press(page, seat.button('Ya, ini saya'));
  await press(page, seat.button('Lanjut'));
  await expect(page.getByText('Tersambung ke server')).toBeVisible();
  await press(page, seat.button('Lanjut'));
  await expect(page.getByText('Soal latihan tidak dinilai')).toBeVisible();
  await page.keyboard.press('r');
  await expect(seat.number(1)).toHaveAccessibleName(/Ragu-ragu/);
  await press(page, page.getByRole('banner').getByRole('button', { name: 'Selesai latihan' }));
  await press(page, seat.button('Mulai mengerjakan'));
  await expect(seat.stem).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Bantuan dan papan ketik' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  for (let i = 0; i < 13; i += 1) {
    const before = await seat.place.textContent();
    await byKeys(seat, page);
    await page.keyboard.press('n');
    if (i < 12) await expect(seat.place).not.toHaveText(before ?? '');
  }
  await expect(seat.heading('Tinjau jawaban')).toBeFocused();
  await expect(page.getByText('Semua soal sudah terjawab')).toBeVisible();
  await press(page, page.getByTestId('submit'));
  await press(page, page.getByTestId('submit-yes'));
  await expect(seat.heading('Tes selesai. Terima kasih')).toBeFocused();
  await expect(page.getByTestId('stored')).toContainText('13');
  expect((await hall.results()).rows[0]).toMatchObject({ answered: 13, score: 100 });
});

test('grid, clearing and going back by keys; letters can be switched off', async ({ seat, page }) => {
  await seat.begin();
  await seat.find('Pilih dua bilangan genap');
  await page.keyboard.press('a');
  await expect(page.getByText('1 dipilih')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByText('0 dipilih')).toBeVisible();
  await page.keyboard.press('g');
  await expect(page.locator('aside .number[aria-current="true"]')).toBeFocused();
  await seat.number(2).click();
  await page.keyboard.press('p');
  await expect(seat.place).toContainText('soal 1 dari');
  await page.keyboard.press('ArrowRight');
  await expect(seat.place).toContainText('soal 2 dari');
  await page.keyboard.press('?');
  await page.getByLabel('Gunakan tombol huruf dan angka sebagai jalan pintas').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.keyboard.press('ArrowLeft');
  await expect(seat.place).toContainText('soal 1 dari');
});
