import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { declaredNodeVersions, type NodeVersion } from './support/node-versions.ts';
import { needTool, type ExternalTool } from './support/external-tools.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const reportSchema = z.object({
  info: z.object({ node: z.string() }),
  scenarios: z.array(
    z.object({
      file: z.string(),
      variant: z.string().nullable(),
      verdict: z.string(),
      traceHash: z.string().nullable(),
    }),
  ),
});

interface ScenarioHashes {
  readonly node: string;
  /** By scenario: its verdict, and the hash of its events. */
  readonly hashes: Readonly<Record<string, string>>;
}

async function runScenarios(program: string): Promise<ScenarioHashes> {
  const command = ['hil/cli/smartkey.js', 'run', 'scenarios', '--json', '--no-bundle', '--jobs', '1'];
  const { stdout } = await run(program, command, { cwd: ROOT, maxBuffer: 1 << 28 });
  const { info, scenarios } = reportSchema.parse(JSON.parse(stdout));
  const named = scenarios.map(({ file, variant, verdict, traceHash }): readonly [string, string] => [
    `${file} ${variant ?? ''}`,
    `${verdict} ${traceHash ?? 'no hash'}`,
  ]);
  return { node: info.node, hashes: Object.fromEntries(named) };
}

/** The hash of an exploration. Few random runs do not reach everything, so that they end with 7. */
async function explore(program: string, flags: readonly string[]): Promise<string> {
  const command = ['hil/cli/smartkey.js', 'explore', ...flags, '--json'];
  const { stdout } = await run(program, command, { cwd: ROOT, maxBuffer: 1 << 24 }).catch((error: unknown) => {
    return z.object({ code: z.literal(7), stdout: z.string() }).parse(error);
  });
  return z.object({ hash: z.string().min(16) }).parse(JSON.parse(stdout)).hash;
}

function installed({ major, program }: NodeVersion): ExternalTool {
  return existsSync(program)
    ? { kind: 'found', path: program, version: major }
    : { kind: 'missing', reason: `no Node ${major} (npm run node-versions)` };
}

describe('the same scenarios on every Node that package.json declares', () => {
  it('are Node 22, 24 and 26', () => {
    expect(declaredNodeVersions().map(({ major }) => major)).toEqual(['22', '24', '26']);
  });

  it('have the same event hashes, all of them', async (context) => {
    const runs: ScenarioHashes[] = [];
    for (const version of declaredNodeVersions()) runs.push(await runScenarios(needTool(installed(version), context)));
    const [first, ...others] = runs;
    expect(Object.keys(first?.hashes ?? {}).length).toBeGreaterThan(60);
    expect(Object.values(first?.hashes ?? {}).filter((text) => !/^pass [0-9a-f]{64}$/.test(text))).toEqual([]);
    expect(runs.map(({ node }) => node.split('.')[0])).toEqual(['v22', 'v24', 'v26']);
    for (const { hashes } of others) expect(hashes).toEqual(first?.hashes);
  });

  it.for([
    ['the transport world', ['--exhaustive', '--world', 'transport']] as const,
    ['a bounded world', ['--exhaustive', '--world', 'erasure']] as const,
    ['random runs', ['--seed', '1', '--runs', '20']] as const,
  ])('explore the same: %s', async ([, flags], context) => {
    const hashes: string[] = [];
    for (const version of declaredNodeVersions()) {
      const program = needTool(installed(version), context);
      hashes.push(await explore(program, flags));
    }
    expect(hashes).toHaveLength(3);
    expect(new Set(hashes).size).toBe(1);
  });
});
