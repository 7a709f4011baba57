import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';
const packed = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);
const needs = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});
const manifest = z.object({ version: z.string(), license: z.string() });

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The paths of what `npm pack` puts into the package. */
function packedPaths(): readonly string[] {
  const { stdout, status } = spawnSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  const [{ files }] = packed.parse(JSON.parse(stdout));
  return files.map(({ path }) => path);
}

/** What the licence of an installed package says, by the name that this package gives its file. */
function licenceOf(name: string): string {
  const file = readdirSync(join(ROOT, 'node_modules', name)).find((each) => /^licen[cs]e/i.test(each));
  return read(`node_modules/${name}/${file ?? 'LICENSE'}`).trim();
}

describe('the package as npm packs it', () => {
  it('ships the DBC of the broadcast frames, and the file that its export names', () => {
    const paths = packedPaths();
    for (const kind of ['dbc', 'json', 'pdx']) expect(paths).toContain(`ecu-sim/signals/virtual-smart-key.${kind}`);
    const url = import.meta.resolve('virtual-smart-key/virtual-smart-key.dbc');
    expect(url).toMatch(/\/ecu-sim\/signals\/virtual-smart-key\.dbc$/);
    expect(readFileSync(new URL(url), 'utf8')).toContain('BO_ 1461 SMART_KEY_STATUS');
    for (const folder of ['tests/', 'can-bus/']) expect(paths.filter((path) => path.startsWith(folder))).toEqual([]);
    // The commands themselves, which are there before anything is built.
    expect(paths.filter((path) => path.startsWith('hil/'))).toEqual([
      'hil/cli/smartkey.js',
      'hil/cli/virtual-smart-key.js',
    ]);
  });

  it('ships the licence text of every package that is bundled, with its version', () => {
    expect(packedPaths()).toEqual(expect.arrayContaining(['LICENSE', NOTICES]));
    const notices = read(NOTICES);
    const bundled = z.array(z.string()).parse(JSON.parse(read('dist/bundled-packages.json')));
    expect(bundled).toEqual(expect.arrayContaining(['zod', 'preact', 'd3-zoom', 'openapi-explorer']));
    // What the file of the explorer contains is not among its inputs.
    for (const name of [...bundled, 'lit', 'marked', 'prismjs']) {
      const { version, license } = manifest.parse(JSON.parse(read(`node_modules/${name}/package.json`)));
      expect(notices).toContain(`\n${name} ${version} (${license})\n`);
      expect(notices.includes(licenceOf(name).replaceAll('\r\n', '\n')), `licence text of ${name}`).toBe(true);
    }
  });

  it('imports no package but those that npm installs with it, and each of those', () => {
    const { dependencies, optionalDependencies } = needs.parse(JSON.parse(read('package.json')));
    const scripts = globSync('dist/{*,chunks/*}.js', { cwd: ROOT }).map(read);
    const imports = scripts.flatMap((text) => [
      ...text.matchAll(/(?:\bfrom|\bimport\(?)"(?!node:)((?:@\w+\/)?\w[\w-]*)[^"]*"/g),
    ]);
    const names = new Set(imports.map(([, name = '']) => name).filter((name) => !isBuiltin(name)));
    const installed = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)];
    expect([...names].filter((name) => !installed.includes(name))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !names.has(name))).toEqual([]);
  });

  it('has licences in front of scripts that reports carry on', () => {
    for (const script of ['report.js', 'viewer.js', 'dashboard.js']) {
      const [comment = ''] = read(`dist/browser/${script}`).split('*/');
      expect(comment, script).toMatch(/^\/\*!\n/);
      expect(comment.includes(licenceOf('preact')), script).toBe(true);
    }
    expect(read('dist/browser/report.js').includes(licenceOf('d3-zoom'))).toBe(true);
  });
});
