import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs/explore-random.md'), 'utf8');
const commands = [...guide.matchAll(/```sh\n([^]*?)```/g)].map(([, line = '']) => line.trim());
const folder = mkdtempSync(join(tmpdir(), 'vsk-explore-guide-'));
for (const name of ['node_modules', 'package.json', 'dist']) symlinkSync(join(ROOT, name), join(folder, name));
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/explore-random.md', () => {
  it('each command works as pasted, in order', () => {
    expect(commands.length).toBe(2);
    for (const line of commands) {
      const command = line.replace('npx smartkey', `node ${join(ROOT, 'dist/smartkey.js')}`);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
      expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
    }
    expect(readFileSync(join(folder, 'coverage.json.html'), 'utf8')).toContain('Coverage of an exploration');
  }, 600_000);
});
