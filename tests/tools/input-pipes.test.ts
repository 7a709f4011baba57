import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInput } from '../../hil/read-input.ts';
import { loadProfile, loadProfileFields } from '../../hil/cli/load-profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

describe('an input file that is a pipe', () => {
  it('may have a writer that comes later', async () => {
    const path = pipe('written');
    const writer = spawn('sh', ['-c', 'printf "keySlots: "; sleep 0.1; printf 7'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const shell = spawn('sh', ['-c', 'cat > "$0"', path], { stdio: [writer.stdout, 'inherit', 'inherit'] });
    expect(readInput(path).toString()).toBe('keySlots: 7');
    await once(shell, 'exit');
  });

  it('is refused where nothing is written to it', () => {
    const polls = { withoutWriter: 2, withoutData: 2 };
    expect(() => readInput(pipe('alone'), 100, polls)).toThrow('it is a pipe, and nothing is written to it');
    const path = pipe('silent');
    const writer = spawn('sh', ['-c', 'exec 3<>"$0"; printf x >&3; exec cat', path]);
    try {
      expect(() => readInput(path, 100, { withoutWriter: 1000, withoutData: 2 })).toThrow('a pipe that is not closed');
    } finally {
      writer.kill();
    }
  });

  it('is read once for a profile', async () => {
    const path = pipe('profile');
    const shell = spawn('sh', ['-c', 'echo "keySlots: 7" > "$0"', path]);
    expect(await loadProfile(path)).toMatchObject({ keySlots: 7 });
    expect(await loadProfileFields(path)).toEqual({ keySlots: 7 });
    shell.kill();
  });
});
