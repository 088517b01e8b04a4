/// <reference types="vitest/config" />
// Three pages on one library. Output names carry a hash, so the server lets browsers keep them for good.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { adminPages } from './build/admin_pages.ts';
import { firstScreen } from './build/first_screen.ts';
import { serviceWorker } from './build/service_worker.ts';

const server = process.env.UKUR_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), firstScreen('candidate'), serviceWorker('candidate'), adminPages()],
  build: {
    target: 'es2022',
    rollupOptions: { input: { candidate: 'index.html', proctor: 'proctor.html', admin: 'admin.html' } },
  },
  server: {
    proxy: { '/api': server, '/media': server, '/ws': { target: server, ws: true } },
  },
  test: { include: ['src/**/*.test.ts'] },
});
