import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

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

describe('docs/dependencies.md', () => {
  it.each([
    ['At run time', manifest.dependencies],
    ['At run time, optional', manifest.optionalDependencies],
    ['For development', manifest.devDependencies],
  ] as const)('has a line for every package, and for no other: %s', (heading, wanted) => {
    expect([...(tables()[heading] ?? [])].sort()).toEqual(Object.keys(wanted).sort());
  });

  it('has whole tables: a blank line would end one', () => {
    const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
    expect(text).not.toMatch(/^\|.*\n\n\|/m);
  });
});
