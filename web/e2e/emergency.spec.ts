// The line does not come back: a candidate saves an emergency file, a proctor loads it, its answers count.
import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import type { EmergencyBody } from '../src/lib/wire/EmergencyBody';
import type { EmergencyEnvelope } from '../src/lib/wire/EmergencyEnvelope';
import { Desk } from './desk';
import { expect, test } from './fixtures';
import type { Hall } from './hall';
import { OwnLine } from './line';
import { look } from './look';

async function saveFile(page: Page): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Simpan berkas darurat' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^ukur-darurat-[0-9a-f]{8}-\d{8}-\d{4}\.json$/);
  return download;
}

/** The hidden field behind the button. */
const fileOf = (dialog: Locator): Locator => dialog.locator('input[type=file]');

async function bodyOf(download: Download): Promise<EmergencyBody> {
  const envelope = JSON.parse(await readFile(await download.path(), 'utf8')) as EmergencyEnvelope;
  expect(Object.keys(envelope).sort()).toEqual(['body', 'format', 'seal']);
  expect(envelope.seal).toMatch(/^[0-9a-f]{64}$/);
  return JSON.parse(envelope.body) as EmergencyBody;
}

test('answers that cannot be delivered reach the server in the proctor’s hand', async ({ seat, page, hall, browser }, info) => {
  test.setTimeout(90_000);
  const line = await OwnLine.lay(page);
  await seat.begin();
  await seat.answer();
  await seat.saved();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID' });
  const desk = new Desk(await context.newPage(), hall.url);
  await desk.watch(hall.session, 'admin');
  await expect(desk.row(seat.card.name)).toContainText('1/13');

  const file = await test.step('the candidate goes on without a line and saves the file', async () => {
    await line.cut();
    await seat.next();
    await seat.answer();
    await seat.next();
    await seat.answer();
    await expect(seat.saving).toHaveText('Belum tersimpan (2)');
    await seat.button('Bantuan dan papan ketik').click();
    const help = page.getByRole('dialog', { name: 'Bantuan dan papan ketik' });
    await expect(help).toContainText('2 jawaban belum diterima server');
    const download = await saveFile(page);
    await expect(help).toContainText(/Berkas darurat dengan 2 jawaban disimpan pukul \d\d\.\d\d WIB/);
    await look(page, '1366x768', 'emergency-help');
    await page.keyboard.press('Escape');
    await expect(seat.saving).toHaveText('Belum tersimpan (2)');
    const body = await bodyOf(download);
    // An item whose answer has parts may have been answered in two steps.
    expect(new Set(body.answers.map((answer) => answer.item_id)).size).toBe(2);
    const stamps = body.answers.map((answer) => answer.at_ms);
    expect([...stamps, body.saved_ms]).toEqual([...stamps, body.saved_ms].sort((a, b) => a - b));
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    return path;
  });

  await test.step('the proctor is told what counts, and decides', async () => {
    await desk.button('Muat berkas darurat').click();
    const dialog = desk.dialog('Muat berkas darurat');
    await fileOf(dialog).setInputFiles({ name: 'lain.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await expect(dialog.getByRole('alert')).toContainText('bukan berkas darurat Ukur');
    const changed = (await readFile(file, 'utf8')).replace(/spent_ms\\":\d+/, 'spent_ms\\":1');
    await fileOf(dialog).setInputFiles({ name: 'ubah.json', mimeType: 'application/json', buffer: Buffer.from(changed) });
    await expect(dialog.getByRole('alert')).toContainText('Segel berkas tidak cocok');
    await fileOf(dialog).setInputFiles(file);
    await expect(dialog.getByRole('heading', { level: 3 })).toContainText(seat.card.name);
    await expect(dialog).toContainText('2 dihitung');
    await expect(dialog.getByRole('row')).toHaveCount(1 + (JSON.parse(JSON.parse(await readFile(file, 'utf8')).body) as EmergencyBody).answers.length);
    await expect(dialog.getByRole('alert')).toHaveCount(0);
    await look(desk.page, '1366x768', 'emergency-report');
    await desk.button('Masukkan 2 jawaban', dialog).click();
    await expect(dialog.getByLabel('Alasan')).toBeFocused();
    await expect(desk.row(seat.card.name)).toContainText('1/13');
    await desk.button('Sambungan komputer peserta putus', dialog).click();
    await desk.agree('Masukkan 2 jawaban');
    await expect(desk.notices).toContainText(`2 jawaban ${seat.card.name} dari berkas darurat dihitung`);
    await expect(desk.row(seat.card.name)).toContainText('3/13');
  });

  await test.step('once more, everything is known; the log says what was done', async () => {
    await desk.page.locator('[data-open]').filter({ hasText: seat.card.name }).click();
    const drawer = desk.dialog(seat.card.name);
    await expect(drawer.getByRole('listitem').filter({ hasText: 'Berkas darurat dimuat' })).toContainText('Sambungan komputer peserta putus');
    await desk.button('Muat berkas darurat', drawer).click();
    const dialog = desk.dialog('Muat berkas darurat');
    await fileOf(dialog).setInputFiles(file);
    await expect(dialog).toContainText('2 sudah diterima server');
    await expect(dialog).toContainText('Tidak ada jawaban baru yang dapat dihitung');
    await expect(desk.button(/^Masukkan/, dialog)).toHaveCount(0);
  });
  await context.close();
});

async function loadByHand(hall: Hall, download: Download): Promise<void> {
  const file = await readFile(await download.path(), 'utf8');
  const answer = await (await hall.staff()).post(`/api/sessions/${hall.session}/emergency`, { data: { file, confirm: true, reason: 'Sambungan putus' } });
  expect(await answer.json()).toMatchObject({ done: true, answers: expect.arrayContaining([expect.objectContaining({ verdict: 'counts' })]) });
  await expect.poll(async () => (await hall.results()).rows[0]?.answered).toBe(2);
}

test.describe('after the deadline', () => {
  test.use({ plan: { closesIn: 25 } });

  test('a file still brings what was given before it', async ({ seat, page, hall }) => {
    const line = await OwnLine.lay(page);
    await seat.begin();
    await seat.answer();
    await seat.saved();
    await line.cut();
    await seat.next();
    await seat.answer();
    await expect(seat.heading('Waktu habis')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('Simpan berkas darurat sekarang')).toBeVisible();
    await look(page, '1366x768', 'emergency-time-up');
    const download = await saveFile(page);
    await expect(page.getByText('Berkas darurat dengan 1 jawaban disimpan')).toBeVisible();
    await expect.poll(async () => (await hall.results()).rows.length, { timeout: 20_000 }).toBe(1);
    await loadByHand(hall, download);
  });

  test('answers that the server refused as late still go into a file', async ({ seat, page, hall }) => {
    test.setTimeout(90_000);
    const line = await OwnLine.lay(page);
    await seat.begin();
    await seat.answer();
    await seat.saved();
    await line.cut();
    await seat.next();
    await seat.answer();
    await expect(seat.heading('Waktu habis')).toBeVisible({ timeout: 30_000 });
    // The network's grace is over, too.
    await expect.poll(() => Date.now() - hall.closes, { timeout: 30_000 }).toBeGreaterThan(3500);
    await line.mend();
    await expect(seat.heading('Waktu habis. Tes selesai')).toBeVisible({ timeout: 20_000 });
    const panel = page.getByTestId('emergency');
    await expect(panel.getByRole('status')).toContainText('1 jawaban tidak sampai di server sebelum tes berakhir');
    await expect(panel.getByRole('status')).toContainText('Pengawas yang memutuskan');
    await expect(page.getByTestId('late')).toContainText('Teknis · soal 2');
    await expect(page.getByTestId('uncounted')).toHaveCount(0);
    await look(page, '1366x768', 'closing-late');
    await page.reload();
    await expect(page.getByTestId('late')).toContainText('Teknis · soal 2');
    const download = await saveFile(page);
    await expect(panel).toContainText('Berkas darurat dengan 1 jawaban disimpan');
    expect((await bodyOf(download)).answers.at(-1)?.at_ms).toBeLessThan(hall.closes);
    await loadByHand(hall, download);
    await page.reload();
    await expect(page.getByText('Semua jawaban yang Anda berikan diterima dan dihitung.')).toBeVisible();
    await expect(seat.button('Simpan berkas darurat')).toHaveCount(0);
    await seat.button('Keluar dari komputer ini').click();
    await expect(seat.heading('Masuk peserta')).toBeVisible();
  });
});
