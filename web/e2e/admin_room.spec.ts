// An administrator plans a session by hand and reads its results; a candidate sits it in between.
import { readFileSync } from 'node:fs';
import { arriveAll } from './crowd';
import { expect, test } from './staff_fixtures';

test.use({ blueprints: ['uji-singkat', 'uji-kurang'] });

const HEADER = 'nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi';
const BAD = [
  HEADER,
  '199001012020011001,Peserta Satu,Dinas Contoh,pelaksana,,,A,1',
  '12345,Peserta Dua,Dinas Contoh,pelaksana,,,A,2',
  '199001012020011003,,Dinas Contoh,pelaksana,,,A,3',
  '199001012020011004,Peserta Empat,Dinas Contoh,direktur,,,A,4',
].join('\n');
const GOOD = [HEADER, '199001012020011001,Peserta Satu,Dinas Contoh,pelaksana,,,A,1', '199001012020011002,Peserta Dua,Dinas Contoh,,,30,A,2'].join('\n');

/** The wall clock of Makassar so many hours from now, for the date and time fields. */
function wall(hours: number): { day: string; time: string } {
  const text = new Date(Date.now() + (8 + hours) * 3_600_000).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

test('from an empty house to a printed result', async ({ house, desk, page }) => {
  test.setTimeout(120_000);
  const tab = (name: string) => page.getByRole('navigation', { name: 'Bagian sesi' }).getByRole('link', { name, exact: true });
  const file = (text: string, name: string) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

  await test.step('an event and a session in Makassar', async () => {
    await desk.open('/admin', 'admin');
    await desk.button('Kegiatan baru').click();
    await desk.dialog().getByLabel('Nama kegiatan').fill('Uji kompetensi percobaan');
    await desk.dialog().getByLabel('Penyelenggara').fill('Badan Percobaan');
    await desk.button('Buat kegiatan', desk.dialog()).click();
    await expect(desk.heading('Uji kompetensi percobaan')).toBeVisible();
    await desk.button('Sesi baru').first().click();
    const form = desk.dialog();
    await form.getByLabel('Nama sesi').fill('Sesi 1');
    await form.getByRole('radio', { name: 'WITA' }).check();
    const [opens, closes] = [wall(-1), wall(4)];
    await form.getByLabel('Mulai: Tanggal').fill(opens.day);
    await form.getByLabel('Mulai: Jam').fill(opens.time);
    await form.getByLabel('Selesai: Tanggal').fill(closes.day);
    await form.getByLabel('Selesai: Jam').fill(closes.time);
    await form.getByLabel('Rancangan tes').selectOption('uji-singkat');
    await form.getByRole('radio', { name: 'Peserta masing-masing' }).check();
    await desk.button('Tambahkan sesi', form).click();
    await expect(desk.heading('Sesi 1')).toBeVisible();
    await expect(page.getByText('WITA').first()).toBeVisible();
    await expect(desk.button('Buka sesi')).toBeDisabled();
  });

  await test.step('a list with three bad rows stores nothing and says where', async () => {
    await page.getByRole('link', { name: 'Impor peserta' }).click();
    await file('x'.repeat(5 * 1024 * 1024 + 1), 'terlalu-besar.csv');
    await expect(page.getByText('Berkas ini terlalu besar.')).toBeVisible();
    await file(BAD, 'daftar.csv');
    await expect(page.getByText(/belum dapat diimpor/)).toBeVisible();
    for (const [row, word] of [['3', 'NIP'], ['4', 'Nama'], ['5', 'Kelompok jabatan']]) {
      await expect(page.getByRole('row').filter({ has: page.getByRole('cell', { name: row, exact: true }) })).toContainText(word!);
    }
    await expect(page.getByRole('button', { name: /^Impor \d/ })).toHaveCount(0);
    expect(await (await (await house.staff()).get('/api/sessions')).json()).toMatchObject([{ candidates: 0 }]);
  });

  await test.step('the mended list goes in after a look', async () => {
    await file(GOOD, 'daftar-benar.csv');
    await expect(page.getByText(/siap diimpor/)).toBeVisible();
    await desk.button('Impor 2 peserta').click();
    await expect(desk.notices.getByText('2 peserta diimpor')).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: 'Peserta Dua' })).toContainText('30');
  });

  let code = '';
  await test.step('cards, only when asked for', async () => {
    await tab('Kartu akses').click();
    await expect(page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)).toHaveCount(0);
    await desk.button('Tampilkan 2 kartu').click();
    const codes = page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await expect(codes).toHaveCount(2);
    code = (await page.getByRole('listitem').filter({ hasText: 'Peserta Satu' }).getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).textContent())!;
  });

  await test.step('opening names its effect and tells how the forms came out', async () => {
    await tab('Ringkasan').click();
    await desk.button('Buka sesi').click();
    await expect(desk.dialog()).toContainText('Membekukan formulir untuk 2 peserta.');
    await desk.button(/^Buka sesi untuk/, desk.dialog()).click();
    await expect(desk.dialog('Sesi dibuka')).toContainText('2 formulir dibekukan');
    await desk.button('Selesai', desk.dialog()).click();
    await expect(page.getByText('Dibuka').first()).toBeVisible();
  });

  await test.step('a candidate sits it and the result is there', async () => {
    const [candidate] = await arriveAll(house.url, [{ nip: '199001012020011001', access_code: code.toLowerCase() }]);
    await candidate!.send({ type: 'start' });
    await candidate!.work(50, 1);
    await candidate!.send({ type: 'submit' });
    await tab('Hasil').click();
    const row = page.getByRole('row').filter({ hasText: 'Peserta Satu' });
    await expect(row).toContainText('100,0');
    await expect(row).toContainText('Sangat potensial');
    await expect(page.getByText('Kebijakan setempat').first()).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh CSV' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('Peserta Satu');
    await row.getByRole('link', { name: 'Peserta Satu' }).click();
    await expect(page.getByText('Nilai menurut bagian')).toBeVisible();
    await expect(page.getByText(/^ukur\/\d/).first()).toBeVisible();
  });

  await test.step('closing asks for a reason and the log keeps it', async () => {
    await page.goBack();
    await tab('Ringkasan').click();
    await desk.button('Tutup sesi').click();
    await desk.button('Tutup sesi', desk.dialog()).click();
    await expect(desk.dialog().getByText('Tulis alasan, paling sedikit 3 karakter.')).toBeVisible();
    await desk.agree('Tutup sesi', 'Waktu sesi sudah selesai');
    await expect(page.getByText('Ditutup').first()).toBeVisible();
    await tab('Catatan').click();
    await expect(page.getByRole('row').filter({ hasText: 'Sesi ditutup' })).toContainText('Waktu sesi sudah selesai');
    await expect(page.getByRole('row').filter({ hasText: 'Peserta diimpor' })).toContainText('admin');
  });
});

