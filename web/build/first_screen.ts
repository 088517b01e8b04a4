// Vite plugin: weighs the script that a candidate's first screen needs and what the items' desk adds to it, prints
// both, and refuses to build above the limits or with an item's control in the first screen.
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Issue 2: at most 60 kB compressed. */
const LIMIT_BYTES = 60_000;
/** Fetched while the candidate signs in and reads: it has time, but a weak line must still bring it before the test. */
const DESK_LIMIT_BYTES = 30_000;
/** What answers items comes with the desk, never before. */
const CONTROL = /\/lib\/item\/\w+\.svelte$/;

export function firstScreen(entry: string): Plugin {
  return {
    name: 'ukur-first-screen',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const seen = new Set<string>();
      const modules: string[] = [];
      const weigh = (file: string): number => {
        const chunk = bundle[file];
        if (seen.has(file) || chunk?.type !== 'chunk') return 0;
        seen.add(file);
        modules.push(...chunk.moduleIds);
        return chunk.imports.reduce((sum, other) => sum + weigh(other), gzipSync(chunk.code).length);
      };
      const first = Object.values(bundle).find((c) => c.type === 'chunk' && c.isEntry && c.name === entry);
      if (first?.type !== 'chunk') return;
      const check = (what: string, bytes: number, limit: number): void => {
        const said = `${entry}: ${what} ${(bytes / 1000).toFixed(1)} kB of compressed script (limit ${limit / 1000} kB)`;
        if (bytes > limit) this.error(said);
        console.log(said);
      };
      const bytes = weigh(first.fileName);
      const early = modules.find((id) => CONTROL.test(id));
      if (early) this.error(`${entry}: ${early} belongs to the desk, not to the first screen`);
      check('first screen needs', bytes, LIMIT_BYTES);
      check('the desk adds', first.dynamicImports.reduce((sum, file) => sum + weigh(file), 0), DESK_LIMIT_BYTES);
    },
  };
}
