// Fetches the desk's chunk and does not give up: a candidate must never be stuck because one file got lost.
const AGAIN_MS = 2000;

export async function loadDesk(): Promise<typeof import('./screens/desk')> {
  for (;;) {
    try {
      return await import('./screens/desk');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