test('a shortage is named, a proctor stays outside, a new account comes in', async ({ house, desk, page }) => {
  const event = await house.event('Kegiatan');
  const session = await house.draft(event, { title: 'Sesi kurang', blueprint_id: 'uji-kurang', people: GOOD });
  await desk.open('/admin', 'admin');
  await expect(desk.heading('Kegiatan')).toBeVisible();

  await test.step('the shortage stands in the check-list and on the blueprint', async () => {
    await page.goto(`${house.url}/admin/sessions/${session}`);
    await expect(page.getByText(/perlu \d+, tersedia \d+/).first()).toBeVisible();
    await expect(desk.button('Buka sesi')).toBeDisabled();
    await page.goto(`${house.url}/admin/blueprints`);
    await expect(page.getByText('Tes uji yang kekurangan soal').last()).toBeVisible();
    await expect(page.getByText(/^kurang \d+$/).first()).toBeVisible();
  });

  await test.step('an account, refused field by field, then made and used', async () => {
    await page.goto(`${house.url}/admin/staff`);
    await desk.button('Tambah akun').click();
    await desk.dialog().getByLabel('Nama', { exact: true }).fill('Pengawas Baru');
    await desk.dialog().getByLabel('Nama pengguna').fill('pengawas.baru');
    await desk.dialog().getByLabel('Kata sandi').fill('pendek');
    await desk.button('Buat akun', desk.dialog()).click();
    await expect(desk.dialog().getByLabel('Kata sandi')).toHaveAttribute('aria-invalid', 'true');
    await desk.dialog().getByLabel('Kata sandi').fill('cukup-panjang-sekali');
    await desk.button('Buat akun', desk.dialog()).click();
    await expect(desk.notices).toContainText('Akun Pengawas Baru dibuat.');
    await expect(page.getByRole('row').filter({ hasText: 'pengawas.baru' })).toContainText('Pengawas');
    const answer = await page.request.post(`${house.url}/api/staff/sign-in`, { data: { username: 'pengawas.baru', password: 'cukup-panjang-sekali' } });
    expect(answer.status()).toBe(200);
    expect((await page.request.get(`${house.url}/api/staff`)).status()).toBe(403);
  });
});
