// The pictures of the README, taken from the real thing. They are kept as they are unless `PICTURES=1` asks for new
// ones, so that a test run leaves no changed files behind.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from './fixtures';

const FOLDER = resolve(import.meta.dirname, '../../docs/pictures');

test.use({ plan: { blueprint: 'uji-lengkap' } });

test('test screen, review and closing page', async ({ seat, page }, info) => {
  const picture = async (name: string) => {
    const kept = join(FOLDER, `${name}.png`);
    const path = process.env.PICTURES === '1' || !existsSync(kept) ? kept : info.outputPath(`${name}.png`);
    await page.mouse.move(0, 0);
    const taken = await page.screenshot({ path, animations: 'disabled' });
    expect(taken.length).toBeGreaterThan(20_000);
  };
  mkdirSync(FOLDER, { recursive: true });
  await seat.begin();
  for (const title of ['Teknis', 'Sosial kultural', 'Literasi digital']) {
    await seat.section(title);
    for (let n = 1; n <= 6; n += 1) {
      if (n !== 4) await seat.answer();
      if (n === 5) await seat.button('Ragu-ragu').click();
      if (n < 6) await seat.next();
    }
  }
  await seat.section('Penalaran numerik');
  for (const stem of ['Berapakah nilai', 'Pilih dua bilangan yang habis', 'Angka pada laporan']) {
    await seat.find(stem);
    await seat.answer();
  }
  await seat.find('Menurut bahan bacaan, pada bulan');
  await seat.answer();
  await seat.saved();
  await picture('candidate-test');
  await seat.review();
  await picture('candidate-review');
  await seat.submit();
  await expect(seat.heading('Tes selesai. Terima kasih')).toBeVisible();
  await picture('candidate-closing');
});
