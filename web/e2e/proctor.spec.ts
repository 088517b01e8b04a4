// What the proctor does is seen by the candidate within a second of the server's answer.
import { expect, test } from './fixtures';
import { look } from './look';

const AT_ONCE = { timeout: 1000 };

test.describe('admission and start by the proctor', () => {
  test.use({ plan: { admission: true, proctorStarts: true } });

  test('admit, then start', async ({ seat, page, hall }) => {
    await seat.enter();
    await expect(page.getByText('Menunggu pengawas mempersilakan Anda masuk.')).toBeVisible();
    await look(page, '1366x768', 'waiting-admission');
    await hall.intervene({ action: 'admit' }, '');
    await expect(page.getByText('Anda sudah dipersilakan masuk.')).toBeVisible(AT_ONCE);
    await expect(seat.button('Mulai mengerjakan')).toHaveCount(0);
    await hall.intervene({ action: 'start' }, '');
    await expect(seat.stem).toBeVisible(AT_ONCE);
  });
});

test('message, call, suspension, extension', async ({ seat, page, hall }) => {
  await seat.begin();
  await hall.intervene({ action: 'message', text: 'Mohon tenang, hujan deras di luar.' }, '');
  await expect(page.getByText('Mohon tenang, hujan deras di luar.')).toBeVisible(AT_ONCE);
  await seat.button('Mengerti').click();
  await expect(page.getByText('Mohon tenang')).toHaveCount(0);

  await seat.button('Panggil pengawas').click();
  await expect(seat.button(/Pengawas dipanggil/)).toBeVisible();
  await seat.saved();
  await expect
    .poll(async () => {
      const answer = await (await hall.staff()).post(`/api/sessions/${hall.session}/interventions`, { data: { intervention: { action: 'answer_call' }, attempts: null, reason: '' } });
      return ((await answer.json()) as { done: number }).done;
    })
    .toBe(1);
  await expect(page.getByText('Pengawas menanggapi panggilan Anda.')).toBeVisible(AT_ONCE);
  await expect(seat.button('Panggil pengawas')).toBeVisible(AT_ONCE);

  const given = await seat.answer();
  await seat.saved();
  await hall.intervene({ action: 'suspend' }, 'Listrik padam');
  await expect(seat.heading('Tes Anda dihentikan sementara')).toBeVisible(AT_ONCE);
  await expect(page.getByText('Alasan: Listrik padam')).toBeVisible();
  await expect(page.getByText('tersisa 30 menit')).toBeVisible();
  await page.reload();
  await expect(page.getByText('tersisa 30 menit')).toBeVisible();
  await hall.intervene({ action: 'resume' });
  await expect(seat.stem).toBeVisible(AT_ONCE);
  await seat.shows(given);

  const left = async () => {
    const [minutes = 0, seconds = 0] = ((await page.getByTestId('remaining').locator('.value').textContent()) ?? '').split(':').map(Number);
    return minutes * 60 + seconds;
  };
  const before = await left();
  await hall.intervene({ action: 'extend', added_ms: 10 * 60_000 }, 'Gangguan jaringan');
  await expect(page.getByText('Waktu Anda ditambah 10 menit.')).toBeVisible(AT_ONCE);
  await expect(page.getByText('Alasan: Gangguan jaringan')).toBeVisible();
  expect(await left()).toBeGreaterThan(before + 590);
  await page.getByRole('button', { name: /^Pemberitahuan/ }).click();
  await expect(page.getByRole('dialog').getByText('Mohon tenang')).toBeVisible();
});

test('a reset login sends the candidate to the sign-in page and back to the same place', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.next();
  await seat.next();
  const given = await seat.answer();
  await seat.saved();
  const place = await seat.place.textContent();
  await hall.intervene({ action: 'reset_login' }, 'Pindah komputer');
  await expect(seat.heading('Anda perlu masuk kembali')).toBeVisible(AT_ONCE);
  await seat.button('Masuk kembali').click();
  await seat.signIn();
  await seat.button('Ya, ini saya').click();
  await expect(seat.place).toHaveText(place ?? '');
  await seat.shows(given);
  await page.reload();
  await seat.shows(given);
});

test('an ended test says by whom, why and how many answers count', async ({ seat, page, hall }) => {
  await seat.begin();
  await seat.answer();
  await seat.saved();
  await hall.intervene({ action: 'end' }, 'Peserta sakit');
  await expect(seat.heading('Tes diakhiri oleh pengawas')).toBeVisible(AT_ONCE);
  await expect(page.getByText('Alasan: Peserta sakit')).toBeVisible();
  await expect(page.getByTestId('stored')).toContainText('1');
  expect((await hall.results()).rows[0]).toMatchObject({ how: 'ended', answered: 1 });
});

test('a voided test says so', async ({ seat, page, hall }) => {
  await seat.begin();
  await hall.intervene({ action: 'void' }, 'Identitas tidak cocok');
  await expect(seat.heading('Tes Anda dibatalkan')).toBeVisible(AT_ONCE);
  await expect(page.getByText('Identitas tidak cocok')).toBeVisible();
  await look(page, '1366x768', 'voided');
});
