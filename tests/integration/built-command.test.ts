import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-command-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The bundle that `npx smartkey` runs, which is not the sources that other tests run. */
function smartkey(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/smartkey.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
}

describe('the built command', () => {
  it('reads a profile', () => {
    const profile = join(folder, 'profile.yaml');
    writeFileSync(profile, 'keySlots: 7\nattemptsDelay: 10 s\n');
    const { status, output } = smartkey('run', 'scenarios/keys', '--profile', profile);
    expect(status, output).toBe(0);
    expect(output).toContain('passed');
  });

  it('refuses an impossible one, naming each field', () => {
    const profile = join(folder, 'impossible.yaml');
    writeFileSync(profile, 'keySlots: 70\nresetDuraton: 5\n');
    const { status, output } = smartkey('car', '--profile', profile);
    expect(status).toBe(2);
    expect(output).toContain('keySlots must be a whole number from 1 to 15');
    expect(output).toContain('did you mean "resetDuration"?');
  });

  it('lists, validates and probes', () => {
    expect(smartkey('validate', 'scenarios').status).toBe(0);
    expect(smartkey('list', '@bulletin').output).toContain('All keys lost');
    expect(smartkey('conformance', '--bus', 'virtual').status).toBe(0);
  });
});
