// Results beside a norm group: none is invented, one is made of a closed session, results say it, and it is taken back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RescoringDesk } from '../src/lib/wire/RescoringDesk';
import type { ResultsView } from '../src/lib/wire/ResultsView';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import { House } from './house';
import { look } from './look';
import { people } from './people';

const HOUR_MS = 3_600_000;

/** Two rehearsed sessions: 60 people who make the group, 12 who are set beside it. */
async function rehearsed(): Promise<{ house: House; norm: string; later: string }> {
  const house = new House();
  const desk = mkdtempSync(join(tmpdir(), 'ukur-e2e-files-'));
  try {
    house.furnish('uji-lengkap');
    const event = house.run('event', 'add', '--title', 'Uji Kompetensi ASN Kabupaten Contoh 2026', '--organiser', 'BKPSDM Kabupaten Contoh').trim();
    const sat = (title: string, count: number, seed: string): string => {
      writeFileSync(join(desk, 'peserta.csv'), people(count));
      const at = (hours: number) => new Date(Date.now() + (7 + hours) * HOUR_MS).toISOString().slice(0, 16);
      const session = house.run('session', 'add', '--event', event, '--title', title, '--blueprint', 'uji-lengkap', '--opens', at(-1), '--closes', at(3)).trim();
      house.run('candidate', 'import', session, join(desk, 'peserta.csv'));
      house.run('session', 'open', session);
      house.run('session', 'rehearse', session, '--seed', seed);
      return session;
    };
    const [norm, later] = [sat('Gladi · Acuan', 60, '3'), sat('Gladi · Sesi 2', 12, '4')];
    await house.start();
    return { house, norm, later };
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
}

test('a norm group is made of a closed session, results stand beside it, and it is withdrawn', async ({ page, browser }, info) => {
  test.setTimeout(150_000);
  const { house, norm, later } = await rehearsed();
  const desk = new Desk(page, house.url);
  const results = async () => (await (await house.staff()).get(`/api/sessions/${later}/results`)).json() as Promise<ResultsView>;

  await test.step('without a group nothing is invented', async () => {
    await desk.open(`/admin/sessions/${later}/results`, 'admin');
    await expect(page.getByRole('columnheader', { name: 'Keseluruhan' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Persentil' })).toHaveCount(0);
  });

  await test.step('the form says what is wrong beside its field, then makes the group', async () => {
    await page.getByRole('link', { name: 'Kelompok norma' }).click();
    await expect(page.getByText('Belum ada kelompok norma')).toBeVisible();
    await look(page, 'norms', '1-none');
    await desk.button('Buat kelompok norma').click();
    await desk.button('Buat kelompok norma', desk.dialog()).click();
    await expect(desk.dialog().getByText('Pilih paling sedikit satu sesi.')).toBeVisible();
    await expect(desk.dialog().getByLabel('Nama kelompok')).toBeFocused();
    await desk.dialog().getByLabel('Nama kelompok').fill('Pelaksana Kabupaten Contoh 2026');
    await desk.dialog().getByLabel('Alasan').fill('Acuan tahun 2026');
    await desk.dialog().getByRole('checkbox', { name: /Gladi · Sesi 2/ }).check();
    await desk.button('Buat kelompok norma', desk.dialog()).click();
    await expect(desk.dialog().getByText('Terlalu sedikit orang: ada 12, diperlukan paling sedikit 30.')).toBeVisible();
    await look(page, 'norms', '2-form');
    await desk.dialog().getByRole('checkbox', { name: /Gladi · Sesi 2/ }).uncheck();
    await desk.dialog().getByRole('checkbox', { name: /Gladi · Acuan/ }).check();
    await expect(desk.dialog().getByText('60 hasil terpilih')).toBeVisible();
    await desk.button('Buat kelompok norma', desk.dialog()).click();
    const card = page.getByRole('region', { name: 'Pelaksana Kabupaten Contoh 2026' });
    await expect(card.getByText('Dipakai', { exact: true })).toBeVisible();
    await expect(card.getByText('Gladi: hanya untuk gladi')).toBeVisible();
    await expect(card.getByRole('table', { name: 'Nilai pada persentil' })).toBeVisible();
    await look(page, 'norms', '3-group');
  });

  await test.step('results show the percentile with the group’s name, size and date', async () => {
    await page.goto(`${house.url}/admin/sessions/${later}/results`);
    await expect(page.getByText(/Persentil terhadap kelompok norma “Pelaksana Kabupaten Contoh 2026” \(60 orang, dibuat \d+ \S+ \d{4}\)/)).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Persentil' })).toBeVisible();
    const { rows, norms } = await results();
    expect([norms?.persons, norms?.rehearsal]).toEqual([60, true]);
    const ordered = [...rows].sort((a, b) => a.score - b.score).map((row) => row.percentile!);
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
    await look(page, 'norms', '4-results');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh CSV' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(csv[0]).toContain('persentil,kelompok_norma,kelompok_norma_orang');
    expect(csv[1]).toContain('Pelaksana Kabupaten Contoh 2026,60,');
  });

  await test.step('a candidate’s page says what it means, on screen, telephone and paper', async () => {
    const { rows } = await results();
    const one = rows.find((row) => row.percentile! > 5 && row.percentile! < 95)!;
    await page.goto(`${house.url}/admin/attempts/${one.attempt_id}`);
    const card = page.getByRole('region', { name: 'Dibandingkan dengan kelompok norma' });
    await expect(card.getByText(`lebih tinggi daripada kira-kira ${Math.round(one.percentile!)} dari 100 orang`)).toBeVisible();
    await expect(card.getByRole('table').getByRole('row')).toHaveCount(6);
    await card.scrollIntoViewIfNeeded();
    await look(page, 'norms', '5-candidate');
    await page.pdf({ path: info.outputPath('candidate.pdf') });
    await page.setViewportSize({ width: 390, height: 844 });
    await card.scrollIntoViewIfNeeded();
    await look(page, 'norms', '6-candidate-phone');
    await page.goto(`${house.url}/admin/norms`);
    await expect(page.getByText('Dipakai', { exact: true })).toBeVisible();
    await look(page, 'norms', '7-groups-phone');
    await page.setViewportSize({ width: 1366, height: 768 });
  });

  await test.step('scored again since, the group says so on its page and beside results, and is made anew', async () => {
    const staff = await house.staff();
    const rescorings = `/api/sessions/${norm}/rescorings`;
    const asked = await (await staff.get(rescorings)).json() as RescoringDesk;
    const given = [...asked.items].sort((a, b) => b.given - a.given)[0]!;
    const rules = { bank_version: null, calibration: null, items: [{ item: given.item, treatment: 'dropped' }], reason: 'Soal rancu', propose: true };
    expect((await staff.post(rescorings, { data: rules })).status()).toBe(201);
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
    const second = new Desk(await context.newPage(), house.url);
    await second.open(`/admin/sessions/${norm}/rescoring`, 'penelaah');
    await second.button('Terbitkan').click();
    await second.agree('Terbitkan', 'Sudah diperiksa');
    await expect(second.page.getByText('Berlaku', { exact: true })).toBeVisible();
    await context.close();
    await page.goto(`${house.url}/admin/sessions/${later}/results`);
    await expect(page.getByText(/^Kelompok norma ini dibuat sebelum penilaian ulang sesi “Gladi · Acuan”/)).toBeVisible();
    await look(page, 'norms', '8-results-outdated');
    await page.goto(`${house.url}/admin/norms`);
    const card = page.getByRole('region', { name: 'Pelaksana Kabupaten Contoh 2026' });
    await expect(card.getByText(/^Dibuat sebelum penilaian ulang ke-1 sesi “Gladi · Acuan”/)).toBeVisible();
    await look(page, 'norms', '9-outdated');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'norms', '10-outdated-phone');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(`${house.url}/admin/sessions/${later}/results`);
    await page.getByRole('link', { name: 'Buat ulang' }).click();
    await expect(desk.dialog().getByRole('checkbox', { name: /Gladi · Acuan/ })).toBeChecked();
    await expect(desk.dialog().getByLabel('Alasan')).toHaveValue(/Gladi · Acuan \(ke-1\)/);
    await look(page, 'norms', '11-make-anew');
    await desk.button('Buat ulang', desk.dialog()).click();
    await expect(page.getByText(/^Digantikan oleh “Pelaksana Kabupaten Contoh 2026”, dibuat/)).toBeVisible();
    await expect(page.getByText(/^Dibuat sebelum penilaian ulang/)).toHaveCount(0);
    await look(page, 'norms', '12-made-anew');
    expect((await results()).norms?.rescored).toEqual([]);
    // Only one of them is in use: the older one is taken away for the step that follows.
    await desk.button('Tarik: Pelaksana Kabupaten Contoh 2026').last().click();
    await desk.agree('Tarik', 'Sudah digantikan');
    await expect(page.getByText('Ditarik', { exact: true })).toHaveCount(1);
  });

  await test.step('withdrawn, it stands beside no result; the trail says who and why', async () => {
    await desk.button('Tarik: Pelaksana Kabupaten Contoh 2026').click();
    await desk.agree('Tarik', 'Pesertanya tidak mewakili');
    await expect(page.getByText('Ditarik', { exact: true })).toHaveCount(2);
    expect((await results()).norms).toBeNull();
    await page.goto(`${house.url}/admin/log`);
    await expect(page.getByRole('row').filter({ hasText: 'Kelompok norma ditarik' }).filter({ hasText: 'Pesertanya tidak mewakili' })).toHaveCount(1);
    await expect(page.getByRole('row').filter({ hasText: 'Kelompok norma dibuat' }).filter({ hasText: 'Acuan tahun 2026' })).toHaveCount(1);
  });
  await house.remove();
});
