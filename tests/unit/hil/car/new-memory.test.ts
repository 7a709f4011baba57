import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { newMemory } from '../../../../hil/car/new-memory.ts';

describe('the memory of a new car', () => {
  it('has the registered keys in its first slots', () => {
    const memory = newMemory(DEFAULT_PROFILE, 1, [0xa, 0xb]);
    const car = new Car({ memory });
    car.start();
    expect(carStateOf(car).slots.slice(0, 3)).toEqual(['0000000A', '0000000B', null]);
    expect(carStateOf(car).retired).toEqual([]);
  });

  it('AUT-1: is the same for the same seed and VIN, and other for another one', () => {
    const memory = newMemory(DEFAULT_PROFILE, 1, [0xa]);
    expect(newMemory(DEFAULT_PROFILE, 1, [0xa])).toEqual(memory);
    expect(newMemory(DEFAULT_PROFILE, 2, [0xa])).not.toEqual(memory);
    expect(newMemory({ ...DEFAULT_PROFILE, vin: '4T1B21FB0KU000002' }, 1, [0xa])).not.toEqual(memory);
  });
});
