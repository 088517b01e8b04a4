// The analysis on a rehearsed session with a planted wrong key, an unfair item, hurried people and two who copy: items,
// calibration by two persons, groups, integrity.
import { readFileSync } from 'node:fs';
import type { AnalysisOverview } from '../src/lib/wire/AnalysisOverview';
import type { CalibrationJob } from '../src/lib/wire/CalibrationJob';
import type { CalibrationSummary } from '../src/lib/wire/CalibrationSummary';
import type { ItemsAnalysis } from '../src/lib/wire/ItemsAnalysis';
import { flagWords } from '../src/admin/analysis/flags';
import { Desk } from './desk';
import { PASSWORD } from './hall';
import type { House } from './house';
import { look } from './look';
import { people } from './people';
import { expect, test } from './staff_fixtures';

const PEOPLE = 160;

/** A closed rehearsal of so many people; gives its id. The command line may not write while the server does. */
async function rehearsed(house: House): Promise<string> {
  const event = await house.event('Gladi Uji Kompetensi 2026');
  const session = await house.draft(event, { title: 'Gladi 1', capacity: PEOPLE, people: people(PEOPLE) });
  await house.open(session);
  await house.kill();
  house.run('session', 'rehearse', session, '--seed', '7', '--oddities');
  await house.start();
  return session;
}

