import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sourceFiles } from './source-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const packages = z.record(z.string(), z.string());
const manifest = z
  .object({ dependencies: packages, devDependencies: packages, optionalDependencies: packages })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** The packages of each table, by the heading above it. */
function tables(): Readonly<Record<string, readonly string[]>> {
  const sections = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8').split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
      return [heading, rows.flatMap((row) => (row.split(' | ')[0] ?? '').slice(2).split(', '))];
    }),
  );
}

const PRODUCT = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');
const OTHERS = sourceFiles('{tests,docs,hil}/**/*.{ts,js,json}', '*.{ts,js}').filter(
  ({ path }) => !/(^|\/)node_modules\//.test(path),
);
/** Used by their commands or their installation alone. */
const NOT_NAMED: readonly string[] = ['node', 'eslint'];

function isImported(name: string): boolean {
  const line = new RegExp(`(?:from|import)\\s*\\(?\\s*'${name}(?:/[^']*)?'`);
  return PRODUCT.some(({ text }) => line.test(text));
}

/** The package itself, or for types the package that they are of. */
function isUsed(name: string): boolean {
  const wanted = name.replace('@types/', '');
  return NOT_NAMED.includes(wanted) || [...PRODUCT, ...OTHERS].some(({ text }) => text.includes(wanted));
}

const development = Object.keys(manifest.devDependencies);
// The build copies the explorer; nothing imports it.
const bundled = development.filter((name) => isImported(name) || name === 'openapi-explorer');

describe('docs/dependencies.md', () => {
  it.each([
    ['At run time', Object.keys(manifest.dependencies)],
    ['At run time, optional', Object.keys(manifest.optionalDependencies)],
    ['Bundled', bundled],
    ['For development', development.filter((name) => !bundled.includes(name))],
  ] as const)('has a line for every package, and for no other: %s', (heading, wanted) => {
    expect([...(tables()[heading] ?? [])].sort()).toEqual([...wanted].sort());
  });

  it('is about packages that something uses', () => {
    const names = [...development, ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })];
    expect(names.filter((name) => !isUsed(name))).toEqual([]);
  });

  it('has whole tables: a blank line would end one', () => {
    const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
    expect(text).not.toMatch(/^\|.*\n\n\|/m);
  });
});
