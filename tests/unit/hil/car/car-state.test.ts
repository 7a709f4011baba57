import { describe, expect, it } from 'vitest';
import { Car } from '../../../../hil/car/car.ts';
import { carDeadlines, CarStateReader, carStateOf } from '../../../../hil/car/car-state.ts';
import { KeyRing } from '../../../../hil/car/key-ring.ts';

function startedCar(): Car {
  const car = new Car({ registeredKeys: [0xa1] });
  car.start();
  return car;
}

describe('the state of a car', () => {
  it('VEH-1: has the inputs as they were set, in volts and with open doors', () => {
    const car = startedCar();
    car.setVehicle({ doors: { rearLeft: true }, batteryMv: 11_500, brake: true, speedKmh: 3 });
    expect(carStateOf(car)).toMatchObject({
      doors: { driver: false, passenger: false, rearLeft: true, rearRight: false, trunk: false },
      batteryV: 11.5,
      brake: true,
      speedKmh: 3,
    });
  });

  it('has keys and slots in 8 hex digits', () => {
    const car = startedCar();
    car.makeKey({ id: 0xbeef, batteryMv: 2200 });
    const { keys, slots, freeSlots } = carStateOf(car);
    expect(keys).toEqual([
      { id: '000000A1', life: 'bound', location: 'cabin', batteryV: 3 },
      { id: '0000BEEF', life: 'blank', location: 'outside', batteryV: 2.2 },
    ]);
    expect(slots[0]).toBe('000000A1');
    expect(freeSlots).toBe(slots.length - 1);
  });

  it('KEY-1: has a key in the cabin of another car outside of this one', () => {
    const keys = new KeyRing();
    keys.add({ id: 1, cabinOf: '4T1B21FB0KU000002' });
    const car = new Car({ keys, registeredKeys: [] });
    expect(carStateOf(car).keys).toEqual([{ id: '00000001', life: 'blank', location: 'outside', batteryV: 3 }]);
  });

  it('has no procedure, no deadline and level 0 when nothing runs', () => {
    const car = startedCar();
    expect(carStateOf(car)).toMatchObject({
      procedure: 'none',
      elapsedMs: null,
      remainingMs: null,
      procedureDeadlineUs: null,
      session: 'default',
      securityLevel: 0,
      faults: [],
    });
    expect(carDeadlines(car)).toEqual({ procedure: null, session: null, lockout: null, next: null });
  });

  it('AUT-1: has the immobilizer set while the ECU has no power', () => {
    const car = startedCar();
    car.cutPower(1_000_000);
    expect(carStateOf(car)).toMatchObject({ immobilizer: 'set', session: 'default', securityLevel: 0, timers: [] });
  });

  it('VEH-1: has power again when the longer of two cuts is over', () => {
    const cut = (...offUs: readonly number[]): readonly boolean[] => {
      const car = startedCar();
      const startUs = car.nowUs;
      for (const us of offUs) car.cutPower(us);
      const longestUs = Math.max(...offUs);
      return [longestUs - 1, longestUs].map((us) => {
        car.advanceTo(startUs + us);
        return car.isWithoutPower;
      });
    };
    expect(cut(2_000_000)).toEqual([true, false]);
    expect(cut(2_000_000, 100_000)).toEqual([true, false]);
    expect(cut(100_000, 2_000_000)).toEqual([true, false]);
  });

  it('VEH-8: lists the faults that are set', () => {
    const car = startedCar();
    car.setFault('B278D', true);
    expect(carStateOf(car).faults).toEqual(['B278D']);
  });
});

describe('a state that is read again and again', () => {
  it('is null where nothing but time has moved', () => {
    const car = startedCar();
    const reader = new CarStateReader(car);
    expect(reader.readChanged()).toEqual(carStateOf(car));
    car.advanceTo(car.nowUs + 5_000_000);
    expect(reader.readChanged()).toBeNull();
  });

  it.each<[string, (car: Car) => void]>([
    ['a door', (car) => car.setVehicle({ doors: { trunk: true } })],
    ['the battery of a key', (car) => car.setKeyBattery(0xa1, 2200)],
    ['a key outside', (car) => car.moveKey(0xa1, 'outside')],
    ['a fault', (car) => car.setFault('B278D', true)],
    ['the supply', (car) => car.cutPower(1_000_000)],
    ['a locked door', (car) => car.pressButton(0xa1, 'lock', 100)],
  ])('has %s as it is now', (_what, act) => {
    const car = startedCar();
    const reader = new CarStateReader(car);
    const before = reader.readChanged();
    act(car);
    car.advanceTo(car.nowUs + 300_000);
    const after = reader.readChanged();
    expect(after).toEqual(carStateOf(car));
    expect(after).not.toEqual({ ...before, timeUs: car.nowUs });
  });
});