test('items, a calibration by two persons, groups and integrity', async ({ house, page, browser }) => {
  test.setTimeout(240_000);
  const session = await rehearsed(house);
  const desk = new Desk(page, house.url);
  const { banks } = (await (await (await house.staff()).get('/api/analysis')).json()) as AnalysisOverview;
  const bank = banks.find((one) => one.sessions.some((held) => held.id === session))!;
  const base = `/admin/analysis/${bank.bank_id}`;

  await test.step('the bank is found by its place in the navigation, uncalibrated', async () => {
    await desk.open('/admin', 'admin');
    await page.getByRole('navigation', { name: 'Navigasi utama' }).getByRole('link', { name: 'Analisis' }).click();
    await expect(desk.heading('Analisis')).toBeVisible();
    await expect(page.getByText('Belum terkalibrasi')).toBeVisible();
    await page.getByRole('link', { name: bank.title }).click();
    await expect(page.getByText(`Dihitung dari satu sesi: Gladi 1 · ${PEOPLE} peserta`)).toBeVisible();
  });

  await test.step('the planted wrong key is flagged in plain words, and leads to its page', async () => {
    const told = (await (await (await house.staff()).get(`/api/analysis/${bank.bank_id}/items`)).json()) as ItemsAnalysis;
    const planted = told.items.find((row) => row.flags.some((flag) => flag.code === 'key_suspect'))!;
    expect(planted.id).toBe(told.items[0]!.id);
    const table = page.getByRole('table', { name: 'Butir menurut jawaban peserta' });
    await desk.page.getByRole('checkbox', { name: 'Hanya yang perlu diperiksa' }).check();
    await expect(page.getByText(new RegExp(`^${told.facts.items_flagged} dari ${told.items.length} baris$`))).toBeVisible();
    await expect(table.getByRole('row').nth(1)).toContainText(flagWords(told.items[0]!.flags[0]!).sentence);
    await page.getByRole('searchbox').fill(planted.id);
    await table.getByRole('link').press('Enter');
    await expect(desk.heading(planted.id)).toBeVisible();
    await expect(page.getByText(flagWords(planted.flags[0]!).sentence).first()).toBeVisible();
    await expect(page.getByRole('img', { name: /^Pilihan menurut kemampuan/ })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Siapa memilih apa' }).getByText('kunci', { exact: true })).toBeVisible();
  });

  let proposal = '';
  await test.step('one administrator calibrates, and is told why another one accepts', async () => {
    await page.getByRole('navigation', { name: 'Bagian analisis' }).getByRole('link', { name: /^Kalibrasi/ }).click();
    await desk.button('Mulai kalibrasi').click();
    await page.getByRole('link', { name: 'Lihat usulannya' }).click({ timeout: 180_000 });
    await expect(page.getByText('Anda yang mengusulkan kalibrasi ini')).toBeVisible();
    await expect(desk.button('Terima kalibrasi')).toBeDisabled();
    await expect(page.getByText('konvergen', { exact: true })).toBeVisible();
    proposal = page.url();
  });

  await test.step('the second one accepts, and it is in force', async () => {
    const other = await browser.newPage();
    const second = new Desk(other, house.url);
    await other.goto(proposal);
    await second.signIn('penelaah', PASSWORD);
    await second.button('Terima kalibrasi').click();
    await second.agree('Terima kalibrasi');
    await expect(other.getByRole('heading', { name: /^Keputusan/ }).getByText('berlaku')).toBeVisible();
    await other.goto(`${house.url}${base}/test`);
    await expect(second.heading('Peserta dan butir pada satu skala (peta Wright)', 2)).toBeVisible();
    await expect(other.getByText(/^Di batas Potensial/)).toBeVisible();
    await other.close();
  });

  await test.step('a calibration at work is cancelled, and nothing is stored', async () => {
    // The bank of the tests is estimated in a moment: what the page hears of the job is held at work until it asks for its end.
    let asked = false;
    await page.route('**/api/analysis/jobs/*', async (route) => {
      if (route.request().method() === 'DELETE') {
        asked = true;
        return route.continue();
      }
      const job = (await (await route.fetch()).json()) as CalibrationJob;
      const at = { state: 'running', phase: 'estimating', domain: null, place: 0, domains: 4, iteration: 3, gradient: 0.5, share: 0.1 } as const;
      await route.fulfill({ json: asked ? { ...job, standing: { state: 'cancelled' } } : { ...job, ended_ms: null, standing: at } });
    });
    await page.goto(`${house.url}${base}/calibrations`);
    await desk.button('Mulai kalibrasi').click();
    const running = page.getByRole('region', { name: 'Kalibrasi sedang berjalan' });
    await expect(running.getByRole('status')).toContainText('bagian 1 dari 4');
    await expect(desk.button('Mulai kalibrasi')).toHaveCount(0);
    await desk.button('Batalkan', running).click();
    await expect(page.getByText('Kalibrasi terakhir dibatalkan; tidak ada yang disimpan.')).toBeVisible();
    expect(asked).toBe(true);
    await expect(desk.button('Mulai kalibrasi')).toBeVisible();
    await page.unroute('**/api/analysis/jobs/*');
  });

  await test.step('its file comes out, changed by hand it comes in as a proposal, and what is wrong is named by its place', async () => {
    await page.goto(proposal);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh JSON' }).click();
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { items: { id: string }[] };
    await page.goto(`${house.url}${base}/calibrations`);
    const give = (content: object) => page.locator('input[type=file]').setInputFiles({ name: 'kalibrasi.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) });
    await give({ ...file, items: [...file.items, file.items[0]] });
    await expect(page.getByRole('alert').getByText(`Butir ke-${file.items.length + 1}`)).toBeVisible();
    await give({ ...file, items: file.items.slice(1) });
    await expect(page.getByText('diimpor dari berkas').first()).toBeVisible();
    await page.goto(`${house.url}${base}/calibrations`);
    const boxes = page.getByRole('checkbox', { name: /^Bandingkan kalibrasi/ });
    await expect(boxes).toHaveCount(2);
    for (const box of await boxes.all()) await box.check();
    await desk.button('Bandingkan dua yang dipilih').click();
    await expect(desk.heading('Dua kalibrasi')).toBeVisible();
    await expect(page.getByText(new RegExp(`^${file.items.length - 1} butir ada pada keduanya; 0 di antaranya bergeser`))).toBeVisible();
  });

  await test.step('groups are compared, with a warning that they are small', async () => {
    await page.goto(`${house.url}${base}/groups`);
    await page.getByLabel('Kelompok menurut').selectOption('sex');
    await page.getByLabel(/^Kelompok yang diperiksa/).selectOption('woman');
    await expect(page.getByText(/di bawah 200 peserta/)).toBeVisible();
    await expect(page.getByRole('table', { name: 'Butir menurut besarnya perbedaan' }).getByRole('row').nth(1)).toBeVisible();
    expect(new URL(page.url()).searchParams.get('focal')).toBe('woman');
  });

  await test.step('the session page of integrity says first that it is no verdict', async () => {
    await page.goto(`${house.url}/admin/sessions/${session}`);
    await page.getByRole('navigation', { name: 'Bagian sesi' }).getByRole('link', { name: 'Integritas' }).click();
    await expect(page.getByRole('note').getByText('Bukti untuk ditelaah, bukan putusan')).toBeVisible();
    const hurried = page.getByRole('region', { name: /^Menjawab tanpa sempat membaca/ }).first();
    await expect(hurried.getByText(/^Alarm palsu/)).toBeVisible();
    await expect(hurried.getByRole('row').nth(1).getByRole('link')).toHaveText(/•/);
    const design = page.getByRole('region', { name: /^Apa yang dapat terlihat/ }).first();
    await expect(design.getByRole('row', { name: /^Duduk bersebelahan/ })).toBeVisible();
    await look(page, 'analysis-1280x720', 'integrity-whole');
  });

  await test.step('the accepted calibration is withdrawn with a reason, and the bank stands uncalibrated', async () => {
    await page.goto(proposal);
    await expect(page.getByRole('region', { name: /^Sejauh mana rancangan tes tercakup/ }).first()).toBeVisible();
    await desk.button('Tarik kalibrasi').click();
    await desk.agree('Tarik kalibrasi', 'Kunci satu butir ternyata keliru');
    await expect(page.getByRole('heading', { name: /^Keputusan/ }).getByText('ditarik')).toBeVisible();
    await expect(page.getByText(/Kunci satu butir ternyata keliru/)).toBeVisible();
    await expect(desk.button('Terima kalibrasi')).toHaveCount(0);
    await page.goto(`${house.url}/admin/analysis`);
    await expect(page.getByText('Belum terkalibrasi')).toBeVisible();
  });

  await test.step('made-up answers supersede no real ones, and the page says why', async () => {
    await house.kill();
    house.calibrate();
    await house.start();
    const list = (await (await (await house.staff()).get(`/api/analysis/${bank.bank_id}/calibrations`)).json()) as CalibrationSummary[];
    const waiting = list.find((one) => one.status === 'proposed')!;
    expect([waiting.rehearsal, waiting.refused]).toEqual([true, 'real_in_force']);
    await page.goto(`${house.url}${base}/calibrations/${waiting.id}`);
    await expect(page.getByText(/^Kalibrasi ini dihitung dari jawaban gladi, sedangkan bank ini sudah punya kalibrasi dari jawaban sungguhan/)).toBeVisible();
    await expect(desk.button('Terima kalibrasi')).toBeDisabled();
    await expect(page.getByText('Berkasnya berasal dari kalibrasi gladi: hanya bagi gladi.')).toBeVisible();
    await look(page, 'analysis-1280x720', 'made-up-beside-real');
  });
});

for (const [variant, width, height, contrast] of [['1366x768', 1366, 768, false], ['1366x768-contrast', 1366, 768, true], ['390x844', 390, 844, false]] as const) {
  test(`screens of the analysis at ${variant}`, async ({ house, desk, page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    if (contrast) await page.addInitScript(() => localStorage.setItem('ukur-contrast', 'high'));
    let shown = 0;
    const at = async (path: string, heading: string | RegExp, name: string) => {
      await page.goto(`${house.url}${path}`);
      await expect(desk.heading(heading)).toBeVisible();
      await expect(page.getByText(/^(Memuat|Menghitung)…$/)).toHaveCount(0, { timeout: 60_000 });
      await look(page, `analysis-${variant}`, `${String((shown += 1)).padStart(2, '0')}-${name}`);
    };
    await desk.open('/admin/analysis', 'admin');
    await expect(desk.heading('Analisis')).toBeVisible();
    await at('/admin/analysis', 'Analisis', 'empty');
    const session = await rehearsed(house);
    const staff = await house.staff();
    const { banks } = (await (await staff.get('/api/analysis')).json()) as AnalysisOverview;
    const bank = banks.find((one) => one.sessions.length > 0)!;
    const base = `/admin/analysis/${bank.bank_id}`;
    await at('/admin/analysis', 'Analisis', 'banks');
    await at(base, bank.title, 'items');
    const { items } = (await (await staff.get(`/api/analysis/${bank.bank_id}/items`)).json()) as ItemsAnalysis;
    await at(`${base}/item/${encodeURIComponent(items[0]!.variant)}`, items[0]!.id, 'item');
    await at(`${base}/test`, bank.title, 'test');
    await at(`${base}/groups?by=sex`, bank.title, 'groups');
    await at(`${base}/calibrations`, bank.title, 'calibrations');
    await at(`/admin/sessions/${session}/integrity`, 'Integritas jawaban', 'integrity');
  });
}
