import { describe, expect, it } from 'vitest';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import type { CarOptions } from '../../../../hil/car/car-options.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { Car } from '../../../../hil/car/car.ts';
import { newMemory } from '../../../../hil/car/new-memory.ts';

const PROFILE = parseProfile({ keySlots: 4 });

function logOf(car: Car): readonly string[] {
  return [...car.log].map((record) => encodeCandumpLine(record));
}

function runOn(car: Car): void {
  car.start();
  car.advanceTo(car.nowUs + 2_000_000);
}

/** A life of which nothing must be left. */
function live(car: Car): void {
  runOn(car);
  car.makeKey({ id: 0x1234, cabinOf: car.profile.vin });
  car.setFaults({ silent: ['body'], keyBattery: [{ keyId: 0x1234, batteryMv: 2000 }] });
  car.setFault('B278D', true);
  car.setVehicle({ doors: { trunk: true }, batteryMv: 9_000, speedKmh: 30 });
  car.cutPower(5_000_000);
  car.advanceTo(car.nowUs + 1_000_000);
}

describe('a car that is made new', () => {
  it.each<[string, CarOptions]>([
    ['the default car', {}],
    ['another profile and seed', { profile: PROFILE, seed: 7 }],
    ['keys of its own', { registeredKeys: [0xa, 0xb, 0xc] }],
    ['the Smart Key ECU alone', { onlySmartKey: true }],
    ['no cyclic frames, at 250 kbit/s', { cyclicFrames: false, bitRate: 250_000 }],
  ])('is what a new one of its options is: %s', (_name, options) => {
    const car = new Car(options);
    live(car);
    car.renew();
    expect(car.nowUs).toBe(0);
    expect(car.isWithoutPower).toBe(false);
    expect(car.deadlineUs()).toBe(NEVER_US);
    expect(car.log.length).toBe(0);
    runOn(car);
    const fresh = new Car(options);
    runOn(fresh);
    expect(carStateOf(car)).toEqual(carStateOf(fresh));
    expect(logOf(car)).toEqual(logOf(fresh));
    expect(car.faults).toEqual(fresh.faults);
  });

  it('VEH-4: has a new memory and the first keys also where it began with the memory of an earlier life', () => {
    const car = new Car({ profile: PROFILE, memory: newMemory(PROFILE, 3, [0xa]) });
    live(car);
    car.renew();
    runOn(car);
    expect(carStateOf(car).slots).toEqual(['A1000001', 'A1000002', null, null]);
    expect(car.keys.all().map(({ id }) => id)).toEqual([0xa100_0001, 0xa100_0002]);
  });

  it('keeps those who watch it: they hear the boot', () => {
    const events: string[] = [];
    const car = new Car({ observer: { event: ({ event }) => events.push(event.kind) } });
    live(car);
    events.length = 0;
    car.renew();
    expect(events).toEqual([]);
    car.start();
    expect(events).toEqual(['ecu', 'ecu']);
  });
});
