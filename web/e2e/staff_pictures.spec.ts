// The pictures of the staff's rooms for the README. Like the candidate's they are kept unless `PICTURES=1`.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setStage } from './stage';
import { expect, test } from './staff_fixtures';

const FOLDER = resolve(import.meta.dirname, '../../docs/pictures');

test('a board in full swing, results with all four categories', async ({ house, desk, page, browser }, info) => {
  const picture = async (name: string) => {
    const kept = join(FOLDER, `${name}.png`);
    const path = process.env.PICTURES === '1' || !existsSync(kept) ? kept : info.outputPath(`${name}.png`);
    await page.mouse.move(0, 0);
    expect((await page.screenshot({ path, animations: 'disabled' })).length).toBeGreaterThan(20_000);
  };
  const lines = await (await browser.newContext()).newPage();
  const stage = await setStage(house, lines);
  await desk.watch(stage.live, 'admin');
  await desk.counts({ Semua: 42, Ditangguhkan: 2, Memanggil: 2, Terputus: 2 });
  await picture('proctor-board');
  await page.goto(`${house.url}/admin/sessions/${stage.results}/results`);
  await expect(desk.heading('Hasil sesi')).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await picture('admin-results');
});
