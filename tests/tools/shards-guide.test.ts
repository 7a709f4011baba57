import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs/shards.md'), 'utf8');
const commands = [...guide.matchAll(/```sh\n([^]*?)```/g)].map(([, line = '']) => line.trim());
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A project of its own, with a few scenarios. */
function newProject(scenarios: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-shards-guide-'));
  folders.push(folder);
  for (const name of ['node_modules', 'package.json', 'dist']) symlinkSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(ROOT, scenarios), join(folder, 'scenarios'));
  return folder;
}

function runIn(cwd: string, line: string, env: Readonly<Record<string, string>> = {}): string {
  const command = line.replace(/npx (?:--no -- )?smartkey/, `node ${join(ROOT, 'dist/smartkey.js')}`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

const githubSchema = z.strictObject({
  name: z.string(),
  on: z.array(z.enum(['push'])),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'none'])),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.int(),
      needs: z.string().optional(),
      if: z.string().optional(),
      strategy: z
        .strictObject({ 'fail-fast': z.boolean(), matrix: z.strictObject({ shard: z.array(z.int()) }) })
        .optional(),
      steps: z.array(
        z.union([
          z.strictObject({
            uses: z.string().regex(/@v\d+$/),
            if: z.string().optional(),
            with: z.record(z.string(), z.unknown()).optional(),
          }),
          z.strictObject({ run: z.string() }),
        ]),
      ),
    }),
  ),
});

const gitlabJob = z.strictObject({
  stage: z.string(),
  parallel: z.int().min(2).max(200).optional(),
  when: z.enum(['always']).optional(),
  needs: z.array(z.strictObject({ job: z.string(), artifacts: z.boolean() })).optional(),
  script: z.array(z.string()),
  artifacts: z.strictObject({
    when: z.enum(['always']),
    paths: z.array(z.string()),
    reports: z.strictObject({ junit: z.string() }).optional(),
  }),
});
const gitlabSchema = z.strictObject({
  stages: z.array(z.string()),
  default: z.strictObject({ image: z.string(), before_script: z.array(z.string()) }),
  shard: gitlabJob,
  report: gitlabJob,
});

function example(name: string): unknown {
  return parse(readFileSync(join(ROOT, 'docs/examples/shards', name), 'utf8'));
}

describe('docs/shards.md', () => {
  it('each command works as pasted, in order', () => {
    expect(commands.length).toBe(5);
    const folder = newProject('scenarios');
    for (const line of commands) runIn(folder, line);
    expect(readFileSync(join(folder, 'reports/index.html'), 'utf8')).toContain(
      '<title>Scenarios: 5 of 5 scenarios passed</title>',
    );
  });

  it('the file for GitHub is one of its form, and its commands give one report', () => {
    const { jobs } = githubSchema.parse(example('github.yml'));
    const lines = Object.values(jobs).flatMap(({ steps, strategy }) =>
      steps.flatMap((step) =>
        'run' in step && step.run.includes('smartkey')
          ? (strategy?.matrix.shard ?? [0]).map((shard) => step.run.replace('${{ matrix.shard }}', String(shard)))
          : [],
      ),
    );
    expect(lines).toHaveLength(4);
    const folder = newProject('scenarios/keys');
    for (const line of lines) runIn(folder, line);
    expect(readFileSync(join(folder, 'reports/junit.xml'), 'utf8')).toContain('failures="0"');
  });

  it('the file for GitLab is one of its form, and its commands give one report', () => {
    const { shard, report, stages } = gitlabSchema.parse(example('gitlab.yml'));
    expect([shard.stage, report.stage]).toEqual(stages);
    const folder = newProject('scenarios/keys');
    const total = shard.parallel ?? 0;
    for (let index = 1; index <= total; index++) {
      const env = { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) };
      for (const line of shard.script) runIn(folder, line, env);
    }
    for (const line of report.script) runIn(folder, line);
    expect(readFileSync(join(folder, report.artifacts.reports?.junit ?? ''), 'utf8')).toContain('failures="0"');
  });
});
