import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');

/** Every command of the guide, in order; those marked so are to end with 1. */
const commands = [...guide.matchAll(/(<!-- fails -->\n)?```sh\n([^]*?)```/g)].flatMap(([, mark, block = '']) =>
  block
    .trim()
    .split('\n')
    .map((line) => ({ line, exitCode: mark === undefined ? 0 : 1 })),
);

describe('docs/reports.md', () => {
  it('has commands, of run and of replay', () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const { line } of commands) expect(line).toMatch(/^npx smartkey (run|replay) /);
  });

  it('says of every flag of the command what it does', () => {
    const { stdout } = spawnSync('npx', ['smartkey', 'run', '--help'], { cwd: ROOT, encoding: 'utf8' });
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1] ?? '');
    const ofEveryCommand = ['--bus', '--profile', '--time', '--seed', '--json', '--quiet', '--no-color', '--bench'];
    const own = flags.filter((flag) => !ofEveryCommand.includes(flag));
    expect(own.length).toBeGreaterThan(8);
    expect(own.filter((flag) => !guide.includes(flag))).toEqual([]);
  });

  it('each command works as pasted, in order', () => {
    for (const { line, exitCode } of commands) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 120_000,
      });
      expect(status, `${line}\n${stdout}${stderr}`).toBe(exitCode);
    }
  }, 300_000);
});
