// Vite plugin: writes `sw.js` with the candidate's shell (page, scripts, styles, the Latin typeface) to be kept offline.
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

export function serviceWorker(entry: string): Plugin {
  return {
    name: 'ukur-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const wanted = new Set<string>();
      const visit = (file: string): void => {
        const chunk = bundle[file];
        if (wanted.has(file) || !chunk) return;
        wanted.add(file);
        if (chunk.type !== 'chunk') return;
        for (const style of chunk.viteMetadata?.importedCss ?? []) wanted.add(style);
        for (const other of [...chunk.imports, ...chunk.dynamicImports]) visit(other);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.isEntry && chunk.name === entry) visit(chunk.fileName);
      }
      for (const file of Object.keys(bundle)) if (/latin-wght-normal.*\.woff2$/.test(file)) wanted.add(file);
      const shell = ['/', ...[...wanted].sort().map((file) => `/${file}`)];
      const version = createHash('sha256').update(shell.join()).digest('hex').slice(0, 12);
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: source(version, shell) });
    },
  };
}

const source = (version: string, shell: string[]): string => `// Made by web/build/service_worker.ts: keeps the candidate's shell for the moment the line is gone.
const SHELL = 'ukur-shell-${version}';
const MEDIA = 'ukur-media-1';
const FILES = ${JSON.stringify(shell, null, 2)};

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('ukur-shell-') && name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page: the server's when it answers in time, else the kept one.
async function page(request) {
  const cache = await caches.open(SHELL);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (fresh.ok) return fresh;
    if (fresh.status < 500) return fresh;
  } catch {
    // No line: the kept page below.
  }
  return (await cache.match('/')) ?? Response.error();
}

async function kept(name, request, store) {
  const cache = await caches.open(name);
  const found = await cache.match(request);
  if (found) return found;
  const fresh = await fetch(request);
  if (store && fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (url.pathname === '/' || url.pathname === '/index.html') event.respondWith(page(request));
  } else if (url.pathname.startsWith('/media/')) event.respondWith(kept(MEDIA, request, true));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(SHELL, request, false));
});
`;
