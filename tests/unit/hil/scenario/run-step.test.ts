import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { runStep } from '../../../../hil/scenario/run-step.ts';
import type { Captures } from '../../../../hil/scenario/step-outcome.ts';
import { load } from './verbs/verb-kit.ts';

describe('one step on a bench', () => {
  it('is carried out by its verb, on its car, and judged', async () => {
    const scenario = load('advance: 1 s', 'expect: { brake: true }', 'expect: { beeps: { total: 0 } }');
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const captures: Captures = new Map();
    const startUs = bench.nowUs();
    const outcomes = [];
    for (const step of scenario.steps) outcomes.push(await runStep(step, bench, captures));
    expect(bench.nowUs()).toBe(startUs + 1_000_000);
    expect(outcomes).toEqual([
      { verdict: 'pass', expected: null, got: null },
      { verdict: 'fail', expected: 'brake true', got: 'brake false' },
      { verdict: 'pass', expected: 'beeps (total 0)', got: 'beeps (total 0)' },
    ]);
  });

  it('hands on what it captures to the next', async () => {
    const scenario = load("uds: { send: '22 F1 86', capture: { session: [3, 1] } }", "uds: { send: '10 {session}' }");
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const captures: Captures = new Map();
    for (const step of scenario.steps) await runStep(step, bench, captures);
    expect([...captures]).toEqual([['session', fromHex('01')]]);
    expect(bench.recentExchanges().map(({ exchange }) => exchange.request)).toEqual([
      fromHex('22 F1 86'),
      fromHex('10 01'),
    ]);
  });

  it('is an internal error where no verb has its action', async () => {
    const scenario = load('advance: 1 s');
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    const [step] = scenario.steps;
    if (step === undefined) throw new Error('no step');
    const flying = { ...step, action: { kind: 'fly' } };
    await expect(runStep(flying, bench, new Map())).rejects.toThrow('no verb has an action "fly"');
  });
});
