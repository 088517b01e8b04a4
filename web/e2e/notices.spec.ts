// What a proctor says takes room on the screen; it covers no option and no button, and says the same thing once.
import { expect, test } from './fixtures';
import type { Page } from '@playwright/test';

const MINUTE_MS = 60_000;
const SCREENS = [[1366, 768], [768, 1024], [390, 844]] as const;

/** Names of what lies under a notice, or out of reach at the bottom; options that are scrolled away count as not there. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const box = (one: Element) => one.getBoundingClientRect();
    const main = box(document.querySelector('main')!);
    const notices = [...document.querySelectorAll('.notice')].map(box).filter((one) => one.height > 0);
    const shown = [...document.querySelectorAll('label.option, nav button')].filter((one) => box(one).height > 0);
    return shown.flatMap((one) => {
      const whole = box(one);
      const option = one.matches('label.option');
      const [top, bottom] = option ? [Math.max(whole.top, main.top), Math.min(whole.bottom, main.bottom)] : [whole.top, whole.bottom];
      if (bottom - top < 2) return [];
      const under = notices.some((notice) => notice.top < bottom - 1 && top < notice.bottom - 1);
      const reached = document.elementFromPoint((whole.left + whole.right) / 2, (top + bottom) / 2);
      return under || bottom > innerHeight + 1 || !(reached && one.contains(reached)) ? [one.textContent ?? ''] : [];
    });
  });
}

test('notices cover nothing on any screen and at any text size, and repeat nothing', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.section('Penalaran numerik');
  await seat.find('Angka pada laporan');
  await hall.intervene({ action: 'message', text: 'Silakan tetap di tempat duduk Anda sampai pengawas memberi tanda, juga setelah selesai.' });
  for (const added_ms of [MINUTE_MS, 2 * MINUTE_MS]) await hall.intervene({ action: 'extend', added_ms }, 'Gangguan jaringan');
  await expect(page.getByText('Waktu Anda ditambah 3 menit.')).toBeVisible();
  await expect(page.getByText(/^Waktu Anda ditambah/)).toHaveCount(1);

  for (const [width, height] of SCREENS) {
    await page.setViewportSize({ width, height });
    for (const size of ['1', '3']) {
      await page.evaluate((size) => (document.documentElement.dataset.text = size), size);
      for (const down of [0, 160]) {
        await page.evaluate((down) => {
          for (const one of [document.scrollingElement!, document.querySelector('main')!, document.querySelector('main .item')!]) one.scrollTop = down;
        }, down);
        expect.soft(await covered(page), `${width}×${height}, text ${size}, ${down} px down`).toEqual([]);
      }
    }
  }

  // The newest stands on a small screen; put away, the one before it follows, and none comes back after that.
  await seat.button('Mengerti').click();
  await expect(page.getByText('Silakan tetap di tempat duduk')).toBeVisible();
  await seat.button('Mengerti').click();
  await expect(seat.button('Mengerti')).toHaveCount(0);
});
