import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { LAYERS } from '../../tidy/layers.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = (path: string): unknown => JSON.parse(read(path));
const manifest = z
  .looseObject({ name: z.string(), version: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(json('package.json'));

const PAGES = [
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  '.changeset/README.md',
  '.github/PULL_REQUEST_TEMPLATE.md',
  '.github/ISSUE_TEMPLATE/bug.yml',
  'docs/glossary.md',
  'docs/release.md',
  ...globSync('docs/how-to/*.md', { cwd: ROOT }),
];

/** The words of the first column of a page's tables. */
function rowsOf(page: string): readonly (readonly string[])[] {
  const rows = read(page).matchAll(/^\| (.+) \|$/gm);
  return [...rows].map(([, row = '']) => row.split(' | ')).slice(2);
}

describe.each(PAGES)('%s', (page) => {
  it('names scripts of package.json, commands of smartkey and files that exist', () => {
    const text = read(page);
    const scripts = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
    const commands = [...text.matchAll(/\bnpx smartkey (\w[\w-]*)/g)].map(([, command = '']) => command);
    expect(commands.filter((command) => !existsSync(join(ROOT, `hil/cli/commands/${command}.ts`)))).toEqual([]);
    const filtered = [...text.matchAll(/\bnpm test -- ([\w/-]+)/g)].map(([, filter = '']) => filter);
    expect(filtered.filter((filter) => globSync(`{tests/*${filter}*,${filter}}`, { cwd: ROOT }).length === 0)).toEqual(
      [],
    );
    const named = [...text.matchAll(/`((?:can-bus|ecu-sim|hil|scenarios|tests|docs)\/[\w./-]*)`/g)];
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('links every how-to guide', () => {
    const guides = globSync('docs/how-to/*.md', { cwd: ROOT });
    expect(guides.filter((guide) => !read('CONTRIBUTING.md').includes(`(${guide})`))).toEqual([]);
  });
});

describe('docs/glossary.md', () => {
  const rows = rowsOf('docs/glossary.md');

  it('is in alphabetical order, each term once', () => {
    const terms = rows.map(([term = '']) => term);
    expect(terms.length).toBeGreaterThan(60);
    expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('gives each term one sentence and its source', () => {
    const incomplete = rows.filter(
      ([, meaning = '', source = '', ...rest]) =>
        !/^[A-Z].*\.$/.test(meaning) || /\. [A-Z]/.test(meaning) || source === '' || rest.length > 0,
    );
    expect(incomplete).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md');

  it('draws the layers that the imports follow', () => {
    const [, picture = ''] = /^## The packages[^]*?```\n([^]*?)```/m.exec(page) ?? [];
    const drawn = picture
      .trimEnd()
      .split('\n')
      .map((line) => line.match(/can-bus|ecu-sim|hil\/[\w.-]+/g));
    expect(drawn.map((names) => names?.toSorted())).toEqual(LAYERS.map((names) => names.toSorted()));
  });

  it('says what each package is for', () => {
    const rows = [...page.matchAll(/^\| `(can-bus|ecu-sim|hil\/[\w-]+)` \| .+ \|$/gm)].map(([, name = '']) => name);
    const packages = LAYERS.flat().filter((name) => !name.endsWith('.ts'));
    expect(rows.toSorted()).toEqual(packages.toSorted());
  });
});

describe('.changeset', () => {
  /** The published schema of @changesets/config 3, as far as one package needs it. */
  const config = z.strictObject({
    $schema: z.string().regex(/^https:\/\/unpkg\.com\/@changesets\/config@3\.\d+\.\d+\/schema\.json$/),
    changelog: z.union([z.literal(false), z.string(), z.tuple([z.string(), z.unknown()])]),
    commit: z.union([z.boolean(), z.string(), z.tuple([z.string(), z.unknown()])]),
    fixed: z.array(z.array(z.string())),
    linked: z.array(z.array(z.string())),
    access: z.enum(['public', 'restricted']),
    baseBranch: z.string(),
    updateInternalDependencies: z.enum(['patch', 'minor']),
    ignore: z.array(z.string()),
  });
  const changesets = globSync('.changeset/*.md', { cwd: ROOT, exclude: ['.changeset/README.md'] });

  it('has a config that @changesets/cli reads', () => {
    expect(config.safeParse(json('.changeset/config.json')).error).toBeUndefined();
  });

  it.each(changesets)('%s raises this package and says what changes', (path) => {
    const [, front = '', text = ''] = /^---\n([^]*?)\n---\n\n([^]+)$/.exec(read(path)) ?? [];
    const releases = z.record(z.literal(manifest.name), z.enum(['patch', 'minor', 'major']));
    expect(Object.keys(releases.parse(parse(front)))).toEqual(['virtual-smart-key']);
    expect(text.trim()).toMatch(/^[A-Z`][^]*\.$/);
  });

  it('writes a changelog that has the present version', () => {
    expect(read('CHANGELOG.md')).toMatch(/^# virtual-smart-key\n/);
    expect(read('CHANGELOG.md')).toContain(`\n## ${manifest.version}\n`);
  });
});

describe('.editorconfig', () => {
  it('says what Prettier does', () => {
    const prettier = z.object({ printWidth: z.number() }).parse(json('.prettierrc.json'));
    const text = read('.editorconfig');
    expect(text).toContain(`\nmax_line_length = ${prettier.printWidth}\n`);
    expect(text).toContain('\nindent_style = space\nindent_size = 2\n');
    expect(text).toContain('\nend_of_line = lf\n');
  });
});

describe('the place of the repository', () => {
  it('is one field that its owner sets, and no other place', () => {
    const { repository, homepage, bugs } = manifest;
    expect([homepage, bugs]).toEqual([undefined, undefined]);
    expect(
      z
        .string()
        .regex(/^github:[\w-]+\/[\w.-]+$/)
        .optional()
        .safeParse(repository).success,
    ).toBe(true);
  });
});

describe('.github', () => {
  const form = z.strictObject({
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()),
    body: z.array(
      z.strictObject({
        type: z.enum(['markdown', 'input', 'textarea']),
        id: z.string().optional(),
        attributes: z.record(z.string(), z.unknown()),
        validations: z.strictObject({ required: z.boolean() }).optional(),
      }),
    ),
  });
  const idsOf = (path: string): readonly unknown[] => form.parse(parse(read(path))).body.flatMap(({ id }) => id ?? []);

  it('asks for command, version, output and trace of a bug, and for the task of a feature', () => {
    expect(idsOf('.github/ISSUE_TEMPLATE/bug.yml')).toEqual(['version', 'command', 'output', 'expected', 'trace']);
    expect(idsOf('.github/ISSUE_TEMPLATE/feature.yml')).toEqual(['task', 'proposal', 'source']);
  });

  it('updates packages and actions weekly, and leaves the major version of Node', () => {
    const updates = z
      .object({
        version: z.literal(2),
        updates: z.array(
          z.looseObject({
            'package-ecosystem': z.string(),
            schedule: z.object({ interval: z.literal('weekly') }),
            ignore: z
              .array(z.strictObject({ 'dependency-name': z.string(), 'update-types': z.array(z.string()) }))
              .optional(),
          }),
        ),
      })
      .parse(parse(read('.github/dependabot.yml'))).updates;
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
    expect(updates[0]?.ignore?.map((rule) => rule['dependency-name'])).toEqual(['node', '@types/node']);
  });
});

describe('README.md', () => {
  it('has the reader stop a car before the next one is started at the same address', () => {
    const [, ...later] = read('README.md').split(/^(?:.*&& npm start|npx smartkey car)\b.*$/m);
    const between = later.slice(0, -1);
    expect(between).toHaveLength(1);
    for (const text of between) expect(text).toContain('Ctrl-C');
  });
});
