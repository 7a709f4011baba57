import { expect, it } from 'vitest';
import { RunningCarBench } from '../../../../hil/bench/running-car-bench.ts';
import { Car } from '../../../../hil/car/car.ts';
import { CarHost } from '../../../../hil/car/host/car-host.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

const KEYS = `name: keys
keys:
  spare: { life: blank, batteryV: 2.1 }
steps:
  - touch: { key: spare, expect: {} }
`;

function startHost(): CarHost {
  const host = new CarHost({ car: new Car(), timeMode: 'real', onFatal: () => undefined });
  host.start();
  return host;
}

it('makes the keys of the scenario on a fresh car, whose time it moves, and leaves nothing on its bus', async () => {
  const host = startHost();
  const interrupt = new AbortController();
  const bench = new RunningCarBench(host, loadScenario(KEYS, 'keys.yaml'), interrupt.signal);
  expect([host.timeMode, bench.observe()['registered']]).toEqual(['virtual', ['master', 'valet']]);
  expect(bench.observe()['keys']).toMatchObject({ spare: { life: 'blank', batteryV: 2.1 } });
  await bench.advanceTo(5_000_000);
  expect(host.car.nowUs).toBe(5_000_000);
  const exchange = bench.request('car', 'oem', Uint8Array.of(0x3e, 0x00));
  expect(exchange.outcome).toEqual({ kind: 'positive', response: Uint8Array.of(0x7e, 0x00) });
  host.setTime({ mode: 'real' });
  await expect(bench.advanceTo(60_000_000)).rejects.toThrow('somebody has set the time in the middle');
  interrupt.abort();
  await expect(bench.advanceTo(60_000_000)).rejects.toThrow('interrupted');
  bench.close();
  expect(host.car.snapshot().network.nodes.map(({ name }) => name)).not.toContain('scenario-oem');
  host.close();
});

it('refuses a scenario that needs another car', () => {
  const host = startHost();
  const { signal } = new AbortController();
  const refused =
    (text: string): (() => unknown) =>
    () =>
      new RunningCarBench(host, loadScenario(text, 'x.yaml'), signal);
  const steps = 'steps:\n  - advance: 1 s\n';
  expect(refused(`name: x\nprofile: { keySlots: 3 }\n${steps}`)).toThrow('it needs a car of another profile');
  expect(refused(`name: x\ncars: { car: { registered: [] } }\n${steps}`)).toThrow('other registered keys');
  host.close();
});

it.each([
  ['a restart', 'somebody restarted the car in the middle', (host: CarHost) => host.restart()],
  [
    'a jump of time that is not its own',
    'somebody has set the time in the middle',
    (host: CarHost) => host.advanceTo(host.car.nowUs + 1),
  ],
])('has nothing to say of the car after %s by somebody else', async (_what, message, disturb) => {
  const host = startHost();
  const bench = new RunningCarBench(host, loadScenario(KEYS, 'keys.yaml'), new AbortController().signal);
  await bench.advanceTo(1_000_000);
  // A power cut is the same car.
  await host.powerCycle(100_000);
  expect(bench.observe()['registered']).toEqual(['master', 'valet']);
  disturb(host);
  expect(() => bench.observe()).toThrow(message);
  expect(() => bench.touchKey('car', 'spare')).toThrow(message);
  expect(() => bench.request('car', 'oem', Uint8Array.of(0x3e, 0x00))).toThrow(message);
  await expect(bench.advanceTo(60_000_000)).rejects.toThrow(message);
  bench.close();
  expect(host.car.snapshot().network.nodes.map(({ name }) => name)).not.toContain('scenario-oem');
  host.close();
});
