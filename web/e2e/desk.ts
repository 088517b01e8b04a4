// A staff member at a computer: sign-in, the board of the proctor, the dialogs both rooms share.
import { expect, type Locator, type Page } from '@playwright/test';
import { PASSWORD } from './hall';

export class Desk {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  button(name: string | RegExp, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name, exact: typeof name === 'string' });
  }
  heading(name: string | RegExp, level = 1): Locator {
    return this.page.getByRole('heading', { level, name });
  }
  dialog(name?: string | RegExp): Locator {
    return name === undefined ? this.page.getByRole('dialog') : this.page.getByRole('dialog', { name });
  }
  /** What the corner says has been done. */
  get notices(): Locator {
    return this.page.getByRole('status', { name: 'Pemberitahuan' });
  }

  async open(path: string, username: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
    await this.signIn(username);
  }

  async signIn(username: string, password = PASSWORD): Promise<void> {
    await this.page.getByLabel('Nama pengguna').fill(username);
    await this.page.getByLabel('Kata sandi', { exact: true }).fill(password);
    await this.button('Masuk').click();
  }

  // ——— The board ———

  async watch(session: string, username = 'pengawas'): Promise<void> {
    await this.open(`/proctor?session=${session}`, username);
    await this.live();
  }
  async live(): Promise<void> {
    await expect(this.page.getByText('Langsung', { exact: true })).toBeVisible({ timeout: 20_000 });
  }
  tile(label: string): Locator {
    return this.page.getByRole('group', { name: /^Jumlah menurut keadaan/ }).getByRole('button', { name: new RegExp(`${label}$`) });
  }
  async counts(wanted: Record<string, number>): Promise<void> {
    for (const [label, n] of Object.entries(wanted)) await expect(this.tile(label)).toHaveAccessibleName(new RegExp(`^${n}\\s*${label}$`));
  }
  get attention(): Locator {
    return this.page.getByRole('region', { name: 'Perlu perhatian' }).last();
  }
  row(name: string): Locator {
    return this.page.locator('#rows tbody tr').filter({ hasText: name });
  }
  get toolbar(): Locator {
    return this.page.getByRole('toolbar');
  }
  async select(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.page.getByRole('checkbox', { name: `Pilih ${name}`, exact: true }).check();
    }
  }
  async clearSelection(): Promise<void> {
    await this.button('Lepas pilihan').click();
  }
  /** Agrees to what the open dialog says will happen. */
  async agree(action: string | RegExp, reason?: string): Promise<void> {
    if (reason !== undefined) await this.dialog().getByLabel('Alasan').fill(reason);
    await this.button(action, this.dialog()).click();
    await expect(this.dialog()).toHaveCount(0);
  }
}
