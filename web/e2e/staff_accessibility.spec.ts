// Every screen and dialog of both staff rooms under the rules of WCAG 2.2 AA: desk, phone, and in high contrast.
import { look } from './look';
import { setStage } from './stage';
import { expect, test } from './staff_fixtures';

const VARIANTS = [
  { name: '1366x768', size: { width: 1366, height: 768 }, contrast: false },
  { name: '1366x768-contrast', size: { width: 1366, height: 768 }, contrast: true },
  { name: '390x844', size: { width: 390, height: 844 }, contrast: false },
  ...(process.env.WIDE ? [{ name: '1920x1080', size: { width: 1920, height: 1080 }, contrast: false }] : []),
];

for (const { name: variant, size, contrast } of VARIANTS) {
  test.describe(variant, () => {
    test.use({ viewport: size, blueprints: ['uji-lengkap', 'uji-singkat', 'uji-kurang'] });
    test.beforeEach(async ({ page }) => {
      if (contrast) await page.addInitScript(() => localStorage.setItem('ukur-contrast', 'high'));
    });

    const looker = (room: string, page: Parameters<typeof look>[0]) => {
      let shown = 0;
      return (name: string) => look(page, `${room}-${variant}`, `${String((shown += 1)).padStart(2, '0')}-${name}`);
    };

    test(`proctor's room at ${variant}`, async ({ house, desk, page, browser }) => {
      test.setTimeout(120_000);
      const see = looker('proctor', page);
      await page.goto(`${house.url}/proctor`);
      await expect(desk.heading('Ruang pengawas')).toBeVisible();
      await see('sign-in');
      await desk.button('Masuk').click();
      await see('sign-in-empty');
      await desk.signIn('pengawas', 'bukan-sandinya');
      await expect(page.getByRole('alert')).toBeVisible();
      await see('sign-in-refused');
      await desk.signIn('pengawas');
      await expect(desk.heading('Pilih sesi yang Anda awasi')).toBeVisible();
      await see('no-session');
      const lines = await (await browser.newContext()).newPage();
      await setStage(house, lines);
      await page.reload();
      await expect(page.getByRole('link', { name: 'Buka papan' }).first()).toBeVisible();
      await see('picker');
      await page.getByRole('listitem').filter({ hasText: 'Sesi 2' }).getByRole('link').click();
      await desk.live();
      await see('board');
      const name = (await page.locator('[data-open] .name').nth(1).textContent())!;
      await desk.tile('Mengerjakan').click();
      await see('board-filtered');
      await desk.tile('Mengerjakan').click();
      await page.getByRole('searchbox').fill('tidak ada yang begini');
      await see('board-none');
      await page.getByRole('searchbox').fill('');
      await page.getByRole('checkbox', { name: 'Pilih semua yang tampil' }).check();
      await expect(desk.toolbar).toBeVisible();
      await see('selection');
      for (const action of ['Izinkan masuk', 'Tangguhkan', 'Lanjutkan', 'Tambah waktu', 'Kirim pesan', 'Panggilan dijawab', 'Atur ulang login', 'Akhiri']) {
        await desk.button(new RegExp(`^${action}`), desk.toolbar).click();
        await expect(desk.dialog(action)).toBeVisible();
        await see(`dialog-${action.toLowerCase().replaceAll(' ', '-')}`);
        await page.keyboard.press('Escape');
        await expect(desk.dialog()).toHaveCount(0);
      }
      await desk.button(/^Akhiri/, desk.toolbar).click();
      await desk.button('Akhiri', desk.dialog()).click();
      await see('dialog-reason-short');
      await page.keyboard.press('Escape');
      await desk.clearSelection();
      await page.locator('[data-open]').filter({ hasText: name }).click();
      await expect(desk.dialog(name)).toBeVisible();
      await see('drawer');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Peta kursi' }).click();
      await see('seat-map');
      await page.getByRole('button', { name: 'Tabel', exact: true }).click();
      await page.locator('body').press('?');
      await expect(desk.dialog('Pintasan papan ketik')).toBeVisible();
      await see('keys');
      await page.keyboard.press('Escape');
      await page.locator('summary[aria-label="Papan"]').click();
      await see('board-menu');
      await desk.button('Layar dinding').click();
      await expect(desk.button('Tutup layar dinding')).toBeVisible();
      await see('wall');
      await desk.button('Tutup layar dinding').click();
      await page.getByRole('banner').getByRole('button', { name: 'Catatan' }).click();
      await expect(desk.heading('Catatan tindakan sesi')).toBeVisible();
      await expect(page.getByText('Izin ke toilet')).toBeVisible();
      await see('log');
      await page.locator('header').getByRole('button', { name: 'Papan' }).click();
      await desk.live();
      await house.kill();
      await expect(page.getByText(/^Terputus dari server/).first()).toBeVisible();
      await see('line-lost');
    });

    test(`administrator's room at ${variant}`, async ({ house, desk, page, browser }) => {
      test.setTimeout(120_000);
      const see = looker('admin', page);
      const at = async (path: string, heading: string | RegExp, name: string) => {
        await page.goto(`${house.url}${path}`);
        await expect(desk.heading(heading)).toBeVisible();
        await expect(page.getByText('Memuat…')).toHaveCount(0);
        await see(name);
      };
      await page.goto(`${house.url}/admin`);
      await expect(desk.heading('Ruang admin')).toBeVisible();
      await see('sign-in');
      await desk.signIn('admin');
      await expect(desk.heading('Mulai dengan sebuah kegiatan', 2)).toBeVisible();
      await see('events-empty');
      await desk.button('Kegiatan baru').click();
      await desk.button('Buat kegiatan', desk.dialog()).click();
      await see('event-dialog');
      await desk.button('Batal').click();
      const lines = await (await browser.newContext()).newPage();
      const stage = await setStage(house, lines);
      const empty = await house.draft(stage.event, { title: 'Sesi 4 · Aula Timur', blueprint_id: 'uji-kurang' });
      await at('/admin', 'Kegiatan', 'events');
      await at(`/admin/events/${stage.event}`, /^Uji Kompetensi/, 'event');
      await desk.button('Sesi baru').click();
      await desk.button('Tambahkan sesi', desk.dialog()).click();
      await see('session-dialog');
      await page.keyboard.press('Escape');
      await at(`/admin/sessions/${empty}`, /^Sesi 4/, 'session-lacking');
      await at(`/admin/sessions/${empty}/candidates`, 'Peserta', 'import');
      await page.locator('input[type=file]').setInputFiles({ name: 'salah.csv', mimeType: 'text/csv', buffer: Buffer.from('nip,nama,unit\n12,Peserta Satu,Dinas\n199001012020011001,,Dinas\n') });
      await expect(page.getByText(/belum dapat diimpor/)).toBeVisible();
      await see('import-faults');
      await page.locator('input[type=file]').setInputFiles({ name: 'benar.csv', mimeType: 'text/csv', buffer: Buffer.from('nip,nama,unit,kelompok_jabatan\n199001012020011001,Peserta Satu,Dinas,pelaksana\n199113012020011002,Peserta Dua,Dinas,\n') });
      await expect(page.getByText(/siap diimpor/)).toBeVisible();
      await see('import-good');
      await desk.button('Impor 2 peserta').click();
      await expect(desk.notices.getByText('2 peserta diimpor')).toBeVisible();
      await at(`/admin/sessions/${empty}`, /^Sesi 4/, 'session-shortage');
      await at(`/admin/sessions/${stage.draft}/candidates`, 'Peserta', 'candidates');
      await desk.button(/^Keluarkan /).first().click();
      await see('withdraw-dialog');
      await page.keyboard.press('Escape');
      await page.getByText('Kolom', { exact: true }).click();
      await see('columns');
      await at(`/admin/sessions/${stage.draft}/cards`, 'Kartu akses', 'cards-closed');
      await desk.button('Tampilkan 12 kartu').click();
      await expect(page.getByText('Halaman 1 dari')).toBeVisible();
      await see('cards');
      await at(`/admin/sessions/${stage.draft}`, /^Sesi 3/, 'session-ready');
      await desk.button('Hapus').click();
      await see('delete-dialog');
      await page.keyboard.press('Escape');
      await desk.button('Ubah').click();
      await see('edit-dialog');
      await page.keyboard.press('Escape');
      await desk.button('Buka sesi').click();
      await see('open-dialog');
      await desk.button(/^Buka sesi untuk/).click();
      await expect(desk.dialog('Sesi dibuka')).toBeVisible();
      await see('opened-dialog');
      await desk.button('Selesai').click();
      await see('session-opened');
      await at(`/admin/sessions/${stage.live}`, /^Sesi 2/, 'session-open');
      await desk.button('Tutup sesi').click();
      await desk.button('Tutup sesi', desk.dialog()).click();
      await see('close-dialog');
      await at('/admin/results', 'Hasil menurut sesi', 'results-index');
      await at(`/admin/sessions/${stage.draft}/results`, 'Hasil sesi', 'results-empty');
      await at(`/admin/sessions/${stage.results}/results`, 'Hasil sesi', 'results');
      await page.locator('a.name').first().click();
      await expect(page.getByText('Nilai menurut bagian')).toBeVisible();
      await see('profile');
      await at(`/admin/sessions/${stage.results}/audit`, 'Catatan sesi', 'audit');
      await at('/admin/bank', 'Bank soal', 'bank');
      await at('/admin/blueprints', 'Rancangan tes', 'blueprints');
      await page.getByText('Tes uji yang kekurangan soal').last().click();
      await see('blueprint-short');
      await at('/admin/log', 'Catatan umum', 'log');
      await at('/admin/staff', 'Staf', 'staff');
      await desk.button('Tambah akun').click();
      await desk.button('Buat akun', desk.dialog()).click();
      await expect(desk.dialog().getByText('Paling sedikit 10 huruf').last()).toBeVisible();
      await see('staff-dialog');
      await page.keyboard.press('Escape');
      await page.locator('header details.menu summary').click();
      await see('user-menu');
      await at('/admin/tidak-ada', 'Halaman ini tidak ada', 'unknown');
    });

    test(`item room at ${variant}`, async ({ house, desk, page }) => {
      test.setTimeout(120_000);
      const see = looker('items', page);
      const at = async (path: string, heading: string | RegExp, name: string) => {
        await page.goto(`${house.url}${path}`);
        await expect(desk.heading(heading)).toBeVisible();
        await expect(page.getByText('Memuat…')).toHaveCount(0);
        await see(name);
      };
      await desk.open('/admin/bank', 'admin');
      await expect(desk.heading('Bank soal')).toBeVisible();
      await desk.button('Bank baru').click();
      await desk.dialog().getByRole('checkbox', { name: 'Teknis' }).check();
      await desk.button('Buat bank').click();
      await see('bank-new');
      await page.keyboard.press('Escape');
      await desk.button('Buang isian').click();
      await at('/admin/bank/uji', 'Bank uji', 'items');
      await desk.button('Ubah susunan').click();
      await see('bank-outline');
      await page.keyboard.press('Escape');
      await desk.button('Saringan').click();
      await page.getByRole('checkbox', { name: 'Pilih num-01' }).check();
      await see('items-chosen');
      await desk.button('Tarik').click();
      await desk.button('Tarik', desk.dialog()).click();
      await see('items-step');
      await page.keyboard.press('Escape');
      await desk.button('Terbitkan versi bank').click();
      await see('items-release');
      await at('/admin/bank/uji/item/num-01', 'Butir num-01', 'item');
      await at('/admin/bank/uji/item/num-01/versions', 'Semua versi', 'item-versions');
      await at('/admin/bank/uji/new', 'Butir baru', 'item-new');
      await at('/admin/bank/uji/item/num-01/edit', 'Ubah butir num-01', 'item-edit');
      await desk.button('Rumus').first().click();
      await desk.dialog().getByLabel('Rumus dalam TeX').fill('\\frac{1}{2}');
      await expect(desk.dialog().locator('math')).toBeVisible();
      await see('item-formula');
      await page.keyboard.press('Escape');
      await desk.button('Gambar').first().click();
      await see('item-picture');
      await page.keyboard.press('Escape');
      await desk.button('Tulis bahan baru').click();
      await see('item-stimulus');
      await page.keyboard.press('Escape');
      await at('/admin/bank/uji/import', 'Impor butir', 'items-import');
      await at('/admin/bank/uji/similar', 'Butir mirip', 'items-similar');
    });
  });
}
