import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  '.changeset/README.md',
  '.github/CODE_OF_CONDUCT.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

function textOf(page: string): string {
  // A block of code may hold what looks like a heading or a link.
  return readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[^]*?^```/gm, '');
}

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

interface Link {
  readonly from: string;
  readonly target: string;
}

const links: readonly Link[] = PAGES.flatMap((from) =>
  [...textOf(from).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ from, target }))
    .filter(({ target }) => !/^https?:/.test(target)),
);

/** Null where the link leads somewhere. */
function faultOf({ from, target }: Link): string | null {
  const [path = '', anchor] = target.split('#');
  const page = path === '' ? from : relative(ROOT, join(ROOT, dirname(from), path));
  if (page.startsWith('..') || !existsSync(join(ROOT, page))) return `${from}: there is no ${target}`;
  if (anchor === undefined || statSync(join(ROOT, page)).isDirectory()) return null;
  return anchorsOf(page).has(anchor) ? null : `${from}: ${page} has no heading for #${anchor}`;
}

/** The files and folders that npm packs. */
const packed = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  .files.concat('package.json');

function isPacked(path: string): boolean {
  const isBelow = (entry: string): boolean => path === entry || path.startsWith(`${entry}/`);
  return packed.some(isBelow) && !packed.some((entry) => entry.startsWith('!') && isBelow(entry.slice(1)));
}

describe('links between the pages', () => {
  it('of the package lead to files of the package', () => {
    const inside = links.filter(({ from, target }) => isPacked(from) && !target.startsWith('#'));
    expect(inside.length).toBeGreaterThan(20);
    const dead = inside.filter(({ from, target }) => !isPacked(join(dirname(from), target.replace(/#.*/, ''))));
    expect(dead).toEqual([]);
  });

  it('are there', () => {
    expect(links.length).toBeGreaterThan(20);
  });

  it('lead to a file and a heading that exist', () => {
    expect(links.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
  });
});
