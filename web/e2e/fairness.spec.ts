// The fairness certificate: what a draft would give, the same after the opening, and as a file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FairnessView } from '../src/lib/wire/FairnessView';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import { House } from './house';
import { people } from './people';

const SHIPPED = join(import.meta.dirname, '../../item_bank');

/** The shipped bank: the items of the tests are too few to differ. */
async function furnished(): Promise<House> {
  const house = new House();
  house.furnish();
  house.run('bank', 'load', join(SHIPPED, 'umum'));
  house.run('blueprint', 'load', join(SHIPPED, 'blueprints/asn-umum.toml'));
  await house.start();
  return house;
}

test('an administrator reads the certificate before and after the opening', async ({ page }, info) => {
  const house = await furnished();
  const desk = new Desk(page, house.url);
  const event = await house.event('Uji Kompetensi ASN Kabupaten Contoh 2026');
  const session = await house.draft(event, { title: 'Sesi 1', blueprint_id: 'asn-umum', people: people(42, 21) });
  const card = page.getByRole('region', { name: 'Keadilan formulir' });
  const lead = card.getByText(/^Selisih nilai harapan terbesar antara dua formulir: \d+,\d dari 100 pada batas (Cukup|Sangat)? ?potensial; dengan undian biasa: \d+,\d\.$/i);
  const picture = async (name: string) => {
    // Below the bar that stays at the top.
    await card.evaluate((it) => window.scrollBy(0, it.getBoundingClientRect().top - 80));
    await page.screenshot({ path: info.outputPath(`${name}.png`), animations: 'disabled' });
  };
  let before = '';

  await test.step('the draft tells what opening would give, and that nothing is calibrated', async () => {
    await desk.open(`/admin/sessions/${session}`, 'admin');
    await expect(card.getByText('Perhitungan sebelum dibuka')).toBeVisible();
    await expect(card.getByText(/^Belum dikalibrasi: \d+ soal/)).toBeVisible();
    before = (await lead.textContent())!;
    await expect(card.getByRole('row')).toHaveCount(4);
    await picture('draft');
  });

  await test.step('the opening keeps it', async () => {
    await desk.button('Buka sesi').click();
    await desk.button(/^Buka sesi untuk/, desk.dialog()).click();
    await desk.button('Selesai', desk.dialog()).click();
    await expect(card.getByText('Disimpan saat sesi dibuka.')).toBeVisible();
    await expect(lead).toHaveText(before);
    await picture('open');
  });

  await test.step('it prints alone, with the name of its session', async () => {
    await expect(card.getByRole('img', { name: /^Seberapa sering butir muncul/ })).toBeVisible();
    const facts = page.getByRole('heading', { level: 1 });
    await page.evaluate(() => (window.print = () => {}));
    await card.getByRole('button', { name: 'Cetak' }).click();
    await page.emulateMedia({ media: 'print' });
    await expect(card.getByText('Uji Kompetensi ASN Kabupaten Contoh 2026 · Sesi 1')).toBeVisible();
    await expect(facts).toBeHidden();
    await page.pdf({ path: info.outputPath('certificate.pdf'), preferCSSPageSize: true });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(facts).toBeVisible();
    await page.emulateMedia({ media: 'screen' });
  });

  await test.step('the file holds the same', async () => {
    const download = page.waitForEvent('download');
    await card.getByRole('button', { name: 'Unduh JSON' }).click();
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as FairnessView;
    expect(file).toMatchObject({ session_id: session, status: 'open', forms: 42, calibrated: 0 });
    const told = await (await house.staff()).get(`/api/sessions/${session}/certificate`);
    expect(file).toEqual(await told.json());
    expect(Math.max(...file.cuts.map((cut) => cut.drawn.difference))).toBeLessThan(Math.max(...file.cuts.map((cut) => cut.chance.difference)));
  });
  await house.remove();
});
