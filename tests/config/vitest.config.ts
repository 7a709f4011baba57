import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** `npm test -- conformance` lists every rule by its number; CI keeps a report that is added up. */
function reporters(): string[] {
  if (process.env['CI'] !== undefined) return ['dot', 'json'];
  return process.argv.includes('conformance') ? ['verbose'] : ['default'];
}

const config: ViteUserConfig = defineConfig({
  root,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/**/*.test.ts'],
    // These start programs other than Node: npm run test:tools and npm run test:guest.
    exclude: ['tests/tools/**', 'tests/browser/**', 'tests/guest/**'],
    // A worker takes one file after another: starting it, and loading the sources into it, costs more than most files.
    // A process and not a thread, because only a process has a umask and a time zone.
    pool: 'forks',
    isolate: false,
    setupFiles: ['tests/config/leaves-nothing-behind.ts'],
    // One more than cores: tests of commands wait for processes.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: reporters(),
    outputFile: { json: 'reports/vitest.json' },
  },
});
export default config;
