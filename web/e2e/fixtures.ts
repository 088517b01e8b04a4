// `test` with a hall of its own for each test, and a seat in it.
import { test as base, expect } from '@playwright/test';
import { Hall, type Plan } from './hall';
import { Seat } from './seat';

interface Fixtures {
  plan: Partial<Plan>;
  hall: Hall;
  /** The first candidate on the first computer. */
  seat: Seat;
  /** What went wrong in the page; every test ends with none. */
  pageErrors: string[];
}

export const test = base.extend<Fixtures>({
  plan: [{}, { option: true }],
  hall: async ({ plan }, use) => {
    const hall = new Hall();
    try {
      hall.prepare({ blueprint: 'uji-singkat', candidates: 1, closesIn: 4 * 3600, admission: false, proctorStarts: false, ...plan });
      await hall.start();
      await use(hall);
    } finally {
      await hall.remove();
    }
  },
  pageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (said) => {
        if (said.type() === 'error' && !/Failed to load resource|WebSocket connection|ERR_/.test(said.text())) errors.push(said.text());
      });
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
  seat: async ({ hall, page }, use) => {
    await use(new Seat(page, hall, hall.cards[0]!));
  },
});

export { expect };
