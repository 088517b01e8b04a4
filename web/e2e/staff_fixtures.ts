// `test` for the staff's rooms: a house, and a desk in it once the server runs.
import { test as base, expect } from './fixtures';
import { Desk } from './desk';
import { House } from './house';

interface Fixtures {
  /** Which blueprints the house has. */
  blueprints: string[];
  house: House;
  desk: Desk;
}

export const test = base.extend<Fixtures>({
  blueprints: [['uji-lengkap', 'uji-singkat'], { option: true }],
  house: async ({ blueprints }, use) => {
    const house = new House();
    try {
      house.furnish(...blueprints);
      await house.start();
      await use(house);
    } finally {
      await house.remove();
    }
  },
  desk: async ({ house, page }, use) => {
    await use(new Desk(page, house.url));
  },
});

export { expect };
