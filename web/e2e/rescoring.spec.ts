// A key was wrong: who moves is seen before anything is published, a second person publishes, results show it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RescoringDesk } from '../src/lib/wire/RescoringDesk';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import { BANK } from './hall';
import { House } from './house';
import { look } from './look';
import { people } from './people';

const HOUR_MS = 3_600_000;
/** The rehearsal plants its wrong key here: people who know answer A, the bank says B. */
const WRONG = 'tek-01';

/** A rehearsed session of 60, and a later version of the bank with the right key. */
async function rehearsed(): Promise<{ house: House; session: string; other: string }> {
  const house = new House();
  const desk = mkdtempSync(join(tmpdir(), 'ukur-e2e-files-'));
  try {
    house.furnish('uji-lengkap');
    const event = house.run('event', 'add', '--title', 'Uji Kompetensi ASN Kabupaten Contoh 2026', '--organiser', 'BKPSDM Kabupaten Contoh').trim();
    writeFileSync(join(desk, 'peserta.csv'), people(60));
    const sat = (title: string, seed: string): string => {
      const at = (hours: number) => new Date(Date.now() + (7 + hours) * HOUR_MS).toISOString().slice(0, 16);
      const session = house.run('session', 'add', '--event', event, '--title', title, '--blueprint', 'uji-lengkap', '--opens', at(-1), '--closes', at(3)).trim();
      house.run('candidate', 'import', session, join(desk, 'peserta.csv'));
      house.run('session', 'open', session);
      house.run('session', 'rehearse', session, '--seed', seed, '--oddities');
      return session;
    };
    const [session, other] = [sat('Gladi · Sesi 1', '3'), sat('Gladi · Sesi 2', '4')];
    // Accepted since: the sessions opened without one.
    house.calibrate('uji', ['tek-02']);
    const mended = join(desk, 'bank');
    cpSync(BANK, mended, { recursive: true });
    const item = join(mended, 'technical', `${WRONG}.md`);
    writeFileSync(item, readFileSync(item, 'utf8').replace('key = "B"', 'key = "A"'));
    house.run('bank', 'load', mended);
    await house.start();
    return { house, session, other };
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
}

test('a corrected key is tried, proposed, published by a second person, and taken back', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const { house, session, other } = await rehearsed();
  const desk = new Desk(page, house.url);
  const path = `/api/sessions/${session}/rescorings`;
  const original = await (await house.staff()).get(`/api/sessions/${session}/results`).then((answer) => answer.json());

  await test.step('the version with the right key is found by what it scores otherwise', async () => {
    await desk.open(`/admin/sessions/${session}/results`, 'admin');
    await page.getByRole('link', { name: 'Nilai ulang' }).click();
    await expect(desk.heading('Nilai ulang')).toBeVisible();
    await expect(page.getByText('Pilih versi lain, soal, atau kalibrasi lebih dahulu.')).toBeVisible();
    await page.getByRole('radio', { name: /1 soal dinilai lain/ }).check();
    await desk.button('Lihat siapa yang berubah').click();
    await expect(page.getByText('Tulis alasan, paling sedikit 3 karakter.')).toBeVisible();
    const row = page.getByRole('row').filter({ hasText: WRONG });
    await expect(row).toContainText('B menjadi A');
    await expect(row).toContainText('60 peserta');
    await page.getByLabel('Alasan').fill('Kunci soal tek-01 salah: yang benar A');
    await look(page, 'rescoring', '1-what-changed');
  });

  await test.step('a dry run says who moves, and stores nothing', async () => {
    await desk.button('Lihat siapa yang berubah').click();
    await expect(page.getByRole('heading', { name: /^\d+ dari 60 peserta berpindah kategori keseluruhan$/ })).toBeVisible();
    const matrix = page.getByRole('table', { name: /^Perpindahan kategori: Keseluruhan/ });
    await expect(matrix.getByRole('row')).toHaveCount(6);
    await expect(matrix).toContainText('naik');
    await page.getByRole('heading', { name: '2. Siapa yang berubah' }).scrollIntoViewIfNeeded();
    await look(page, 'rescoring', '2-who-moves');
    await page.getByRole('region', { name: 'Peserta yang berpindah kategori: Keseluruhan' }).scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(import.meta.dirname, '.pictures/rescoring/3-movers.png'), animations: 'disabled' });
    await page.getByRole('combobox', { name: 'Arah' }).selectOption('Naik saja');
    await expect(page.getByRole('region', { name: /^Peserta yang berpindah/ })).not.toContainText('turun');
    const download = page.waitForEvent('download');
    await desk.button('Unduh CSV').click();
    expect(readFileSync(await (await download).path(), 'utf8')).toMatch(/Peserta Uji \d{3},.*,naik,/);
    await page.getByRole('group', { name: 'Lihat perpindahan pada' }).getByRole('button', { name: /^Teknis/ }).click();
    await expect(page.getByRole('table', { name: /^Perpindahan kategori: Teknis/ })).toBeVisible();
    await expect(page.getByRole('link', { name: /^Nilai ulang “Gladi · Sesi 2”/ })).toBeVisible();
    const told = (await (await house.staff()).get(path).then((answer) => answer.json())) as RescoringDesk;
    expect(told.revisions).toEqual([]);
  });

  await test.step('whoever proposes does not publish', async () => {
    await desk.button('Usulkan penilaian ulang').click();
    await expect(page.getByRole('heading', { name: 'Usulan penilaian ulang menunggu orang kedua' })).toBeVisible();
    await expect(page.getByText('Anda yang mengusulkan')).toBeVisible();
    await expect(desk.button('Terbitkan')).toHaveCount(0);
    const refused = await (await house.staff()).post(`${path}/1/publish`, { data: { reason: 'coba' } });
    expect([refused.status(), (await refused.json()).code]).toEqual([409, 'same_person']);
    await look(page, 'rescoring', '4-own-proposal');
  });

  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
  const second = new Desk(await context.newPage(), house.url);
  const there = second.page;
  await test.step('a second administrator sees the same difference and publishes', async () => {
    await second.open(`/admin/sessions/${session}/results`, 'penelaah');
    await expect(there.getByText('Usulan penilaian ulang menunggu orang kedua')).toBeVisible();
    await look(there, 'rescoring', '5-banner');
    await there.getByRole('link', { name: 'Periksa usulan' }).click();
    await expect(there.getByRole('heading', { name: /^\d+ dari 60 peserta berpindah/ })).toBeVisible();
    await expect(there.getByRole('row').filter({ hasText: WRONG })).toContainText('B menjadi A');
    await second.button('Terbitkan').click();
    await second.button('Terbitkan', second.dialog()).click();
    await expect(second.dialog().getByText('Tulis alasan, paling sedikit 3 karakter.')).toBeVisible();
    await look(there, 'rescoring', '6-publish');
    await second.agree('Terbitkan', 'Sudah diperiksa terhadap naskah soal');
    await expect(there.getByText('Berlaku', { exact: true })).toBeVisible();
  });

  await test.step('results say so, with the original beside them', async () => {
    await there.getByRole('link', { name: 'Ke hasil sesi' }).click();
    await expect(there.getByText(/Dinilai ulang \(ke-1\).*Kunci soal tek-01 salah.*Diusulkan oleh admin, diterbitkan oleh penelaah/)).toBeVisible();
    const now = await (await house.staff()).get(`/api/sessions/${session}/results`).then((answer) => answer.json());
    type Row = { attempt_id: string; score: number; name: string };
    const moved = (original.rows as Row[]).find((row) => (now.rows as Row[]).find((one) => one.attempt_id === row.attempt_id)!.score !== row.score)!;
    await look(there, 'rescoring', '7-results');
    await there.goto(`${house.url}/admin/attempts/${moved.attempt_id}`);
    await expect(there.getByRole('heading', { name: 'Hasil semula' })).toBeVisible();
    await expect(there.getByRole('row').filter({ hasText: 'Keseluruhan' }).first()).toContainText(moved.score.toLocaleString('id-ID', { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
    await look(there, 'rescoring', '8-candidate');
    await there.goto(`${house.url}/admin/sessions/${session}/audit`);
    await expect(there.getByRole('row').filter({ hasText: 'Penilaian ulang diterbitkan' })).toContainText('Sudah diperiksa terhadap naskah soal');
  });

  await test.step('the same again changes nothing; the original rules again undo it', async () => {
    await page.goto(`${house.url}/admin/sessions/${session}/rescoring`);
    await expect(page.getByRole('radio', { name: /1 soal dinilai lain/ })).toBeChecked();
    await page.getByRole('radio', { name: /^Versi sesi ini/ }).check();
    await expect(page.getByText(/^Kunci tidak lagi menurut versi/)).toBeVisible();
    await page.getByRole('radio', { name: /1 soal dinilai lain/ }).check();
    await page.getByLabel('Alasan').fill('sekali lagi');
    await desk.button('Lihat siapa yang berubah').click();
    await expect(page.getByRole('heading', { name: 'Tidak ada yang berubah' })).toBeVisible();
    await expect(desk.button('Usulkan penilaian ulang')).toHaveCount(0);
    await look(page, 'rescoring', '9-nothing');
    await desk.button('Kembalikan ke ini: hasil semula').click();
    await page.getByLabel('Alasan').last().fill('Kunci semula ternyata benar');
    await desk.button('Usulkan penilaian ulang').click();
    await expect(page.getByText('Anda yang mengusulkan')).toBeVisible();
    await there.goto(`${house.url}/admin/sessions/${session}/rescoring`);
    await second.button('Terbitkan').click();
    await second.agree('Terbitkan', 'Setuju');
    await expect(there.getByText('Ke-2', { exact: true })).toBeVisible();
    const back = await (await house.staff()).get(`/api/sessions/${session}/results`).then((answer) => answer.json());
    const scores = (view: { rows: { score: number }[] }) => view.rows.map((row) => row.score);
    expect(scores(back)).toEqual(scores(original));
  });

  await test.step('the history shows which items a revision changed, and what the next one took back', async () => {
    const see = (number: number) => second.button('Lihat perbedaannya', there.getByRole('listitem').filter({ hasText: `Ke-${number}` }));
    await see(1).click();
    await expect(there.getByRole('heading', { name: 'Soal yang berubah' })).toBeVisible();
    await expect(there.getByRole('row').filter({ hasText: WRONG })).toContainText('B menjadi A');
    await there.getByRole('heading', { name: 'Soal yang berubah' }).scrollIntoViewIfNeeded();
    await look(there, 'rescoring', '11-history');
    await see(2).click();
    await expect(there.getByText(/^Kunci kembali menurut versi sesi, tidak lagi menurut versi .* dari penilaian ulang ke-1\.$/)).toBeVisible();
    await expect(there.getByRole('row').filter({ hasText: WRONG })).toHaveCount(0);
    await there.setViewportSize({ width: 390, height: 844 });
    await there.getByRole('heading', { name: 'Soal yang berubah' }).scrollIntoViewIfNeeded();
    await look(there, 'rescoring', '12-history-phone');
    await there.setViewportSize({ width: 1366, height: 768 });
  });

  await test.step('by keyboard, on a telephone, an item that does not count in the other session', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${house.url}/admin/sessions/${other}/rescoring`);
    const pick = page.getByRole('combobox', { name: 'Tambahkan soal' });
    await pick.fill('tidak-ada');
    await page.getByLabel('Alasan').focus();
    await desk.button('Lihat siapa yang berubah').click();
    await expect(page.getByText('“tidak-ada” bukan kode soal')).toBeVisible();
    await expect(pick).toBeFocused();
    await pick.fill('');
    await page.keyboard.type('tek-01');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Perlakuan tek-01' }).selectOption('Tidak dihitung');
    await page.getByLabel('Alasan').fill('Soal rancu');
    await desk.button('Lihat siapa yang berubah').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('table', { name: /^Perpindahan kategori/ })).toBeVisible();
    await expect(page.getByRole('region', { name: '2. Siapa yang berubah' })).toBeFocused();
    await look(page, 'rescoring', '10-telephone');
  });

  await test.step('another calibration: what it knows is told in all and of each item', async () => {
    await page.getByRole('radio', { name: /^Kalibrasi .* peserta/ }).check();
    await expect(page.getByText(/^Dengan kalibrasi ini kategori mengikuti skor T; 23 dari 25 soal yang diberikan ikut menentukannya\./)).toBeVisible();
    await expect(page.getByText('Keluar juga dari skor T')).toBeVisible();
    await page.getByText(/^Dengan kalibrasi ini/).scrollIntoViewIfNeeded();
    await look(page, 'rescoring', '13-calibration-telephone');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByText(/^Dengan kalibrasi ini/).scrollIntoViewIfNeeded();
    await look(page, 'rescoring', '14-calibration');
  });
  await context.close();
  await house.remove();
});
