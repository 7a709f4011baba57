import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../../../../hil/guest/main.ts');

function guest(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('npm run guest', () => {
  it('helps, and that is no error', () => {
    const { status, out, err } = guest('--help');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: npm run guest -- \[options\] <command\.\.\.>/);
    expect(out).toContain('npm run guest -- candump vcan0');
  });

  it.each([
    [[], 'the argument <command> is missing'],
    [['--vcan', '17', 'true'], 'from 0 to 16'],
  ])('refuses %j as wrong usage, with the reason', (args, reason) => {
    const { status, out, err } = guest(...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });
});
