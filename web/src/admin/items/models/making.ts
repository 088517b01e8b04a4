// Bounds of what a model is asked for. No DOM.
export const COUNT_MOST = 200;
/** The server counts seeds with 32 bits, and the last of them must fit, too. */
export const SEED_MOST = 4_294_967_295 - COUNT_MOST;

/** A whole number within bounds as people type it (with dots or spaces between thousands), or null. */
export function wholeOf(typed: string, least: number, most: number): number | null {
  const text = typed.trim();
  if (!/^\d{1,3}([. ]\d{3})+$|^\d{1,10}$/.test(text)) return null;
  const value = Number(text.replace(/[. ]/g, ''));
  return value >= least && value <= most ? value : null;
}

/** The server cuts the model's own id before it sets the seed behind. */
const ID_START = 24;

/** After the highest seed of which the bank has an item. */
export function nextSeed(model: string, ids: string[]): number {
  const start = `${model.slice(0, ID_START)}-`;
  const seeds = ids.filter((id) => id.startsWith(start)).map((id) => wholeOf(id.slice(start.length), 0, SEED_MOST - 1) ?? 0);
  return Math.max(0, ...seeds) + 1;
}
