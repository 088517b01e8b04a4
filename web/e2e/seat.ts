// A candidate at a computer: what the hands do and what the eyes look for, in the candidate's words.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Card, Hall } from './hall';
import { bare, known, type Known } from './key';

export class Seat {
  constructor(
    readonly page: Page,
    readonly hall: Hall,
    readonly card: Card,
  ) {}

  get stem(): Locator {
    return this.page.getByTestId('stem');
  }
  get saving(): Locator {
    return this.page.getByTestId('saving');
  }
  get place(): Locator {
    return this.page.getByTestId('place');
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }
  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }
  option(text: string): Locator {
    return this.page.locator('label.option').filter({ has: this.page.locator('.content', { hasText: exactly(text) }) });
  }
  number(n: number): Locator {
    return this.page.getByRole('complementary', { name: 'Nomor soal' }).getByRole('button', { name: new RegExp(`^Soal ${n}:`) });
  }

  async open(): Promise<void> {
    await this.page.goto(this.hall.url);
    await expect(this.heading('Masuk peserta')).toBeVisible();
  }

  async signIn(code = this.card.code): Promise<void> {
    await this.page.getByLabel('NIP (18 angka)').fill(this.card.nip);
    await this.page.getByLabel(/^Kode akses/).fill(code);
    await this.button('Masuk').click();
  }

  /** From the sign-in page to the waiting room, the short way. */
  async enter(): Promise<void> {
    await this.open();
    await this.signIn();
    await this.button('Ya, ini saya').click();
    await this.button('Lanjut').click();
    await expect(this.page.getByText(/Tersambung ke server|Tersambung lewat jalur cadangan/)).toBeVisible();
    await this.button('Lanjut').click();
    await this.page.getByRole('banner').getByRole('button', { name: 'Selesai latihan' }).click();
    await expect(this.heading('Ruang tunggu')).toBeVisible();
  }

  async start(): Promise<void> {
    await this.button('Mulai mengerjakan').click();
    await expect(this.stem).toBeVisible();
  }

  async begin(): Promise<void> {
    await this.enter();
    await this.start();
  }

  /** The shell is kept on this computer: from now on the page opens without a server. */
  async shellKept(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  async saved(): Promise<void> {
    await expect(this.saving).toHaveAttribute('data-state', 'saved', { timeout: 15_000 });
    await expect(this.saving).toHaveText('Tersimpan');
  }

  async next(): Promise<void> {
    const before = await this.place.textContent();
    await this.page.getByTestId('next').click();
    await expect(this.place).not.toHaveText(before ?? '');
  }

  async stemText(): Promise<string> {
    return bare((await this.stem.textContent()) ?? '');
  }

  /** Goes through the grid until an item with such a stem is shown. */
  async find(stem: string): Promise<void> {
    for (let n = 1; !(await this.stemText()).startsWith(stem); n += 1) {
      await this.number(n).click();
      await expect(this.number(n)).toHaveAttribute('aria-current', 'true');
    }
  }

  async section(title: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Bagian tes' }).getByRole('button', { name: new RegExp(`^${title},`) }).click();
    await expect(this.place).toContainText(title);
  }

  /** Answers what is on the screen as the key says, with the mouse. */
  async answer(): Promise<Known> {
    const item = known(await this.stemText());
    if ('choose' in item) for (const text of item.choose) await this.choose(text);
    else if ('number' in item) await this.page.getByLabel('Jawaban Anda (angka)').fill(item.number);
    else if ('order' in item) await this.#order(item.order);
    else for (const [left, right] of item.pairs) await this.#pair(left, right);
    await this.shows(item);
    return item;
  }

  async choose(text: string): Promise<void> {
    await this.option(text).click();
    await expect(this.option(text).locator('input')).toBeChecked();
  }

  async shows(item: Known): Promise<void> {
    if ('choose' in item) for (const text of item.choose) await expect(this.option(text).locator('input')).toBeChecked();
    else if ('number' in item) await expect(this.page.getByLabel('Jawaban Anda (angka)')).toHaveValue(item.number);
    else if ('order' in item) await expect.poll(() => this.rows()).toEqual(item.order);
    else for (const [left, right] of item.pairs) await expect(this.left(left).locator('[data-slot]')).toContainText(right);
  }

  rows(): Promise<string[]> {
    return this.page.locator('[data-element] .content').evaluateAll((all) => all.map((e) => (e.textContent ?? '').replace(/\s+/g, ' ').trim()));
  }

  /** Drags the rows that stand wrong, one after the other, by their grips. */
  async #order(wanted: string[]): Promise<void> {
    if ((await this.rows()).join() === wanted.join()) await this.button('Pakai urutan ini').click();
    for (const [place, text] of wanted.entries()) {
      if ((await this.rows())[place] === text) continue;
      const row = this.page.locator('[data-element]').filter({ has: this.page.locator('.content', { hasText: exactly(text) }) });
      await row.locator('.grip').hover();
      await this.page.mouse.down();
      await this.page.locator('[data-element]').nth(place).hover({ force: true });
      await this.page.mouse.up();
      await expect.poll(async () => (await this.rows())[place]).toBe(text);
    }
    await expect(this.page.getByText('Urutan Anda tercatat.')).toBeVisible();
  }

  left(text: string): Locator {
    return this.page.locator('[data-left]').filter({ has: this.page.locator('.content', { hasText: exactly(text) }) });
  }

  async #pair(left: string, right: string): Promise<void> {
    await this.left(left).locator('[data-slot]').click();
    await this.page.locator('[data-right]').filter({ hasText: right }).click();
    await expect(this.left(left).locator('[data-slot]')).toContainText(right);
  }

  async review(): Promise<void> {
    await this.page.getByTestId('to-review').click();
    await expect(this.heading(/^Tinjau/)).toBeVisible();
  }

  async submit(): Promise<void> {
    await this.page.getByTestId('submit').click();
    await this.page.getByTestId('submit-yes').click();
  }
}

/** The whole text and nothing else, whatever white space the layout puts around it. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}\\s*$`);
