import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
  clone = realpathSync(mkdtempSync(join(tmpdir(), 'vsk-unbuilt-')));
  const config = ['ensure-installed', 'prepare'].map((name) => `tests/config/${name}.js`);
  const command = ['check-clone', 'smartkey'].map((name) => `hil/cli/${name}.js`);
  for (const file of ['package.json', ...command, ...config]) cpSync(join(ROOT, file), join(clone, file));
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

function run(program: string, words: readonly string[], cwd = clone): End {
  // What npm passes to this process is not passed to that one.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  // npx links a package into its cache for good.
  const env = { ...own, npm_config_cache: join(clone, 'cache') };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, encoding: 'utf8' });
  return [status, stdout + stderr];
}

const node = (...words: readonly string[]): End => run(process.execPath, words);

const NO_SCRIPTS = [
  `error: ${OWN_NODE} is missing: npm ran with --ignore-scripts.`,
  '       Install scripts fetch Node 24, prepare native packages (package.json, "allowScripts") and build the command',
  'hint: run "npm ci --ignore-scripts=false"; or keep what is installed, and run',
  '      "npm rebuild --ignore-scripts=false" for Node 24 and the native packages, then "npm run prepare" to build\n',
].join('\n');
const NO_TOOLS = [
  'error: the development packages are missing: npm ran with --omit=dev, or with NODE_ENV=production.',
  '       The command is built with them, and runs on the Node 24 among them',
  'hint: run "npm ci --include=dev". Once the command is built, "npm prune --omit=dev" may remove them again:',
  '      it then runs on the Node of the system\n',
].join('\n');

describe('the command before it is built says why, what to do, and ends with 5', () => {
  const car = (): End => node('hil/cli/smartkey.js', 'car');

  it('where nothing is installed', () => {
    rmSync(join(clone, 'node_modules'), { recursive: true });
    const text = 'error: nothing is installed yet, and the command is not built\nhint: run "npm ci"; it does both\n';
    expect(car()).toEqual([5, text]);
  });

  it('where npm ran with --omit=dev', () => {
    expect(car()).toEqual([5, NO_TOOLS]);
  });

  it('where npm ran with --ignore-scripts', () => {
    installWithoutScripts();
    expect(car()).toEqual([5, NO_SCRIPTS]);
  });

  it('where only the build is missing', () => {
    installWithoutScripts();
    write(OWN_NODE);
    const text = 'error: the command is not built: dist/smartkey.js is missing\nhint: run "npm run build"\n';
    expect(car()).toEqual([5, text]);
  });

  it('in a package that npm made from Git without running scripts', () => {
    rmSync(join(clone, 'hil/cli/check-clone.js'));
    const [status, text] = car();
    expect([status, text]).toEqual([
      5,
      expect.stringMatching(/^error: .* this package has no .*\nhint: install .*\n$/),
    ]);
  });

  it('with the folder, for those who are elsewhere', () => {
    const [status, text] = run(process.execPath, [join(clone, 'hil/cli/smartkey.js')], tmpdir());
    expect([status, text]).toEqual([5, expect.stringContaining(`hint: run "npm ci --include=dev" in ${clone}. Once`)]);
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

  it('start a command that was built before "npm prune --omit=dev"', () => {
    write('dist/smartkey.js');
    expect(run('npm', ['run', '--silent', 'start'])).toEqual([0, '']);
    expect(run('npm', ['run', '--silent', 'lint'])).toEqual([5, NO_TOOLS]);
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
      expect.stringMatching(/^error: the development packages are missing: .*\n.*\nhint: run "npm ci --include=dev"/m),
    ]);
  });

  it('leaves a command as it was built before', () => {
    write('dist/smartkey.js');
    expect(node(OLD, 'tests/config/prepare.js')).toEqual([0, 'The command stays as it was built before.\n']);
  });
});

describe('a Node outside of package.json’s engines', () => {
  const pretending = (version: string): readonly string[] => {
    const versions = `{ ...process.versions, node: '${version}' }`;
    return ['--import', `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`];
  };

  it.each(['20.20.2', '22.22.1', '23.11.0', '24.14.9', '25.0.0'])('is refused with the range, and 5: %s', (version) => {
    const [status, text] = node(...pretending(version), join(ROOT, 'dist/smartkey.js'), '--version');
    expect(status).toBe(5);
    expect(text.split('\n', 1)).toEqual([
      `error: smartkey needs Node 22.22.2 or newer of 22, 24.15.0 or newer of 24, or 26.0.0 or newer; this is Node ${version}`,
    ]);
    expect(text).toContain('\nhint: in the project folder "npx smartkey" and "npm start" use the Node that npm ci');
  });

  it.each(['testing', 'scenario'])('is refused by what imports the package, before anything fails: %s', (name) => {
    const words = ['--input-type=module', '--eval', `import 'virtual-smart-key/${name}'`];
    expect(run(process.execPath, words, ROOT)).toEqual([0, '']);
    const [status, text] = run(process.execPath, [...pretending('22.12.0'), ...words], ROOT);
    expect([status, text]).toEqual([
      1,
      expect.stringContaining('Error: virtual-smart-key needs Node 22.22.2 or newer of 22, 24.15.0 or newer of 24, or'),
    ]);
    expect(text.length).toBeLessThan(2000);
  });
});
