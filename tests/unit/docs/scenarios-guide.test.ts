import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadBench } from '../../../hil/bench/bench-file.ts';
import { OBSERVABLE_PARTS } from '../../../hil/bench/observe-by-diagnostics.ts';
import { loadScenarios } from '../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../hil/scenario/run-scenario.ts';
import { VERBS } from '../../../hil/scenario/verbs/verbs.ts';
import { VirtualBench } from '../../../hil/bench/virtual-bench.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const scenarios = readFileSync(join(DOCS, 'scenarios.md'), 'utf8');
const benches = readFileSync(join(DOCS, 'benches.md'), 'utf8');

function yamlBlocks(text: string): readonly string[] {
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

/** Rows of the tables of verbs: the verb, the step and the fields. */
const rows = [...scenarios.matchAll(/^\| `(\w+)` \| `(\w+: [^|]*)` \| ([^|]*) \|$/gm)].map(
  ([, verb = '', step = '', fields = '']) => ({ verb, step, fields }),
);

async function verdictOf(text: string): Promise<string> {
  const [scenario] = loadScenarios(text, 'docs.yaml');
  if (scenario === undefined) return 'no scenario';
  return (await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }))).verdict;
}

describe('the guide to scenarios', () => {
  it('has a first scenario, and one of requests, that pass', async () => {
    const [first = '', requests = ''] = yamlBlocks(scenarios);
    expect(await verdictOf(first)).toBe('pass');
    expect(await verdictOf(requests)).toBe('pass');
  });

  it('has a table of variants that can be loaded', () => {
    const [, , table = ''] = yamlBlocks(scenarios);
    const names = loadScenarios(`name: x\n${table}`, 'docs.yaml').map(({ name }) => name);
    expect(names).toEqual(['x [low]', 'x [full]']);
  });

  it('has a row for every verb', () => {
    expect(rows.map(({ verb }) => verb).toSorted()).toEqual(Object.keys(VERBS).toSorted());
    for (const { verb, step } of rows) expect(step.startsWith(`${verb}: `), step).toBe(true);
  });

  it.each(rows)('has an example of $verb that can be loaded', ({ verb, step }) => {
    // What is stopped has to be sent before.
    const before = verb === 'stopSending' ? "  - send: { id: 0x123, data: '01', cycle: 20 ms, as: noise }\n" : '';
    expect(loadScenarios(`name: x\nsteps:\n${before}  - ${step}\n`, 'docs.yaml')).toHaveLength(1);
  });

  it.each([
    ['vehicle', ['doors', 'powerMode', 'batteryV', 'brake', 'shiftP', 'speedKmh']],
    ['press', ['key', 'button', 'holdMs', 'expect']],
    ['noFrame', ['for', 'name', 'id', 'data']],
    ['send', ['id', 'data', 'extended', 'fd', 'name', 'signals', 'cycle', 'as']],
  ])('names every field of %s', (verb, fields) => {
    const row = rows.find((candidate) => candidate.verb === verb);
    expect(fields.filter((field) => row?.fields.includes(`\`${field}\``) !== true)).toEqual([]);
  });
});

describe('the guide to benches', () => {
  it('has a bench that can be loaded', () => {
    expect(yamlBlocks(benches).map((block) => loadBench(block, 'docs.yaml').name)).toEqual(['my-bench']);
  });

  it('names what a real ECU shows', () => {
    expect(OBSERVABLE_PARTS.filter((part) => !benches.includes(part))).toEqual([]);
  });
});
