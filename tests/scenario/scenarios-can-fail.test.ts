import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isMeasured, type Expected, type ExpectedParts, type ScalarValue } from '../../hil/scenario/expectation.ts';
import { scenarioFilesIn } from '../../hil/scenario/find-scenario-files.ts';
import { loadScenarios } from '../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import type { Scenario, Step } from '../../hil/scenario/scenario.ts';
import type { Action } from '../../hil/scenario/verbs/verbs.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';

const ROOT = join(import.meta.dirname, '../..');
const paths = await scenarioFilesIn(join(ROOT, 'scenarios'));
const shipped = paths.flatMap((path) =>
  loadScenarios(readFileSync(path, 'utf8'), path).map((scenario) => ({
    file: scenario.variant === null ? relative(ROOT, path) : `${relative(ROOT, path)}#${scenario.variant}`,
    scenario,
  })),
);

/** The same value but wrong: another number, the other truth, a name that there is not. */
function wrong(expected: Expected): Expected {
  if (expected === null) return 'something';
  if (typeof expected === 'number') return expected + 1;
  if (typeof expected === 'boolean') return !expected;
  if (typeof expected === 'string') return `not-${expected}`;
  if (isMeasured(expected)) return { ...expected, min: 1e12, max: null };
  if (isList(expected)) return [...expected, 'one-more'];
  return wrongPart(expected);
}

function isList(expected: Expected): expected is readonly ScalarValue[] {
  return Array.isArray(expected);
}

/** The first part that is looked at is wrong, the others as they were. */
function wrongPart(parts: ExpectedParts): ExpectedParts {
  const [first] = Object.entries(parts).filter(([, value]) => value !== undefined);
  return first?.[1] === undefined ? parts : { ...parts, [first[0]]: wrong(first[1]) };
}

/** The step with a wrong expectation; null where it expects nothing. */
function mutated({ action, ...step }: Step<Action>): Step<Action> | null {
  const changed = wrongAction(action);
  return changed === null ? null : { ...step, action: changed };
}

function wrongAction(action: Action): Action | null {
  if (action.kind === 'uds') {
    const { expect: wanted } = action;
    if (wanted.kind === 'positive' || !action.awaitAnswer) return null;
    return {
      ...action,
      expect: wanted.kind === 'negative' ? { ...wanted, nrc: wanted.nrc ^ 1 } : { kind: 'negative', nrc: 1 },
    };
  }
  if (action.kind === 'frame') return { ...action, signals: wrongPart(action.signals) };
  if (!('expect' in action) || Object.keys(action.expect).length === 0) return null;
  return { ...action, expect: wrongPart(action.expect) };
}

function mutants(scenario: Scenario<Action>): readonly { readonly line: number; readonly scenario: Scenario }[] {
  return scenario.steps.flatMap((step, index) => {
    const changed = mutated(step);
    return changed === null
      ? []
      : [{ line: step.line, scenario: { ...scenario, steps: scenario.steps.with(index, changed) } }];
  });
}

async function verdictOf(scenario: Scenario): Promise<string> {
  const result = await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
  return result.verdict;
}

describe('the scenarios that come with the project can fail', () => {
  it.each(shipped)('$file: its last expectation, where it is wrong, is not met', async ({ scenario }) => {
    const last = mutants(scenario).at(-1);
    expect(last, 'it expects something').toBeDefined();
    if (last !== undefined) expect(await verdictOf(last.scenario), `line ${last.line}`).not.toBe('pass');
  });
});
