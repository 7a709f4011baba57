import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPythonWithPytest, needTool } from './support/external-tools.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vsk-pytest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, words: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: join(folder, 'site') },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('pytest-smartkey', () => {
  it('passes its own tests, installed as pip builds it', (context) => {
    const python = needTool(findPythonWithPytest(), context);
    // Building leaves files beside the sources.
    cpSync(join(ROOT, 'docs/examples/pytest-smartkey'), join(folder, 'source'), { recursive: true });
    const offline = ['--quiet', '--no-index', '--no-deps', '--no-build-isolation'];
    const install = ['-m', 'pip', 'install', ...offline, '--target', join(folder, 'site'), './source'];
    const tests = [
      '-m',
      'pytest',
      '-q',
      '-o',
      `smartkey_command=node ${join(ROOT, 'dist/smartkey.js')}`,
      'source/tests',
    ];
    const ends = [install, tests].map((words) => run(python, words));
    for (const { status, output } of ends) expect(status, output).toBe(0);
    expect(ends.at(-1)?.output).toMatch(/^42 passed/m);
  }, 300_000);
});
