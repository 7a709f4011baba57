import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const root: string = fileURLToPath(new URL('../..', import.meta.url));

const config: ViteUserConfig = defineConfig({
  root,
  test: {
    include: ['tests/**/*.test.ts'],
    // Those boot a machine: npm run test:guest.
    exclude: ['tests/guest/**'],
    // Two cores: one file at a time beside the ones that wait for other programs.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: process.env['CI'] === undefined ? ['default'] : ['dot', 'json'],
    outputFile: { json: 'reports/vitest.json' },
  },
});
export default config;
