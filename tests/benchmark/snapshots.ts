import { serialize } from 'node:v8';

import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { Car } from '../../hil/car/car.ts';
import { lessThan, median, type Row } from './figures.ts';

const ROUNDS = 2000;
const WARM_UP = 500;
const MOST_BYTES = 64 * 1024;
const MOST_US = 100;

/** Figures of whole-car snapshots, of a car with much to remember: procedures behind it, faults in force, frames on their way. */
export function snapshotRows(): readonly Row[] {
  const car = busyCar();
  const snapshot = car.snapshot();
  const other = Car.restore(snapshot);
  const bytes = serialize(snapshot).length;
  return [
    lessThan('snapshot of a car, its log apart', bytes / 1024, 'kB', MOST_BYTES / 1024),
    lessThan(
      'taking one, median',
      microseconds(() => car.snapshot()),
      'µs',
      MOST_US,
    ),
    lessThan(
      'restoring a car from one, median',
      microseconds(() => other.restore(snapshot)),
      'µs',
      MOST_US,
    ),
    lessThan(
      'making another car from one, median',
      microseconds(() => Car.restore(snapshot)),
      'µs',
      MOST_US,
    ),
  ];
}

function microseconds(action: () => unknown): number {
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const started = performance.now();
    action();
    figures.push((performance.now() - started) * 1000);
  }
  return median(figures.slice(WARM_UP));
}

function busyCar(): Car {
  const car = new Car();
  car.start();
  for (let touch = 0; touch < 20; touch++) {
    car.makeKey({});
    car.cutPower(1000);
    car.advanceTo(car.nowUs + 1_000_000);
  }
  const { network, smartKey } = car;
  car.setFaults({ babble: { id: 0x7ff, periodMs: 1, durationMs: 1000 } });
  const request = dataFrame(0x7b5, Uint8Array.of(0x03, 0x22, 0xf1, 0x90));
  network.apply(smartKey, (outbox, nowUs) => smartKey.onFrame(request, nowUs, outbox));
  car.advanceTo(car.nowUs + 100);
  return car;
}
