// Vite plugin: weighs the script that a candidate's first screen needs, prints it, and refuses to build above the limit.
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Issue 2: at most 60 kB compressed. */
const LIMIT_BYTES = 60_000;

export function firstScreen(entry: string): Plugin {
  return {
    name: 'ukur-first-screen',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const seen = new Set<string>();
      const weigh = (file: string): number => {
        const chunk = bundle[file];
        if (seen.has(file) || chunk?.type !== 'chunk') return 0;
        seen.add(file);
        return chunk.imports.reduce((sum, other) => sum + weigh(other), gzipSync(chunk.code).length);
      };
      const first = Object.values(bundle).find((c) => c.type === 'chunk' && c.isEntry && c.name === entry);
      if (!first) return;
      const bytes = weigh(first.fileName);
      const said = `${entry}: first screen needs ${(bytes / 1000).toFixed(1)} kB of compressed script (limit ${LIMIT_BYTES / 1000} kB)`;
      if (bytes > LIMIT_BYTES) this.error(said);
      console.log(said);
    },
  };
}
