import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { FAULTS_FORM } from '../../../hil/dealer/server/dealer-bodies.ts';
import { faultFormOf } from '../../../hil/car/faults/read-fault-form.ts';
import { loadScenario } from '../../../hil/scenario/load-scenario.ts';
import { runStep } from '../../../hil/scenario/run-scenario.ts';
import { VirtualBench } from '../../../hil/bench/virtual-bench.ts';
import type { CarEvent } from '../../../hil/car/car-event.ts';
import { NO_FAULTS } from '../../../hil/car/faults/fault-plan.ts';
import { post, serveCar } from '../hil/server/virtual-control.ts';

const guide = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
const rows = guide
  .split('\n')
  .map((line) => /^\| (?<what>.+?) \| `(?<step>fault: .+?)` \| `(?<body>\{.+?\})` \|$/.exec(line)?.groups)
  .filter((row) => row !== undefined)
  .map(({ what = '', step = '', body = '' }) => ({ what, step, body }));

const dealerRows = guide
  .split('\n')
  .map((line) => /^\| (?<what>.+?) \| `(?<body>\{ ".+?\})` \|$/.exec(line)?.groups)
  .filter((row) => row !== undefined)
  .map(({ what = '', body = '' }) => ({ what, body }));

/** The faults as the step sets them on a bench's car, according to its trace. */
async function setByStep(step: string): Promise<unknown> {
  const scenario = loadScenario(`name: x\nsteps:\n  - ${step}\n`, 'x.yaml');
  const events: CarEvent['event'][] = [];
  const observer = { event: ({ event }: CarEvent): unknown => events.push(event) };
  const bench = new VirtualBench(scenario, { seed: 1, profile: {}, observer: () => observer });
  for (const each of scenario.steps) expect(await runStep(each, bench, new Map())).toMatchObject({ verdict: 'pass' });
  bench.advanceTo(bench.nowUs() + 2_000_000);
  return setIn(events);
}

/** The same, of a car that is served over HTTP. */
async function setByPost(body: string): Promise<unknown> {
  const { app, control } = serveCar();
  const events: CarEvent['event'][] = [];
  control.car.observe({ event: ({ event }) => events.push(event) });
  expect((await post(app, '/api/faults', JSON.parse(body))).status).toBe(200);
  control.car.advanceTo(control.car.nowUs + 2_000_000);
  return setIn(events);
}

function setIn(events: readonly CarEvent['event'][]): unknown {
  const set = events.find((event) => event.kind === 'faults-set' || event.kind === 'fault');
  if (set?.kind === 'faults-set') return { ...faultFormOf({ ...NO_FAULTS, ...set.faults }), keyBattery: null };
  return set;
}

describe('the guide to faults', () => {
  it('has a row for each part of the plan', () => {
    const parts = new Set(rows.flatMap(({ body }) => [...body.matchAll(/"(\w+)":/g)].map(([, name]) => name)));
    expect(rows.length).toBeGreaterThan(25);
    expect(dealerRows.length).toBe(6);
    expect(Object.keys(NO_FAULTS).filter((part) => !parts.has(part))).toEqual([]);
  });

  it.each(rows)('$what: step and body do the same', async ({ step, body }) => {
    const byStep = await setByStep(step);
    expect(byStep).toBeDefined();
    expect(await setByPost(body)).toEqual(byStep);
  });

  it.each(dealerRows)('$what: with the dealer of a scenario, and with the form of the server', async ({ body }) => {
    const scenario = loadScenario(`name: x\nsteps:\n  - fault: { dealer: ${body} }\n`, 'x.yaml');
    const bench = new VirtualBench(scenario, { seed: 1, profile: {} });
    for (const step of scenario.steps) expect(await runStep(step, bench, new Map())).toMatchObject({ verdict: 'pass' });
    expect(scenario.steps[0]?.action).toMatchObject({
      kind: 'dealerFaults',
      faults: FAULTS_FORM.read(JSON.parse(body)),
    });
  });
});
