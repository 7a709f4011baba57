import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the Node that is needed', () => {
  it('is the same in package.json, README and the command', () => {
    const oldest = /"node": "\^(\d+\.\d+\.\d+) /.exec(read('package.json'))?.[1] ?? 'no version';
    expect(read('README.md')).toContain(`it runs on your own Node: ${oldest} or newer`);
    expect(read('hil/cli/main.ts')).toContain(`OLDEST_NODE = '${oldest}'`);
  });
});

describe('npm ci --ignore-scripts', () => {
  it('leads to a message that names what is missing and what to run, and to exit 5', () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-scripts-'));
    mkdirSync(join(folder, 'tests/config'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), '{}');
    copyFileSync(join(ROOT, 'tests/config/ensure-installed.js'), join(folder, 'tests/config/ensure-installed.js'));
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'tests/config/ensure-installed.js'), '--built'],
      {
        encoding: 'utf8',
      },
    );
    rmSync(folder, { recursive: true });
    expect(status).toBe(5);
    expect(stderr).toMatch(/^error: missing: node_modules\/node\/bin\/node(\.exe)?, dist\/smartkey\.js; /);
    expect(stderr).toContain('hint: run "npm rebuild && npm run prepare"');
    expect(stderr).not.toContain('    at ');
  });
});
