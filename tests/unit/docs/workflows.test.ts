import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Its module for Node is CommonJS with names that only appear when it runs. */
const validator = z
  .object({
    validateWorkflow: z.custom<(text: string) => { readonly errors: readonly unknown[] }>(
      (value) => value instanceof Function,
    ),
    validateAction: z.custom<(text: string) => { readonly errors: readonly unknown[] }>(
      (value) => value instanceof Function,
    ),
  })
  .parse(createRequire(import.meta.url)('@action-validator/core'));

const step = z.looseObject({ run: z.string().optional(), uses: z.string().optional() });
const workflow = z.looseObject({
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      strategy: z.looseObject({ matrix: z.record(z.string(), z.unknown()) }).optional(),
      steps: z.array(step),
    }),
  ),
});
const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT });
const jobsOf = (path: string): z.infer<typeof workflow>['jobs'] => workflow.parse(parse(read(path))).jobs;
const linesOf = (path: string): readonly string[] =>
  Object.values(jobsOf(path)).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));

describe.each(WORKFLOWS)('%s', (path) => {
  it('is a workflow that GitHub reads', () => {
    expect(validator.validateWorkflow(read(path)).errors).toEqual([]);
  });

  it('ends by itself, and runs scripts and files that exist', () => {
    for (const [name, job] of Object.entries(jobsOf(path))) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
    const scripts = [...read(path).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
    const files = linesOf(path).flatMap((line) => /\b(?:node|bash) ((?:tests|hil)\/[\w./-]+)/.exec(line)?.[1] ?? []);
    expect(files.filter((file) => globSync(file, { cwd: ROOT }).length === 0)).toEqual([]);
  });
});

describe('the workflows', () => {
  it('the one in the guide to shards is one that GitHub reads', () => {
    expect(validator.validateWorkflow(read('docs/examples/shards/github.yml')).errors).toEqual([]);
  });

  it('one that is wrong would be found', () => {
    expect(validator.validateWorkflow('on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n').errors).not.toEqual([]);
  });

  it('try the package on each Node that package.json declares, on three systems', () => {
    const matrix = jobsOf('.github/workflows/ci.yml')['try-package']?.strategy?.matrix ?? {};
    const declared = [...packageJson.engines.node.matchAll(/(\d+)\.\d+\.\d+/g)].map(([, major]) => Number(major));
    expect(matrix['node']).toEqual(declared);
    expect(matrix['os']).toEqual(['ubuntu-24.04', 'macos-15', 'windows-2025']);
  });

  it('publish what was tried, with provenance, and attach it to the tag', () => {
    const { publish } = jobsOf('.github/workflows/release.yml');
    expect(publish?.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
    const lines = linesOf('.github/workflows/release.yml');
    const place = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(place('try-package.ts reports/release/*.tgz')).toBeGreaterThan(place('npm run release:files'));
    expect(place('npm publish reports/release/*.tgz --provenance')).toBeGreaterThan(place('try-package.ts'));
    expect(place('gh release create "$TAG" reports/release/*.tgz reports/release/*.cdx.json')).toBeGreaterThan(
      place('npm publish'),
    );
  });

  it('continue where they stopped: a published version is not published again, but still gets its tag', () => {
    const conditions = [...read('.github/workflows/release.yml').matchAll(/- if: (.*)/g)].map(
      ([, condition]) => condition,
    );
    expect(conditions).toEqual(["steps.package.outputs.at-npm == 'false'", "steps.package.outputs.new == 'true'"]);
  });
});

describe.each(globSync('.github/actions/*/action.yml', { cwd: ROOT }))('%s', (path) => {
  it('is an action that GitHub reads', () => {
    expect(validator.validateAction(read(path)).errors).toEqual([]);
  });
});
