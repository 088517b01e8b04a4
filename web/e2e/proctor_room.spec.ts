// A proctor at the board, by eye and hand, while candidates sit in browsers of their own.
import type { Browser, Page } from '@playwright/test';
import { arriveAll, connect } from './crowd';
import { people } from './people';
import { Seat } from './seat';
import { expect, test } from './staff_fixtures';
import type { House } from './house';

/** A hall of so many people, open since an hour; its first candidate's seat is in a browser of its own. */
async function hall(house: House, count: number, rules: { admission_required?: boolean; start?: 'proctor' | 'candidate' } = {}) {
  const event = await house.event('Uji kompetensi (percobaan)');
  const session = await house.draft(event, { title: 'Sesi pagi', blueprint_id: 'uji-singkat', people: people(count, 8), ...rules });
  const cards = (await house.open(session)).sort((a, b) => a.seat!.localeCompare(b.seat!));
  return { session, cards };
}

async function seatOf(house: House, browser: Browser, card: { nip: string; access_code: string; name: string }): Promise<Seat & { page: Page }> {
  const page = await (await browser.newContext()).newPage();
  return new Seat(page, house, { nip: card.nip, code: card.access_code, name: card.name });
}

test('from the sign-in to the log: one candidate through everything a proctor can do', async ({ house, desk, page, browser }) => {
  test.setTimeout(120_000);
  const { session, cards } = await hall(house, 3, { admission_required: true, start: 'proctor' });
  const [first, second, third] = cards.map((card) => card.name) as [string, string, string];
  const lines = await (await browser.newContext()).newPage();
  const seat = await seatOf(house, browser, cards[0]!);

  await test.step('sign-in and choice of the session', async () => {
    await page.goto(`${house.url}/proctor`);
    await desk.button('Masuk').click();
    await expect(page.getByText('Isi nama pengguna Anda.')).toBeVisible();
    await expect(page.getByText('Isi kata sandi Anda.')).toBeVisible();
    await desk.signIn('pengawas', 'bukan-sandinya');
    await expect(page.getByRole('alert')).toContainText('Nama pengguna atau kata sandi tidak cocok');
    await expect(page.getByLabel('Nama pengguna')).toHaveValue('pengawas');
    await desk.signIn('pengawas');
    await expect(desk.heading('Pilih sesi yang Anda awasi')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'Sesi pagi' })).toContainText('3 peserta');
    await page.getByRole('link', { name: 'Buka papan' }).click();
    await desk.live();
    await expect(page).toHaveURL(new RegExp(`session=${session}`));
    await desk.counts({ Semua: 3, 'Belum hadir': 3, Menunggu: 0, Mengerjakan: 0, Selesai: 0 });
    await expect(page.getByText('Tidak ada yang menunggu Anda.')).toBeVisible();
  });

  await test.step('admission, one from the list of those in need and one from the table', async () => {
    await seat.enter();
    const [other] = await arriveAll(house.url, [cards[1]!]);
    await connect(lines, house.url, [other!.token]);
    await desk.counts({ 'Belum hadir': 1, Menunggu: 2 });
    await expect(seat.page.getByText('Menunggu pengawas mempersilakan Anda masuk.')).toBeVisible();
    await desk.attention.getByRole('listitem').filter({ hasText: first }).getByRole('button', { name: 'Izinkan masuk' }).click();
    await expect(desk.dialog('Izinkan masuk')).toContainText(`Izinkan ${first} masuk ke ruang tunggu. Waktu belum berjalan.`);
    await desk.agree('Izinkan masuk');
    await expect(desk.notices).toContainText('1 peserta diizinkan masuk');
    await expect(seat.page.getByText('Anda sudah dipersilakan masuk.')).toBeVisible();
    await desk.select(second);
    await desk.button(/^Izinkan masuk/, desk.toolbar).click();
    await desk.agree('Izinkan masuk');
    await expect(desk.row(second)).toContainText('Siap mulai');
    await desk.clearSelection();
  });

  await test.step('start for all who are ready', async () => {
    await expect(page.getByText('2 peserta siap dan menunggu aba-aba Anda.')).toBeVisible();
    await desk.button('Mulai untuk semua').click();
    await expect(desk.dialog('Mulai untuk semua')).toContainText('Mulai tes untuk 2 peserta. Waktu pengerjaan berjalan sejak saat ini.');
    await expect(desk.dialog()).toContainText('1 peserta belum siap');
    await desk.agree('Mulai untuk 2 peserta');
    await expect(seat.stem).toBeVisible();
    await desk.counts({ Mengerjakan: 2, Menunggu: 0, 'Belum hadir': 1 });
    await seat.answer();
    await expect(desk.row(first)).toContainText('1/13');
    await expect(desk.row(third)).toContainText('Belum hadir');
  });

  await test.step('a message', async () => {
    await desk.select(first);
    await desk.button('Kirim pesan', desk.toolbar).click();
    await desk.button('Kirim pesan', desk.dialog()).click();
    await expect(desk.dialog().getByText('Tulis pesannya.')).toBeVisible();
    await expect(desk.dialog().getByLabel('Isi pesan')).toHaveAttribute('aria-invalid', 'true');
    await desk.button('Mohon tenang dan tetap di tempat duduk.', desk.dialog()).click();
    await desk.agree('Kirim pesan');
    await expect(seat.page.getByText('Mohon tenang dan tetap di tempat duduk.')).toBeVisible();
    await seat.button('Mengerti').click();
  });

  await test.step('a call and its answer', async () => {
    await seat.button('Panggil pengawas').click();
    const call = desk.attention.getByRole('listitem').filter({ hasText: first });
    await expect(desk.attention).toContainText('Memanggil pengawas');
    await desk.counts({ Memanggil: 1 });
    await expect(page).toHaveTitle(/^\(1\)/);
    await call.getByRole('button', { name: 'Panggilan dijawab' }).click();
    await desk.agree('Panggilan dijawab');
    await expect(seat.page.getByText('Pengawas menanggapi panggilan Anda.')).toBeVisible();
    await desk.counts({ Memanggil: 0 });
  });

  await test.step('suspension, refused without a reason, and back', async () => {
    await desk.button('Tangguhkan', desk.toolbar).click();
    await expect(desk.dialog('Tangguhkan')).toContainText(`Tangguhkan ${first}. Waktu berhenti dan soal ditutup sampai Anda melanjutkan.`);
    const reason = desk.dialog().getByLabel('Alasan');
    await reason.fill('x');
    await desk.button('Tangguhkan', desk.dialog()).click();
    await expect(desk.dialog().getByText('Tulis alasan, paling sedikit 3 huruf.')).toBeVisible();
    await expect(reason).toHaveAttribute('aria-invalid', 'true');
    await expect(reason).toBeFocused();
    await expect(reason).toHaveAccessibleDescription(/Tulis alasan, paling sedikit 3 huruf\./);
    await desk.button('Izin ke toilet', desk.dialog()).click();
    await desk.agree('Tangguhkan');
    await expect(seat.heading('Tes Anda dihentikan sementara')).toBeVisible();
    await expect(seat.page.getByText('Alasan: Izin ke toilet')).toBeVisible();
    await expect(desk.row(first)).toContainText('Ditangguhkan');
    await desk.counts({ Ditangguhkan: 1 });
    await desk.button('Lanjutkan', desk.toolbar).click();
    await desk.agree('Lanjutkan', 'Peserta sudah kembali');
    await expect(seat.stem).toBeVisible();
    await desk.counts({ Ditangguhkan: 0, Mengerjakan: 2 });
  });

  await test.step('ten more minutes', async () => {
    await desk.button('Tambah waktu', desk.toolbar).click();
    await expect(desk.dialog()).toContainText(`Tambah 10 menit untuk ${first}. Batas waktunya bergeser saat ini juga.`);
    await desk.dialog().getByLabel('Tambahan waktu (menit)').fill('500');
    await desk.button('Tambah waktu', desk.dialog()).click();
    await expect(desk.dialog().getByText('Isi 1 sampai 240 menit.')).toBeVisible();
    await desk.button('10 menit', desk.dialog()).click();
    await desk.agree('Tambah waktu', 'Gangguan jaringan');
    await expect(seat.page.getByText('Waktu Anda ditambah 10 menit.')).toBeVisible();
    await expect(seat.page.getByTestId('remaining')).toContainText(/(39|40):\d\d/);
    await expect(desk.row(first)).toContainText('+10 menit');
  });

  await test.step('a login reset', async () => {
    await desk.button('Atur ulang login', desk.toolbar).click();
    await expect(desk.dialog()).toContainText('Jawaban yang tersimpan tetap utuh');
    await desk.agree('Atur ulang login', 'Pindah ke komputer lain');
    await expect(seat.heading('Anda perlu masuk kembali')).toBeVisible();
    await desk.counts({ Terputus: 1 });
    await seat.button('Masuk kembali').click();
    await seat.signIn();
    await seat.button('Ya, ini saya').click();
    await expect(seat.stem).toBeVisible();
    await desk.counts({ Terputus: 0 });
  });

  await test.step('the details of one candidate, with the log', async () => {
    await page.locator('[data-open]').filter({ hasText: first }).click();
    const drawer = desk.dialog(first);
    await expect(drawer).toContainText('1/13');
    for (const act of ['Tangguhkan', 'Lanjutkan', 'Tambah waktu', 'Atur ulang login', 'Panggilan dijawab']) await expect(drawer.getByRole('listitem').filter({ hasText: act }).first()).toContainText('pengawas');
    await expect(drawer.getByRole('listitem').filter({ hasText: 'Izin ke toilet' })).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(desk.dialog()).toHaveCount(0);
  });

  await test.step('the end', async () => {
    await desk.button('Akhiri', desk.toolbar).click();
    await expect(desk.dialog('Akhiri')).toContainText(`Akhiri pengerjaan ${first}. Jawaban yang tersimpan langsung dinilai dan tidak dapat dilanjutkan lagi.`);
    await desk.agree('Akhiri', 'Peserta sakit');
    await expect(seat.heading('Tes diakhiri oleh pengawas')).toBeVisible();
    await expect(seat.page.getByText('Alasan: Peserta sakit')).toBeVisible();
    await desk.counts({ Selesai: 1, Mengerjakan: 1 });
    await desk.clearSelection();
  });

  await test.step('the log of the session', async () => {
    await page.getByRole('banner').getByRole('button', { name: 'Catatan' }).click();
    await expect(desk.heading('Catatan tindakan sesi')).toBeVisible();
    const entries: [string, string, string][] = [
      ['Izinkan masuk', first, ''], ['Mulai', second, ''], ['Kirim pesan', first, ''], ['Panggilan dijawab', first, ''], ['Tangguhkan', first, 'Izin ke toilet'], ['Lanjutkan', first, 'Peserta sudah kembali'],
      ['Tambah waktu', first, 'Gangguan jaringan'], ['Atur ulang login', first, 'Pindah ke komputer lain'], ['Akhiri', first, 'Peserta sakit'],
    ];
    for (const [act, whom, why] of entries) {
      const line = page.getByRole('row').filter({ has: page.getByRole('cell', { name: act, exact: true }) }).filter({ hasText: whom });
      await expect(line, act).toHaveCount(1);
      await expect(line).toContainText('pengawas');
      await expect(line).toContainText(why);
    }
    await page.getByRole('searchbox').fill('toilet');
    await expect(page.getByText(/^1 dari \d+ baris$/)).toBeVisible();
    await page.getByRole('banner').getByRole('button', { name: 'Papan' }).click();
    await desk.live();
  });
});

