import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runProgram } from '../integration/support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder = '';

function guide(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8');
}

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, block = '']) => block);
}

const commands = ['scenarios.md', 'benches.md', 'faults.md'].flatMap((name) =>
  blocks(guide(name), 'sh').flatMap((block) => block.trim().split('\n')),
);

describe('docs/scenarios.md, docs/benches.md and docs/faults.md', () => {
  // Inside the project, where `virtual-smart-key/scenario` is the project's own.
  beforeAll(() => {
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'dist', 'guide-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have commands that work as pasted', () => {
    expect(commands.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'npx smartkey run',
      'npx smartkey validate',
      'npx smartkey run',
      'npx smartkey eject',
      'npx smartkey run',
      'npx smartkey run',
      'npx smartkey run',
      'npx smartkey run',
    ]);
    for (const line of commands) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 120_000,
      });
      expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
    }
  }, 300_000);

  it('have a scenario in TypeScript that the command runs', async () => {
    const [code = ''] = blocks(guide('scenarios.md'), 'ts');
    const file = join(folder, 'panic.scenario.ts');
    writeFileSync(file, code);
    const ended = await runProgram('run', file, '--no-bundle', '--report', join(folder, 'reports'));
    expect(ended.exitCode, ended.stderr).toBe(0);
    for (const presses of [1, 2, 3]) expect(ended.stdout).toContain(`Presses of the panic button: ${presses}`);
    expect(ended.stdout).toContain('3 passed');
  }, 60_000);
});
