import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandName, pathWord, smartkeyLine } from '../../../hil/smartkey.ts';

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
    install('project');
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
    expect(commandName({ path: join(root, path), packageFolder: join(root, packageFolder) })).toBe(command);
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