test('many people: counters filter, keys find and choose, map and wall show', async ({ house, desk, page, browser }) => {
  const { session, cards } = await hall(house, 24);
  const lines = await (await browser.newContext()).newPage();
  const present = await arriveAll(house.url, cards.slice(0, 10));
  await connect(lines, house.url, present.map((one) => one.token));
  await Promise.all(present.slice(0, 6).map((one) => one.send({ type: 'start' })));
  await desk.watch(session);
  await desk.counts({ Semua: 24, 'Belum hadir': 14, Menunggu: 4, Mengerjakan: 6 });
  const shown = page.locator('#rows tbody tr:not([aria-hidden])');
  const said = page.locator('#rows').getByRole('status').first();

  await test.step('a counter filters, the same counter shows all again', async () => {
    await desk.tile('Mengerjakan').click();
    await expect(desk.tile('Mengerjakan')).toHaveAttribute('aria-pressed', 'true');
    await expect(said).toHaveText('6 dari 24 peserta');
    await expect(shown).toHaveCount(6);
    await desk.tile('Mengerjakan').click();
    await expect(said).toHaveText('24 peserta tampil');
  });

  await test.step('search by key', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type(cards[3]!.name.toLowerCase());
    await expect(shown).toHaveCount(1);
    await expect(shown).toContainText(cards[3]!.name);
    await page.keyboard.press('Escape');
    await expect(said).toHaveText('24 peserta tampil');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('searchbox')).not.toBeFocused();
  });

  await test.step('rows by j, k and x', async () => {
    const cursor = page.locator('#rows tr.cursor');
    await page.keyboard.press('j');
    await expect(cursor).toContainText(cards[0]!.name);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(cursor).toContainText(cards[2]!.name);
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await expect(cursor).toContainText(cards[1]!.name);
    await page.keyboard.press('x');
    await expect(desk.toolbar.getByRole('status')).toHaveText('2 dipilih');
    await expect(page.getByRole('checkbox', { name: `Pilih ${cards[2]!.name}`, exact: true })).toBeChecked();
    await page.keyboard.press('o');
    await expect(desk.dialog(cards[1]!.name)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(desk.dialog()).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(desk.toolbar).toHaveCount(0);
  });

  await test.step('an act on many names how many it reaches', async () => {
    await page.keyboard.press('a');
    await expect(desk.toolbar.getByRole('status')).toHaveText('24 dipilih');
    await desk.button(/^Tambah waktu/, desk.toolbar).click();
    await expect(desk.dialog()).toContainText('Tambah 10 menit untuk 6 peserta.');
    await expect(desk.dialog()).toContainText('18 peserta lain yang dipilih tidak ikut');
    await desk.agree('Tambah waktu', 'Listrik padam');
    await expect(desk.notices).toContainText('Waktu ditambah untuk 6 peserta');
    await desk.clearSelection();
  });

  await test.step('the seat map', async () => {
    await page.keyboard.press('t');
    const map = page.getByRole('region', { name: 'Peta kursi' });
    await expect(map.getByRole('heading', { name: /^Ruang / })).toHaveCount(3);
    await expect(map.getByRole('button')).toHaveCount(24);
    await present[0]!.send({ type: 'call_proctor', calling: true });
    await expect(map.getByRole('button', { name: new RegExp(`^${cards[0]!.seat}, .*Memanggil`) })).toBeVisible();
    await map.getByRole('button', { name: new RegExp(`^${cards[0]!.seat}, `) }).click();
    await expect(desk.dialog(cards[0]!.name)).toContainText('Memanggil pengawas');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
  });

  await test.step('the wall shows no name, no box and no act', async () => {
    await expect(page.locator('#rows')).toContainText(cards[0]!.name);
    await page.keyboard.press('w');
    await expect(desk.button('Tutup layar dinding')).toBeVisible();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    for (const card of cards.slice(0, 8)) await expect(page.locator('.page')).not.toContainText(card.name);
    await expect(desk.button('Panggilan dijawab')).toHaveCount(0);
    await page.keyboard.press('w');
    await expect(page.locator('#rows')).toContainText(cards[0]!.name);
  });

  await test.step('letters can be switched off', async () => {
    await page.keyboard.press('?');
    await desk.dialog('Pintasan papan ketik').getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).not.toBeFocused();
    await expect(page.getByRole('region', { name: 'Tabel' })).toBeVisible();
  });
});

