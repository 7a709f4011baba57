import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { carRecords } from '../../../../../hil/car/host/car-records.ts';

it('are the frames and events of a car, until it ends', () => {
  const car = new Car();
  const ended = new Subject<never>();
  const seen: string[] = [];
  carRecords(car, ended).subscribe({
    next: (record) => seen.push('frame' in record ? 'frame' : 'event'),
    complete: () => seen.push('end'),
  });
  car.start();
  expect(new Set(seen)).toEqual(new Set(['frame', 'event']));
  ended.complete();
  const { length } = seen;
  car.advanceTo(car.nowUs + 1_000_000);
  expect(seen.slice(length - 1)).toEqual(['end']);
});
