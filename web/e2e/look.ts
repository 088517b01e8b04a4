// A close look at what is on the screen: the rules of WCAG, and a picture for human eyes in `.pictures` (not in git).
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const PICTURES = join(import.meta.dirname, '.pictures');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function look(page: Page, folder: string, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, folder, `${name}.png`), animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary ?? ''}`).join('; ')}`);
  expect.soft(found, `${folder}/${name}`).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${folder}/${name}: wider than the screen`).toBe(0);
}
