import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadBench } from '../../hil/bench/bench-file.ts';
import { decidingStep } from '../../hil/scenario/result.ts';
import { scenarioFilesIn } from '../../hil/scenario/find-scenario-files.ts';
import { loadScenarios } from '../../hil/scenario/load-scenario.ts';
import { RULE_IDS, whyUnseen, type RuleId } from '../../hil/scenario/rules.ts';
import { rulesOf, type Scenario } from '../../hil/scenario/scenario.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA = join(ROOT, 'scenarios/scenario.schema.json');
const files = await scenarioFilesIn(join(ROOT, 'scenarios'));
const shipped = files.flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  return loadScenarios(text, path).map((scenario) => ({ path, name: labelOf(path, scenario), text, scenario }));
});

function labelOf(path: string, { variant }: Scenario): string {
  return variant === null ? relative(ROOT, path) : `${relative(ROOT, path)}#${variant}`;
}

describe('the scenarios that come with the project', () => {
  it.each(shipped)('$name passes, each time with the same trace', async ({ scenario }) => {
    const run = (): ReturnType<typeof runScenario> =>
      runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
    const result = await run();
    expect(decidingStep(result.steps)).toBeNull();
    expect(result.verdict).toBe('pass');
    expect((await run()).traceHash).toBe(result.traceHash);
  });

  it.each(shipped)(
    '$name gives editors the path of the schema, and has a tag and rules',
    ({ path, text, scenario }) => {
      const schema = relative(dirname(path), SCHEMA);
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
      expect(scenario.tags).not.toEqual([]);
      expect(path.endsWith('timeouts/session.yaml') || rulesOf(scenario).length > 0).toBe(true);
    },
  );

  it('have names of their own', () => {
    const names = shipped.map(({ scenario }) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('name every rule that can be seen from outside, and none that cannot', () => {
    const named = new Set<RuleId>(shipped.flatMap(({ scenario }) => rulesOf(scenario)));
    expect(RULE_IDS.filter((id) => !named.has(id))).toEqual(['DLR-8']);
    expect(RULE_IDS.filter((id) => whyUnseen(id) !== null)).toEqual(['DLR-8']);
  });

  it('have a table of variants and a fragment among them (RST-1, REG-1)', () => {
    const low = shipped.filter(({ path }) => path.endsWith('preconditions/supply-too-low.yaml'));
    expect(low.map(({ scenario }) => scenario.name)).toEqual([
      'Procedures refused with a low supply [reset]',
      'Procedures refused with a low supply [registration]',
    ]);
    const fragment = join(ROOT, 'scenarios/fragments/enter-procedure.yaml');
    for (const { scenario } of low) expect(scenario.steps.filter((step) => step.file === fragment)).toHaveLength(2);
  });

  it('come with benches that are valid, each named as its file', () => {
    const folder = join(ROOT, 'scenarios/benches');
    const names = readdirSync(folder).map((file) => loadBench(readFileSync(join(folder, file), 'utf8'), file).name);
    expect(names.toSorted()).toEqual(['doip', 'kvaser', 'loopback', 'real-ecu', 'vcan', 'virtual']);
    expect(readdirSync(folder).toSorted()).toEqual(names.map((name) => `${name}.yaml`).toSorted());
  });
});
