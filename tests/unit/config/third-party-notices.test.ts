import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bundledPackage,
  noticesComment,
  packageFolders,
  thirdPartyNotices,
  withDependencies,
} from '../../config/third-party-notices.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vsk-notices-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Installs a package at the path within the root; returns its folder. */
function install(path: string, manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.0.0', license: 'MIT', ...manifest }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the packages in a bundle', () => {
  it('are those of its inputs: nested ones and scopes by their own folder, our own files by none', () => {
    const inputs = [
      'hil/cli/main.ts',
      'node_modules/zod/v4/index.js',
      'node_modules/zod/index.js',
      'node_modules/@preact/signals/dist/signals.mjs',
      'node_modules/lit/node_modules/zod/index.js',
    ];
    expect(packageFolders(inputs)).toEqual([
      'node_modules/@preact/signals',
      'node_modules/lit/node_modules/zod',
      'node_modules/zod',
    ]);
  });

  it('are read with version, licence and every licence text, whatever the name of its file', () => {
    const files = { 'license.md': 'Copyright A\r\nMay be copied\r\n', NOTICE: 'Made by A', 'licenses.js': 'code' };
    const folder = install('node_modules/a', { name: 'a' }, files);
    expect(bundledPackage(folder)).toEqual({
      name: 'a',
      version: '1.0.0',
      license: 'MIT',
      text: 'Made by A\n\nCopyright A\nMay be copied',
    });
  });

  it('are refused without a licence file, and without a licence', () => {
    const bare = install('node_modules/a', { name: 'a' });
    expect(() => bundledPackage(bare)).toThrow('a 1.0.0 is bundled, but its package has no licence file');
    const unlicensed = install('node_modules/b', { name: 'b', license: undefined }, { LICENSE: 'Copyright B' });
    expect(() => bundledPackage(unlicensed)).toThrow('b 1.0.0 is bundled, but its package has no licence;');
  });

  it('take the text of the same authors where their own package has left it out', () => {
    install('node_modules/lit', { name: 'lit' }, { LICENSE: 'Copyright Lit' });
    const shim = install('node_modules/@lit-labs/ssr-dom-shim', { name: '@lit-labs/ssr-dom-shim' });
    expect(bundledPackage(shim).text).toBe('Copyright Lit');
  });

  it('include all that a package of one file needs, each version that is installed for it, and no types', () => {
    const explorer = install('node_modules/explorer', { name: 'explorer', dependencies: { lit: '1', yaml: '1' } });
    const lit = install('node_modules/lit', { name: 'lit', dependencies: { '@types/lit': '1', yaml: '2' } });
    const yaml = install('node_modules/yaml', { name: 'yaml', dependencies: { lit: '1' } });
    const nested = install('node_modules/lit/node_modules/yaml', { name: 'yaml', version: '2.0.0' });
    expect(withDependencies(explorer)).toEqual([explorer, lit, nested, yaml]);
  });

  it('are refused where one that it needs is not installed', () => {
    const explorer = install('node_modules/explorer', { name: 'explorer', dependencies: { lit: '1' } });
    expect(() => withDependencies(explorer)).toThrow(/^lit, which .*explorer needs, is not installed/);
  });
});

describe('the notices', () => {
  const zod = { name: 'zod', version: '4.0.0', license: 'MIT', text: 'Copyright Z */ all' };
  const yaml = { name: 'yaml', version: '2.0.0', license: 'ISC', text: 'Copyright Y' };

  it('have each text once, below the packages that have it', () => {
    const rule = `\n${'-'.repeat(78)}\n\n`;
    expect(thirdPartyNotices([zod, yaml, { ...zod, name: 'zed' }, zod])).toBe(
      `zod 4.0.0 (MIT)\nzed 4.0.0 (MIT)\n\nCopyright Z */ all\n${rule}yaml 2.0.0 (ISC)\n\nCopyright Y\n`,
    );
  });

  it('are a comment of a script that no text within can end, and none where nothing is bundled', () => {
    expect(noticesComment([zod])).toBe('/*!\nzod 4.0.0 (MIT)\n\nCopyright Z * / all\n*/\n');
    expect(noticesComment([])).toBe('');
  });
});
