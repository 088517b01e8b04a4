// Every screen of a candidate under the rules of WCAG 2.2 AA: as it is, in high contrast, and on a phone.
import { expect, test } from './fixtures';
import { look } from './look';
import { Seat } from './seat';

const VARIANTS = [
  { name: '1366x768', size: { width: 1366, height: 768 }, contrast: false },
  { name: '1366x768-contrast', size: { width: 1366, height: 768 }, contrast: true },
  { name: '390x844', size: { width: 390, height: 844 }, contrast: false },
];

for (const { name: folder, size, contrast } of VARIANTS) {
  test.describe(folder, () => {
    test.use({ viewport: size });

    test(`every screen at ${folder}`, async ({ seat, page, hall, browser }) => {
      test.setTimeout(120_000);
      const phone = size.width < 900;
      let shown = 0;
      const see = (name: string) => look(page, folder, `${String((shown += 1)).padStart(2, '0')}-${name}`);
      if (contrast) await page.addInitScript(() => localStorage.setItem('ukur-contrast', 'high'));

      await seat.open();
      await see('sign-in');
      await seat.signIn('AAAAA-AAAAA');
      await expect(page.getByRole('alert')).toContainText('tidak cocok');
      await see('sign-in-refused');
      await seat.signIn();
      await expect(seat.heading('Apakah ini Anda?')).toBeVisible();
      await see('confirm');
      await seat.button('Ya, ini saya').click();
      await expect(seat.heading('Petunjuk')).toBeVisible();
      await see('instructions');
      await seat.button('Lanjut').click();
      await expect(page.getByText('Tersambung ke server')).toBeVisible();
      await see('check');
      await seat.button('Lanjut').click();
      await expect(seat.stem).toBeVisible();
      await see('practice');
      await page.getByRole('banner').getByRole('button', { name: 'Selesai latihan' }).click();
      await expect(seat.button('Mulai mengerjakan')).toBeVisible();
      await see('waiting');
      await seat.start();
      await seat.shellKept();

      for (let n = 1; n <= 13; n += 1) {
        const kind = await page.locator('[data-interaction]').getAttribute('data-interaction');
        if (n % 4 !== 0) await seat.answer();
        if (n === 2) await seat.button('Ragu-ragu').click();
        await see(`item-${kind}`);
        if (n < 13) await seat.next();
      }

      await seat.button('Tampilan').click();
      await see('display-menu');
      await page.keyboard.press('Escape');
      await seat.button('Bantuan dan papan ketik').click();
      await see('help');
      await page.keyboard.press('Escape');
      if (phone) {
        await page.getByRole('navigation').getByRole('button', { name: 'Nomor soal' }).click();
        await see('numbers');
        await page.getByRole('button', { name: 'Tutup' }).click();
      }
      await seat.button('Panggil pengawas').click();
      await hall.intervene({ action: 'message', text: 'Mohon tenang. Di luar sedang hujan deras.' }, '');
      await hall.intervene({ action: 'extend', added_ms: 600_000 }, 'Gangguan listrik');
      await expect(page.getByText('Waktu Anda ditambah 10 menit.')).toBeVisible();
      await see('notices');
      await page.getByRole('button', { name: /^Pemberitahuan/ }).click();
      await see('notices-dialog');
      await page.keyboard.press('Escape');

      await hall.kill();
      await seat.button('Ragu-ragu').click();
      await expect(page.getByText('Sambungan ke server terputus.').first()).toBeVisible();
      await see('offline');
      await hall.start();
      await seat.saved();
      await page.getByTestId('next').click();
      await expect(seat.heading('Tinjau jawaban')).toBeVisible();
      await see('review');
      await page.getByTestId('submit').click();
      await see('submit-dialog');
      await seat.button('Belum').click();

      await hall.intervene({ action: 'suspend' }, 'Listrik padam di ruang A');
      await expect(seat.heading('Tes Anda dihentikan sementara')).toBeVisible();
      await see('suspended');
      await hall.intervene({ action: 'resume' });

      const context = await browser.newContext();
      const other = new Seat(await context.newPage(), hall, seat.card);
      await other.open();
      await other.signIn();
      await other.button('Ya, ini saya').click();
      await expect(seat.heading('Tes Anda dibuka di komputer lain')).toBeVisible();
      await see('replaced');
      await seat.button('Lanjutkan di komputer ini').click();
      await expect(other.heading('Tes Anda dibuka di komputer lain')).toBeVisible();
      await context.close();
      await hall.intervene({ action: 'reset_login' });
      await expect(seat.heading('Anda perlu masuk kembali')).toBeVisible();
      await see('signed-out');
      await seat.button('Masuk kembali').click();
      await seat.signIn();
      await seat.button('Ya, ini saya').click();
      await expect(seat.stem).toBeVisible();
      await hall.intervene({ action: 'end' }, 'Percobaan selesai');
      await expect(seat.heading('Tes diakhiri oleh pengawas')).toBeVisible();
      await see('closing');
    });
  });
}
