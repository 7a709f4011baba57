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
  test: {
    include: ['tests/**/*.test.ts'],
    // Those boot a machine: npm run test:guest.
    exclude: ['tests/guest/**'],
    // Two cores: one file at a time beside the ones that wait for other programs.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: reporters(),
    outputFile: { json: 'reports/vitest.json' },
  },
});
export default config;
