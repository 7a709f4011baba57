import { describe, expect, it } from 'vitest';
import { observeCar } from '../../../../hil/bench/observe-car.ts';
import { Car } from '../../../../hil/car/car.ts';

const nameOf = (id: string): string => (id === '000000A1' ? 'master' : `key ${id}`);

function startedCar(): Car {
  const car = new Car({ registeredKeys: [0xa1] });
  car.start();
  return car;
}

describe('the car as expect sees it', () => {
  it('has keys by their names, in slots and in the world', () => {
    const car = startedCar();
    car.makeKey({ id: 0xb2, batteryMv: 2200 });
    const seen = observeCar(car, nameOf);
    expect(seen).toMatchObject({ registered: ['master'], retired: [] });
    expect(seen['slots']).toContain(null);
    expect(seen['keys']).toEqual({
      master: { life: 'bound', location: 'cabin', batteryV: 3 },
      'key 000000B2': { life: 'blank', location: 'outside', batteryV: 2.2 },
    });
  });

  it('has no history, no attempts and no lockout in a new car', () => {
    expect(observeCar(startedCar(), nameOf)).toMatchObject({
      ...{ history: 'none', attempts: 0, lockedOut: false, procedure: 'none', engine: 'stopped', faults: [] },
    });
  });

  it('VEH-8: has the inputs and the faults that were set', () => {
    const car = startedCar();
    car.setVehicle({ doors: { trunk: true }, batteryMv: 10_900, powerMode: 'acc' });
    car.setFault('B2785', true);
    expect(observeCar(car, nameOf)).toMatchObject({
      ...{ doors: { driver: false, trunk: true }, batteryV: 10.9, powerMode: 'acc', faults: ['B2785'] },
    });
  });
});
