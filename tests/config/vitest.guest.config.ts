import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const root: string = fileURLToPath(new URL('../..', import.meta.url));
/** One boot, and programs that run some ten times slower than here. */
const PATIENCE_MS = 2_600_000;

const config: ViteUserConfig = defineConfig({
  root,
  test: {
    include: ['tests/guest/*.test.ts'],
    maxWorkers: 1,
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    reporters: process.env['CI'] === undefined ? ['default'] : ['dot', 'json'],
    outputFile: { json: 'reports/vitest-guest.json' },
  },
});
export default config;
