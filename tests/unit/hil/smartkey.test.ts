import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import {
  COMMANDS,
  docPage,
  guestLine,
  hintHere,
  INSTALL_COMMANDS,
  installationOf,
  pathWord,
  smartkeyLine,
} from '../../../hil/smartkey.ts';

let root: string;

/** An installation of the package below a folder. @returns the package's folder */
function install(folder: string): string {
  const packageFolder = join(root, folder, 'node_modules/virtual-smart-key');
  mkdirSync(join(packageFolder, 'dist'), { recursive: true });
  writeFileSync(join(packageFolder, 'dist/smartkey.js'), '');
  return packageFolder;
}

describe('the command as it is typed', () => {
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'command-name-')));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'clone'));
    symlinkSync(join(install('global/lib'), 'dist/smartkey.js'), join(root, 'bin/smartkey'));
    for (const folder of ['clone', install('project').slice(root.length)]) {
      mkdirSync(join(root, folder, 'docs'));
      writeFileSync(join(root, folder, 'docs/connect.md'), '');
    }
    install('cache/_npx/a1b2');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['in a clone', 'clone', 'bin', 'npx smartkey'],
    ['in a project that has the package', 'project/node_modules/virtual-smart-key', 'usr', 'npx smartkey'],
    ['where another installation is on the PATH', 'project/node_modules/virtual-smart-key', 'bin', 'npx smartkey'],
    ['installed globally', 'global/lib/node_modules/virtual-smart-key', 'bin', 'smartkey'],
    ['fetched by npx', 'cache/_npx/a1b2/node_modules/virtual-smart-key', 'usr', 'npx virtual-smart-key'],
    ['within a script of npm', 'project/node_modules/virtual-smart-key', 'project/node_modules/.bin', 'npx smartkey'],
  ])('%s', (_where, packageFolder, path, command) => {
    const installation = installationOf({ path: join(root, path), packageFolder: join(root, packageFolder) });
    expect(COMMANDS[installation]).toBe(command);
  });

  it('names scripts that a clone has in a clone only, and installs each where it is', () => {
    expect(guestLine('candump vcan0', 'clone')).toBe('npm run guest -- candump vcan0');
    expect((['project', 'global', 'npx'] as const).map((place) => guestLine('x', place))).toEqual([null, null, null]);
    expect(INSTALL_COMMANDS.clone).toContain('npm ci');
    expect(INSTALL_COMMANDS.project).toContain('npm install');
    expect(INSTALL_COMMANDS.global).toContain('--global');
  });

  it.each([
    ['clone', 'clone', 'docs/connect.md'],
    ['project/node_modules/virtual-smart-key', 'project', 'node_modules/virtual-smart-key/docs/connect.md'],
  ])('has the documentation of %s, from %s, at %s', (packageFolder, folder, path) => {
    expect(docPage('connect.md', { packageFolder: join(root, packageFolder), folder: join(root, folder) })).toBe(path);
  });

  it('has the documentation by its whole path from elsewhere, and in the repository where it is not installed', () => {
    const place = { packageFolder: join(root, 'clone'), folder: join(root, 'bin') };
    expect(docPage('connect.md', place)).toBe(join(root, 'clone/docs/connect.md'));
    expect(docPage('none.md', place)).toBe('docs/none.md in the repository');
  });

  it('follows the hint of a lower package, which knows no command', () => {
    const hintOf = (code: string, hint: string | null): string | null =>
      hintHere(new OperationError(code, 'x', { hint }));
    expect(hintOf('bench/unreachable', 'is it there')).toBe('is it there; start it with "npx smartkey car"');
    expect(hintOf('bench/no-kernel-can', 'load it')).toBe(
      'load it; "npm run guest -- COMMAND" runs a command on a kernel with CAN',
    );
    expect(hintOf('bench/optional-package', 'again')).toBe('again; the command is "npm ci --include=optional"');
    expect(hintOf('bench', 'x')).toBe('x');
    expect(hintOf('bench/unreachable', null)).toBeNull();
  });

  it.each([
    ['@d/x.yaml', './@d/x.yaml'],
    ['-d/x.yaml', './-d/x.yaml'],
    ['d/@x.yaml', 'd/@x.yaml'],
    ['/d/-x.yaml', '/d/-x.yaml'],
  ])('has a path %s as %s, which is neither a tag nor a flag', (path, word) => {
    expect(pathWord(path)).toBe(word);
  });

  it('has words quoted where a shell asks for it', () => {
    expect(smartkeyLine(['run', 'a file.yaml', '--tag', "it's"])).toBe(
      "npx smartkey run 'a file.yaml' --tag 'it'\\''s'",
    );
  });
});
