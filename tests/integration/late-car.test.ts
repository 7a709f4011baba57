import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CarProcess } from './support/car-process.ts';
import { runProgram } from './support/program.ts';

it('a car that gets no turn for a second says so at once, and at its end how late it was; it continues on time', async () => {
  const car = await CarProcess.start();
  const before = await vehicleSeconds(car);
  const started = performance.now();
  await car.suspend(1_000);
  const read = await runProgram('tool', 'read', '--bus', car.bus, '--json');
  expect(read.exitCode, read.stderr).toBe(0);
  while (!car.stderr.includes('late')) await delay(20);
  expect(car.stderr).toMatch(/^warning: the car was \d{3,} ms late; timers may look wrong to a tool/m);
  const elapsed = (performance.now() - started) / 1000;
  // A car that had lost the second would be a whole one behind.
  expect((await vehicleSeconds(car)) - before).toBeGreaterThan(elapsed - 0.5);
  expect(await car.end('SIGINT')).toBe(0);
  expect(car.stderr).toMatch(/^the car was late \d+ times? \(by 2 ms or more\), by at most \d{3,} ms$/m);
}, 30_000);

async function vehicleSeconds(car: CarProcess): Promise<number> {
  const state = JSON.parse(await car.get('/api/state')) as { readonly timeUs: number };
  return state.timeUs / 1_000_000;
}
