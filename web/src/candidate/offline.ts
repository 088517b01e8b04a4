// The shell and the pictures, kept for the moment the line is gone. Quietly does nothing where browsers forbid it.
export const MEDIA_CACHE = 'ukur-media-1';

export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => undefined);
}

export async function keepMedia(addresses: string[]): Promise<void> {
  if (!('caches' in globalThis)) {
    await Promise.all(addresses.map((address) => fetch(address).catch(() => undefined)));
    return;
  }
  const cache = await caches.open(MEDIA_CACHE);
  for (const address of addresses) {
    if (!(await cache.match(address))) await cache.add(address).catch(() => undefined);
  }
}
