import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitHere, PACKAGE_VERSION } from '../../../../hil/run/run-info.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const before = process.env['PATH'];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-run-info-'));
  process.env['PATH'] = folder;
});
afterEach(() => {
  process.env['PATH'] = before;
  rmSync(folder, { recursive: true });
});

/** Puts a program in the place of git that prints these changes, or fails as git does outside of a repository. */
function gitWith(changes: string | null): void {
  const commands = { 'rev-parse HEAD': COMMIT, 'status --porcelain -uno': changes };
  const script = [
    `#!${process.execPath}`,
    `const text = ${JSON.stringify(changes === null ? {} : commands)}[process.argv.slice(2).join(' ')];`,
    'if (text === undefined) process.exit(128);',
    'console.log(text);',
  ];
  writeFileSync(join(folder, 'git'), script.join('\n'));
  chmodSync(join(folder, 'git'), 0o755);
}

describe('the commit of the folder a run starts in', () => {
  it('is its full hash', async () => {
    gitWith('');
    expect(await commitHere()).toBe(COMMIT);
  });

  it('has a plus behind it where files differ from it', async () => {
    gitWith(' M a.txt\n');
    expect(await commitHere()).toBe(`${COMMIT}+`);
  });

  it('is null outside of a repository, and without git', async () => {
    gitWith(null);
    expect(await commitHere()).toBeNull();
    rmSync(join(folder, 'git'));
    expect(await commitHere()).toBeNull();
  });
});

describe('the version of the package', () => {
  it('is that of package.json', () => {
    const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
    expect(text).toContain(`"version": "${PACKAGE_VERSION}"`);
  });
});
