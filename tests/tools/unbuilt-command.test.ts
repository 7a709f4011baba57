import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const OWN_NODE = process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node';
/** Of Node: without type stripping it is as old as many systems' own. */
const OLD = '--no-strip-types';
let clone = '';

/** A clone as far as the first files of each command go, with nothing built. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'vsk-unbuilt-'));
  const config = ['check-node', 'ensure-installed', 'prepare'].map((name) => `tests/config/${name}.js`);
  for (const file of ['package.json', 'hil/cli/smartkey.js', ...config]) cpSync(join(ROOT, file), join(clone, file));
  write('node_modules/.package-lock.json');
});
afterEach(() => rmSync(clone, { recursive: true }));

function write(file: string): void {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  writeFileSync(join(clone, file), file.endsWith('json') ? '{}' : '');
}

/** What `npm ci --ignore-scripts` leaves. */
function installWithoutScripts(): void {
  for (const name of ['node', 'esbuild']) write(`node_modules/${name}/package.json`);
}

type End = readonly [status: number | null, text: string];

function run(program: string, words: readonly string[]): End {
  // What npm passes to this process is not passed to that one.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  // npx links a package into its cache for good.
  const env = { ...own, npm_config_cache: join(clone, 'cache') };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: clone, env, encoding: 'utf8' });
  return [status, stdout + stderr];
}

const node = (...words: readonly string[]): End => run(process.execPath, words);

const NO_SCRIPTS = [
  `error: missing: ${OWN_NODE}; the install scripts have not run (npm's --ignore-scripts)`,
  'hint: run "npm rebuild && npm run prepare", or "npm ci" without --ignore-scripts; they install Node 24 and build',
].join('\n');
const NO_TOOLS = [
  "error: missing: the development packages, the Node 24 of this project among them (npm's --omit=dev)",
  'hint: run "npm ci" without --omit=dev; after that "npm prune --omit=dev" removes them again\n',
].join('\n');

describe('the command before it is built', () => {
  it('says what to do, and ends with 5', () => {
    const [status, text] = node('hil/cli/smartkey.js', 'car');
    expect(status).toBe(5);
    expect(text).toMatch(/^error: smartkey is not built: .*\nhint: run "npm ci" .*"npm rebuild && npm run prepare"\n$/);
  });
});

describe('the scripts of package.json', () => {
  const scripts = Object.keys(packageJson.scripts).filter((name) => !/^(pre|check$)/.test(name));

  it.each(scripts)('say what to do where npm ran with --ignore-scripts, and end with 5: %s', (name) => {
    installWithoutScripts();
    const [status, text] = run('npm', ['run', '--silent', name]);
    expect([status, text]).toEqual([5, expect.stringContaining(NO_SCRIPTS)]);
    expect(text).not.toContain('    at ');
  });

  it('say what to do where npm ran with --omit=dev', () => {
    expect(node('tests/config/ensure-installed.js')).toEqual([5, NO_TOOLS]);
  });

  it('run where the Node of the project is there', () => {
    installWithoutScripts();
    write(OWN_NODE);
    expect(node('tests/config/ensure-installed.js')).toEqual([0, '']);
  });
});

describe('an installation that cannot build the command', () => {
  it('fails with what to do, on a Node of any age', () => {
    expect(node(OLD, 'tests/config/prepare.js')).toEqual([5, NO_TOOLS]);
    installWithoutScripts();
    expect(node(OLD, 'tests/config/prepare.js')).toEqual([5, expect.stringContaining(NO_SCRIPTS)]);
  });

  it('lets npx continue to the command, which says it', () => {
    const [status, text] = run('npx', ['smartkey', '--version']);
    expect([status, text]).toEqual([
      5,
      expect.stringMatching(/^error: smartkey is not built: .*\nhint: run "npm ci"/m),
    ]);
  });

  it('leaves a command as it was built before', () => {
    write('dist/smartkey.js');
    expect(node(OLD, 'tests/config/prepare.js')).toEqual([0, 'The command stays as it was built before.\n']);
  });
});

describe('a Node outside of package.json’s engines', () => {
  it.each(['20.20.2', '22.22.1', '23.11.0', '24.14.9', '25.0.0'])('is refused with the range, and 5: %s', (version) => {
    const versions = `{ ...process.versions, node: '${version}' }`;
    const fake = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
    const [status, text] = node('--import', fake, join(ROOT, 'dist/smartkey.js'), '--version');
    expect(status).toBe(5);
    expect(text.split('\n', 1)).toEqual([
      `error: smartkey needs Node 22.22.2 or newer of 22, 24.15.0 or newer of 24, or 26.0.0 or newer; this is Node ${version}`,
    ]);
    expect(text).toContain('\nhint: in the project folder "npx smartkey" and "npm start" use the Node that npm ci');
  });
});
