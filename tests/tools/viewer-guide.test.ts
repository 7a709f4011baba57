import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(new URL('../../docs/viewer.md', import.meta.url), 'utf8');

/** Every command of the guide, in order; those marked so are to end with 1. */
const commands = [...guide.matchAll(/(<!-- fails -->\n)?```sh\n([^]*?)```/g)].map(([, mark, line = '']) => ({
  line: line.trim(),
  exitCode: mark === undefined ? 0 : 1,
}));

describe('docs/viewer.md', () => {
  it('says of every flag of the command what it does', () => {
    const { stdout } = spawnSync('npx', ['smartkey', 'view', '--help'], { cwd: ROOT, encoding: 'utf8' });
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1] ?? '');
    const own = flags.filter((flag) => !['--json', '--quiet', '--no-color'].includes(flag));
    expect(own).toContain('--output');
    expect(own.filter((flag) => !guide.includes(`\`${flag}`))).toEqual([]);
  });

  it('each command works as pasted, in order', () => {
    expect(commands.length).toBe(3);
    for (const { line, exitCode } of commands) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(status, `${line}\n${stdout}${stderr}`).toBe(exitCode);
    }
  }, 180_000);
});
