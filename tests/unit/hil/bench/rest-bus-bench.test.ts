import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanPortServer } from '../../../../can-bus/ports/can-port.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { VIRTUAL_BENCH, type Bench } from '../../../../hil/bench/bench-file.ts';
import { RestBusBench } from '../../../../hil/bench/rest-bus-bench.ts';
import { Car } from '../../../../hil/car/car.ts';
import { openCarBus } from '../../../../hil/car/host/open-car-bus.ts';
import { CarHost } from '../../../../hil/car/host/car-host.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';

/** A Smart Key ECU alone on a bus, in real time. */
let host: CarHost;
let server: CanPortServer;

beforeAll(async () => {
  host = new CarHost({
    timeMode: 'real',
    car: new Car({ profile: DEFAULT_PROFILE, onlySmartKey: true }),
    onFatal: (error) => {
      throw error;
    },
  });
  server = await openCarBus('slcan-tcp:127.0.0.1:0', host);
  host.start();
});
afterAll(async () => {
  await server.close();
  host.close();
});

function bench(part: Partial<Bench> = {}): Bench {
  return { ...VIRTUAL_BENCH, name: 'ecu', car: 'real', bus: { car: server.url, tool: null }, ...part };
}

function scenarioWith(...lines: readonly string[]): Scenario {
  return loadScenario(['name: x', ...lines, 'steps: [{ advance: 1 s }]'].join('\n'), 'x.yaml');
}

function open(part: Partial<Bench> = {}, ...lines: readonly string[]): Promise<RestBusBench> {
  return RestBusBench.open(bench(part), scenarioWith(...lines), { seed: 1 });
}

async function withBench(use: (one: RestBusBench) => Promise<void>, part: Partial<Bench> = {}): Promise<void> {
  const made = await open(part);
  try {
    await use(made);
  } finally {
    await made.close();
  }
}

describe('a real ECU with the rest of the car around it', () => {
  it('has its state read over diagnostics, and the engine’s from here', async () => {
    await withBench(
      async (made) => {
        const wanted = { registered: ['master', 'valet'], procedure: 'none', engine: 'stopped' };
        expect(await made.observe('car', wanted)).toMatchObject({ ...wanted, registered: ['master', 'A1000002'] });
        expect(await made.observe('car', { timeUs: 0 })).toEqual({ timeUs: expect.any(Number) as number });
        expect(await made.deadline('car', 'procedure')).toBeNull();
      },
      { keys: { master: 0xa100_0001 } },
    );
  });

  it('VEH-2: hears of doors from our body ECU', async () => {
    await withBench(async (made) => {
      const watch = made.watchFrames('car', ({ id, data }) => id === 0x620 && ((data[5] ?? 0) & 0x20) !== 0);
      await made.setVehicle('car', { doors: { driver: true } });
      while (watch.seen === null) await made.advanceToNext(made.nowUs() + 1_000_000);
      await made.setVehicle('car', { doors: { driver: false } });
      expect(watch.seen.frame.id).toBe(0x620);
    });
  });
});

describe('a real ECU with nobody at it', () => {
  let made: RestBusBench;
  beforeAll(async () => {
    made = await open();
  });
  afterAll(() => made.close());

  it.each([
    ['hold the key master to the engine switch', (one: RestBusBench) => one.touchKey('car', 'master')],
    ['carry the key master out of the car', (one: RestBusBench) => one.moveKey('car', 'master', 'outside')],
    ['carry the key master into the car', (one: RestBusBench) => one.moveKey('car', 'master', 'cabin')],
    ['press lock on the key master', (one: RestBusBench) => one.pressButton('car', 'master', 'lock', 100)],
    ['press the engine switch', (one: RestBusBench) => one.pressEngineSwitch()],
    ['set the supply to 11.5 V', (one: RestBusBench) => one.setVehicle('car', { batteryMv: 11_500 })],
    ['switch the 12 V supply off and on again', (one: RestBusBench) => one.powerCycle('car', 1000)],
    ['set the fault B27A5', (one: RestBusBench) => one.setFault('car', 'B27A5', true)],
    ['clear the fault B27A5', (one: RestBusBench) => one.setFault('car', 'B27A5', false)],
  ])('cannot %s where nobody is at the bench', async (what, act) => {
    await expect((async () => act(made))()).rejects.toMatchObject({
      ...{ name: 'BenchError', message: `an operator has to ${what}, but this bench has none` },
    });
  });

  it('refuses what nobody can do or see at a real ECU', async () => {
    expect(() => made.setFaults()).toThrow('a real bus does not support fault plans');
    await expect(made.deadline('car', 'session')).rejects.toThrow(
      'the session deadline of a real ECU cannot be observed',
    );
    await expect(made.observe('car', { retired: [] })).rejects.toBeInstanceOf(BenchError);
    expect(() => made.keyId('master')).toThrow('the bench does not know the id of the key master');
  });
});

describe('a bench that does not fit its ECU', () => {
  it.each([
    [{ profile: { vin: '4T1BZ1FB3KU000000' } }, [], /has the VIN 4T1BZ1FB4KU999999, and the bench 4T1BZ1FB3KU000000$/],
    [{}, ['profile: { keySlots: 3 }'], /^the scenario needs another profile \(keySlots\) than the ECU has$/],
    [
      {},
      ['cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }'],
      /^the scenario has 2 cars, and this bench has one$/,
    ],
    [{ bus: { car: 'slcan-tcp:127.0.0.1:1', tool: null } }, [], /127\.0\.0\.1:1/],
  ])('is refused: %j with %j', async (part, lines, reason) => {
    await expect(open(part, ...lines)).rejects.toMatchObject({
      name: 'BenchError',
      message: expect.stringMatching(reason) as string,
    });
  });

  it('takes a scenario that asks for the profile that the bench has', async () => {
    const made = await open({ profile: { keySlots: 7 } }, 'profile: { keySlots: 7 }');
    await made.close();
    expect(made.recentExchanges()).toHaveLength(1);
  });
});
