import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { PortError } from '../../../../can-bus/ports/port-error.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { VIRTUAL_BENCH, type Bench } from '../../../../hil/bench/bench-file.ts';
import { asBenchError, connect, LiveBench, onlyCar } from '../../../../hil/bench/live-bench.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';

const LOOPBACK: Bench = { ...VIRTUAL_BENCH, name: 'here', bus: { car: 'slcan-tcp:127.0.0.1:0', tool: null } };

function scenarioWith(...lines: readonly string[]): Scenario {
  return loadScenario(['name: x', ...lines, 'steps: [{ advance: 1 s }]'].join('\n'), 'x.yaml');
}

async function withBench(use: (bench: LiveBench) => Promise<void> | void, ...lines: readonly string[]): Promise<void> {
  const bench = await LiveBench.open(LOOPBACK, scenarioWith(...lines), { seed: 1 });
  try {
    await use(bench);
  } finally {
    await bench.close();
  }
}

const request = async (bench: LiveBench, hex: string): Promise<string> =>
  (await bench.request('car', 'oem', fromHex(hex))).outcome.kind;

describe('the car of a bench on a real bus', () => {
  it('is the only one', () => {
    expect(onlyCar(scenarioWith())).toMatchObject({ name: 'car', registered: ['master', 'valet'] });
    const two = scenarioWith('cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }');
    expect(() => onlyCar(two)).toThrow(
      expect.objectContaining({
        ...{ name: 'BenchError', message: 'the scenario has 2 cars, and this bench has one' },
        hint: 'run it on the virtual bench',
      }),
    );
  });
});

describe('a bus that cannot be reached', () => {
  it('is the failure of the bench, and any other error stays what it is', async () => {
    const failed = await connect('slcan-tcp:127.0.0.1:1', DEFAULT_PROFILE).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(PortError);
    const made = asBenchError(failed);
    expect(made).toBeInstanceOf(BenchError);
    expect(made).toMatchObject({ cause: failed, hint: expect.any(String) as string });
    const bug = new TypeError('no function');
    expect(asBenchError(bug)).toBe(bug);
  });

  it('leaves nothing open of what was opened before', async () => {
    const bus = { car: 'slcan-tcp:127.0.0.1:0', tool: 'slcan-tcp:127.0.0.1:1' };
    await expect(LiveBench.open({ ...LOOPBACK, bus }, scenarioWith(), { seed: 1 })).rejects.toBeInstanceOf(BenchError);
  });
});

describe('a car in real time on a bus of its own', () => {
  it('answers a tester that is a client of the bus', async () => {
    await withBench(async (bench) => {
      expect(await request(bench, '10 03')).toBe('positive');
      expect(bench.observe()).toMatchObject({ session: 'extended', registered: ['master', 'valet'] });
      expect(bench.deadline('car', 'session')).toBeGreaterThan(bench.nowUs());
    });
  });

  it('VEH-1: has done to it what somebody at it would do', async () => {
    await withBench((bench) => {
      bench.setVehicle('car', { doors: { driver: true }, batteryMv: 11_500 });
      bench.moveKey('car', 'spare', 'cabin');
      bench.setFault('car', 'B27A5', true);
      expect(bench.observe()).toMatchObject({
        ...{ doors: { driver: true }, batteryV: 11.5, faults: ['B27A5'] },
        keys: { spare: { location: 'cabin' } },
      });
      bench.clearFaults('car');
      expect(bench.touchKey('car', 'master').reaction).toEqual(expect.any(String));
      expect(bench.pressEngineSwitch()).toHaveProperty('running');
      expect(() => bench.touchKey('car', 'third')).toThrow('there is no key third on the bench');
    }, 'keys: { spare: }');
  });

  it('has booted again after a power cycle', async () => {
    await withBench(async (bench) => {
      await request(bench, '10 03');
      const beforeUs = bench.nowUs();
      await bench.powerCycle('car', 20_000);
      expect(bench.nowUs()).toBeGreaterThanOrEqual(beforeUs + 20_000);
      expect(bench.observe()).toMatchObject({ session: 'default' });
      expect(await request(bench, '3E 00')).toBe('positive');
    });
  });
});
