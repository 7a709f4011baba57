import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const root: string = fileURLToPath(new URL('../..', import.meta.url));

const config: ViteUserConfig = defineConfig({
  root,
  test: {
    include: ['tests/{tools,browser}/**/*.test.ts'],
    // Two cores: one file at a time beside the ones that wait for other programs.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Pages of a browser on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    reporters: process.env['CI'] === undefined ? ['default'] : ['dot', 'json'],
    outputFile: { json: 'reports/vitest-tools.json' },
  },
});
export default config;
