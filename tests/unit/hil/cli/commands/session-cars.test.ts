import { expect, it } from 'vitest';
import { onRestart, pathOfCar } from '../../../../../hil/cli/commands/session-cars.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';

it('each car of a session has a file: the first one as it is named, the others numbered', () => {
  expect([1, 2, 10].map((number) => pathOfCar('out/session.jsonl', number))).toEqual([
    'out/session.jsonl',
    'out/session-2.jsonl',
    'out/session-10.jsonl',
  ]);
});

it('calls back when a fresh car takes the place of the one before', () => {
  const onFatal = (error: unknown): void => {
    throw error;
  };
  const host = new CarHost({ timeMode: 'virtual', car: new Car(), onFatal });
  host.start();
  let restarts = 0;
  const subscription = onRestart(host, () => restarts++);
  host.advanceTo(host.car.nowUs + 1000);
  expect(restarts).toBe(0);
  host.restart();
  expect(restarts).toBe(1);
  subscription.unsubscribe();
  host.close();
});
