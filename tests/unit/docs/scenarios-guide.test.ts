import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadBench } from '../../../hil/bench/bench-file.ts';
import { OBSERVABLE_PARTS } from '../../../hil/bench/observe-by-diagnostics.ts';
import { loadScenarios } from '../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../hil/scenario/run-scenario.ts';
import { VERBS } from '../../../hil/scenario/step-schemas.ts';
import { VirtualBench } from '../../../hil/scenario/virtual-bench.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const scenarios = readFileSync(join(DOCS, 'scenarios.md'), 'utf8');
const benches = readFileSync(join(DOCS, 'benches.md'), 'utf8');

function yamlBlocks(text: string): readonly string[] {
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

describe('the guide to scenarios', () => {
  it('has a first scenario that passes', async () => {
    const [first = ''] = yamlBlocks(scenarios);
    const [scenario] = loadScenarios(first, 'docs.yaml');
    expect(scenario).toBeDefined();
    if (scenario === undefined) return;
    const result = await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
    expect(result.verdict).toBe('pass');
  });

  it('has a table of variants that can be loaded', () => {
    const [, table = ''] = yamlBlocks(scenarios);
    const names = loadScenarios(`name: x\n${table}`, 'docs.yaml').map(({ name }) => name);
    expect(names).toEqual(['x [low]', 'x [full]']);
  });

  it('names every verb', () => {
    expect(VERBS.filter((verb) => !scenarios.includes(`\`${verb}\``))).toEqual([]);
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
