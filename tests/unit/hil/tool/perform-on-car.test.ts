import { describe, expect, it } from 'vitest';
import { Car } from '../../../../hil/car/car.ts';
import { performOnCar } from '../../../../hil/tool/perform-on-car.ts';

function startedCar(): Car {
  const car = new Car();
  car.start();
  car.advanceTo(1_000_000);
  return car;
}

describe('what is done at a car of this process', () => {
  it('KEY-5: a touch reports how the car reacted', () => {
    const touch = { kind: 'touch-key', keyId: 0xa100_0001, role: 'registered' } as const;
    const car = startedCar();
    expect(performOnCar(car, touch)).toEqual({ done: true, ...car.touchKey(0xa100_0001) });
  });

  it('a touch with a key that does not exist is not done', () => {
    const touch = { kind: 'touch-key', keyId: 0x0000_00ff, role: 'new' } as const;
    expect(performOnCar(startedCar(), touch)).toMatchObject({
      done: false,
      message: expect.stringContaining('000000FF') as string,
    });
  });

  it('TEC-5: the door is opened, or moved from where it is', () => {
    const car = startedCar();
    const doors: boolean[] = [];
    for (const kind of ['open-driver-door', 'open-driver-door', 'toggle-driver-door', 'toggle-driver-door'] as const) {
      expect(performOnCar(car, { kind })).toEqual({ done: true, reaction: null, reason: null });
      doors.push(car.body.inputs.doors.driver);
    }
    expect(doors).toEqual([true, true, false, true]);
  });
});