test('the board says when it is cut off, and lives again after the server was killed', async ({ house, desk, page, browser }) => {
  const { session, cards } = await hall(house, 4);
  const lines = await (await browser.newContext()).newPage();
  const [one] = await arriveAll(house.url, [cards[0]!]);
  await connect(lines, house.url, [one!.token]);
  await one!.send({ type: 'start' });
  await desk.watch(session);
  await desk.counts({ Mengerjakan: 1, 'Belum hadir': 3 });
  await house.kill();
  await expect(page.getByText(/^Terputus dari server\. Data di layar ini per/).first()).toBeVisible();
  await expect(page.getByText('Peserta tetap dapat bekerja')).toBeVisible();
  await expect(desk.row(cards[0]!.name)).toBeVisible();
  await house.start();
  await desk.button('Sambungkan sekarang').click();
  await desk.live();
  await expect(page.getByText('Peserta tetap dapat bekerja')).toHaveCount(0);
  await desk.counts({ Semua: 4, 'Belum hadir': 3 });
  await one!.send({ type: 'call_proctor', calling: true });
  await desk.counts({ Memanggil: 1 });
  await expect(desk.attention).toContainText(cards[0]!.name);
});

test('a session that does not exist says so and leads back', async ({ house, desk, page }) => {
  await desk.open('/proctor?session=tidak-ada', 'pengawas');
  await expect(page.getByRole('alert')).toContainText('Sesi ini tidak ada atau belum dibuka.');
  await desk.button('Ganti sesi').click();
  await expect(page.getByText('Belum ada sesi')).toBeVisible();
  await page.goto(`${house.url}/admin`);
  await expect(page.getByText('Ruang admin hanya untuk administrator.')).toBeVisible();
});
