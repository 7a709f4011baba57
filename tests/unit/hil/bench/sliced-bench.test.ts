import { describe, expect, it } from 'vitest';
import { SlicedBench } from '../../../../hil/bench/sliced-bench.ts';
import { Turns } from '../../../../hil/bench/turns.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../../hil/scenario/run-scenario.ts';
import { BusyWall } from './busy-wall.ts';

const STEPS = [
  'steps:',
  '  - vehicle: { doors: { driver: true } }',
  '  - advance: 1234.567891 s',
  '  - powerCycle: { offMs: 250000 }',
  "  - uds: { send: '3E 00', expect: '7E 00' }",
  '  - within: { time: 10 s, expect: { doors: { driver: true } } }',
  '  - frame: { name: VEHICLE_STATE, signals: { POWER_MODE: 2 }, within: 1 s }',
];
const ONE_CAR = ['name: x', ...STEPS].join('\n');
const TWO_CARS = [
  'name: x',
  'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 }, registered: [other] } }',
  'keys: { other: }',
  ...STEPS.map((line) => line.replace('  - ', '  - car: car\n    ')),
].join('\n');

describe('the bench in virtual time that moves in slices', () => {
  it.each([
    ['one car', ONE_CAR, 15],
    ['two cars', TWO_CARS, 26],
  ])('gives the same result as in one move, bit for bit: %s', async (_what, text, turns) => {
    const scenario = loadScenario(text, 'x.yaml');
    const wall = new BusyWall();
    const { signal } = new AbortController();
    const options = { seed: 1, profile: {} };
    const sliced = await runScenario(scenario, () => new SlicedBench(scenario, options, new Turns({ signal, wall })));
    expect(sliced).toEqual(await runScenario(scenario, () => new VirtualBench(scenario, options)));
    expect(sliced.verdict).toBe('pass');
    expect(wall.turns).toBeGreaterThanOrEqual(turns);
  });

  it('ends within a move where it is interrupted, as far as the car has come', async () => {
    const scenario = loadScenario('name: x\nsteps: [{ at: 8640000 s }]\n', 'x.yaml');
    const controller = new AbortController();
    const wall = new BusyWall((turn) => {
      if (turn === 3) controller.abort();
    });
    const turns = new Turns({ signal: controller.signal, wall });
    const result = await runScenario(scenario, () => new SlicedBench(scenario, { seed: 1, profile: {} }, turns));
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      steps: [{ expected: 'the step to end', got: 'the run was interrupted' }],
    });
    expect(Math.floor(result.durationUs / 1_000_000)).toBe(200);
  });
});
