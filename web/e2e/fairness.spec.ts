// The fairness certificate: what a draft would give, the same after the opening, and as a file.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FairnessView } from '../src/lib/wire/FairnessView';
import type { ResultsView } from '../src/lib/wire/ResultsView';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import { House } from './house';
import { look } from './look';
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

/** A rehearsed session of the shipped bank whose calibration does not know every eighth item. */
async function calibrated(): Promise<{ house: House; session: string }> {
  const house = new House();
  const desk = mkdtempSync(join(tmpdir(), 'ukur-e2e-files-'));
  try {
    house.furnish();
    house.run('bank', 'load', join(SHIPPED, 'umum'));
    house.run('blueprint', 'load', join(SHIPPED, 'blueprints/asn-umum.toml'));
    const domains = readdirSync(join(SHIPPED, 'umum'), { withFileTypes: true }).filter((one) => one.isDirectory());
    const items = domains.flatMap(({ name }) => readdirSync(join(SHIPPED, 'umum', name)).filter((file) => file.endsWith('.md')).sort());
    house.calibrate('umum', items.filter((_, at) => at % 8 === 0).map((file) => file.replace(/\.md$/, '')));
    const event = house.run('event', 'add', '--title', 'Uji Kompetensi ASN Kabupaten Contoh 2026', '--organiser', 'BKPSDM Kabupaten Contoh').trim();
    const at = (hours: number) => new Date(Date.now() + (7 + hours) * 3_600_000).toISOString().slice(0, 16);
    const session = house.run('session', 'add', '--event', event, '--title', 'Gladi · Sesi 1', '--blueprint', 'asn-umum', '--opens', at(-1), '--closes', at(3)).trim();
    writeFileSync(join(desk, 'peserta.csv'), people(42, 21));
    house.run('candidate', 'import', session, join(desk, 'peserta.csv'));
    house.run('session', 'open', session);
    house.run('session', 'rehearse', session, '--seed', '5');
    await house.start();
    return { house, session };
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
}

test('a calibrated session says how many items of a form decide, and each result how many of its own', async ({ page }, info) => {
  test.setTimeout(120_000);
  const { house, session } = await calibrated();
  const desk = new Desk(page, house.url);
  const told = (await (await (await house.staff()).get(`/api/sessions/${session}/certificate`)).json()) as FairnessView;
  const { overall, sections } = told.deciding!;
  expect(overall.min).toBeLessThan(overall.items);
  expect(sections).toHaveLength(4);

  await test.step('the certificate tells the spread over forms', async () => {
    await desk.open(`/admin/sessions/${session}`, 'admin');
    const card = page.getByRole('region', { name: 'Keadilan formulir' });
    await expect(card.getByText(/^Skor T setiap peserta ditentukan oleh \d+(–\d+)? dari 60 soal formulirnya\./)).toBeVisible();
    await expect(card.getByRole('listitem')).toHaveCount(4);
    await card.evaluate((it) => window.scrollBy(0, it.getBoundingClientRect().top - 80));
    await look(page, 'deciding', '1-certificate');
  });

  await test.step('results come as a workbook', async () => {
    await page.goto(`${house.url}/admin/sessions/${session}/results`);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh Excel' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('hasil.xlsx');
    await file.saveAs(info.outputPath('hasil.xlsx'));
    expect(readFileSync(info.outputPath('hasil.xlsx')).subarray(0, 2).toString()).toBe('PK');
    await look(page, 'deciding', '2-results');
  });

  await test.step('a candidate’s page and its print tell the number', async () => {
    const { rows } = (await (await (await house.staff()).get(`/api/sessions/${session}/results`)).json()) as ResultsView;
    const counts = rows.map((row) => row.measurement!.overall.items);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([overall.min, overall.max]);
    const one = rows[0]!;
    await page.goto(`${house.url}/admin/attempts/${one.attempt_id}`);
    const card = page.getByRole('region', { name: 'Seberapa pasti kategori ini' });
    const line = card.getByText(`Skor T peserta ini ditentukan oleh ${one.measurement!.overall.items} dari 60 soal pada formulirnya.`);
    await expect(line).toBeVisible();
    await expect(card.getByRole('row').filter({ hasText: one.domains[0]!.title })).toContainText(`${one.domains[0]!.measured!.items} dari ${one.domains[0]!.items} soal`);
    await card.evaluate((it) => window.scrollBy(0, it.getBoundingClientRect().top - 80));
    await look(page, 'deciding', '3-candidate');
    await page.pdf({ path: info.outputPath('candidate.pdf'), preferCSSPageSize: true });
    await page.emulateMedia({ media: 'print' });
    await expect(line).toBeVisible();
    await card.screenshot({ path: join(import.meta.dirname, '.pictures/deciding/4-print.png') });
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 390, height: 844 });
    await card.evaluate((it) => window.scrollBy(0, it.getBoundingClientRect().top - 80));
    await look(page, 'deciding', '5-candidate-phone');
    await page.goto(`${house.url}/admin/sessions/${session}/results`);
    await expect(page.getByRole('link', { name: 'Unduh Excel' })).toBeVisible();
    await look(page, 'deciding', '6-results-phone');
  });
  await house.remove();
});
