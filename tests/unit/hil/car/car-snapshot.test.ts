import { serialize } from 'node:v8';

import { describe, expect, it } from 'vitest';

import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import type { BusNode } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { CarSnapshotError } from '../../../../hil/car/car-snapshot.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { Car } from '../../../../hil/car/car.ts';
import { KeyRing } from '../../../../hil/car/key-ring.ts';

function startedCar(): Car {
  const car = new Car();
  car.start();
  return car;
}

/** A participant that does nothing by itself. */
function silentNode(name: string): BusNode {
  return {
    name,
    listensTo: [],
    deadlineUs: () => NEVER_US,
    onDeadline: () => undefined,
    onFrame: () => undefined,
    onFrameSent: () => undefined,
    hasPendingWork: () => false,
  };
}

const sendersOf = (car: Car): readonly string[] => [...car.log].map(({ sender }) => sender);

describe('a snapshot of a car', () => {
  it('VEH-1: holds doors, keys and supply, and brings them back', () => {
    const car = startedCar();
    car.setVehicle({ doors: { driver: true }, batteryMv: 11_500 });
    const made = car.makeKey({ batteryMv: 2200 });
    car.settle();
    const state = carStateOf(car);
    const snapshot = car.snapshot();
    car.setVehicle({ doors: { driver: false }, batteryMv: 9000, powerMode: 'off' });
    car.moveKey(made.id, 'cabin');
    car.makeKey({});
    car.cutPower(1000);
    car.advanceTo(car.nowUs + 5_000_000);

    car.restore(snapshot);
    expect(carStateOf(car)).toEqual(state);
    expect(carStateOf(Car.restore(snapshot))).toEqual(state);
  });

  it('is a plain value below 64 kB, also after 16 entries of history and with 15 keys', () => {
    const profile = parseProfile({ keySlots: 15 });
    const car = new Car({ profile, registeredKeys: Array.from({ length: 15 }, (_, index) => 0xa1000001 + index) });
    car.start();
    const snapshot = car.snapshot();
    expect(structuredClone(snapshot)).toEqual(snapshot);
    expect(serialize(snapshot).length).toBeLessThan(65_536);
  });

  it('takes nothing from the car: its log continues, and restarts where the car is restored', () => {
    const car = startedCar();
    const { length } = car.log;
    const snapshot = car.snapshot();
    expect(car.log.length).toBe(length);
    car.restore(snapshot);
    expect(car.log.length).toBe(0);
    car.advanceTo(car.nowUs + 200_000);
    expect(new Set(sendersOf(car))).toEqual(new Set(['body', 'smart-key']));
  });

  it('keeps what a participant has queued that does not exist any more, until one of its name takes its place', () => {
    const car = startedCar();
    const client = silentNode('client-1');
    car.attach(client);
    car.network.apply(client, (outbox) => outbox.send(dataFrame(0x123, Uint8Array.of(1))));
    const other = Car.restore(car.snapshot());
    other.advanceTo(other.nowUs + 1000);
    expect(sendersOf(other)).toEqual(['client-1']);
    const again = silentNode('client-1');
    other.attach(again);
    other.network.apply(again, (outbox) => outbox.send(dataFrame(0x124, Uint8Array.of(2))));
    other.settle();
    expect(sendersOf(other).filter((sender) => sender === 'client-1')).toHaveLength(2);
    expect(() => other.attach(silentNode('client-1'))).toThrow('a node called client-1 is attached already');
  });

  it('leaves on the bus who came after it was taken', () => {
    const car = startedCar();
    const snapshot = car.snapshot();
    const late = silentNode('client-1');
    car.attach(late);
    car.restore(snapshot);
    car.network.apply(late, (outbox) => outbox.send(dataFrame(0x123, Uint8Array.of(1))));
    car.settle();
    expect(sendersOf(car)).toContain('client-1');
  });

  it('KEY-1: gives another car that shares the key ring the keys back that it saw', () => {
    const keys = new KeyRing();
    const [first, second] = [
      startedCar(),
      new Car({ keys, profile: parseProfile({ vin: '4T1BZ1FB3KU000000' }), registeredKeys: [0xb1] }),
    ];
    second.start();
    const snapshot = second.snapshot();
    second.moveKey(0xb1, 'outside');
    expect(second.smartKey.inputs.cabinKeys).toEqual([]);
    second.restore(snapshot);
    expect(second.smartKey.inputs.cabinKeys).toEqual([0xb1]);
    expect(first.smartKey.inputs.cabinKeys).toEqual([0xa1000001, 0xa1000002]);
  });

  it('VEH-5: restores a car whose memory is damaged', () => {
    const car = startedCar();
    car.setFaults({ memoryDamage: ['keys'] });
    car.advanceTo(car.cutPower(1000));
    const other = Car.restore(car.snapshot());
    expect(carStateOf(other).faults).toEqual(['memory']);
    expect(other.smartKey.image).toEqual(car.smartKey.image);
  });
});

describe('faults of a car that is its Smart Key ECU alone', () => {
  it('of body and engine ECU are set and cleared, and nobody on the bus notices', () => {
    const car = new Car({ onlySmartKey: true });
    car.start();
    car.setFaults({ silent: ['body'], busOff: { node: 'engine', held: true } });
    expect(car.faults.busOff).toEqual({ node: 'engine', held: true });
    car.clearFaults();
    expect([car.faults.silent, car.faults.busOff]).toEqual([[], null]);
  });
});

describe('a car refuses', () => {
  const refusal = (action: () => unknown): CarSnapshotError => {
    try {
      action();
    } catch (error) {
      if (error instanceof CarSnapshotError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  };

  it.each([
    [{ version: 3 }, 'the car snapshot has version 3, this program has version 2'],
    [{ format: 'something' }, '"something" is not the format of a car snapshot'],
  ])('a foreign snapshot with %j, also for another car', (part, message) => {
    const car = startedCar();
    // As it comes out of a file.
    const foreign = Object.assign(structuredClone(car.snapshot()), part);
    expect(refusal(() => car.restore(foreign)).message).toBe(message);
    const { code, hint } = refusal(() => Car.restore(foreign));
    expect([code, (hint ?? '').length > 0]).toEqual(['usage/car-snapshot', true]);
  });

  it.each([
    ['profile', new Car({ profile: parseProfile({ keySlots: 3 }) })],
    ['seed', new Car({ seed: 2 })],
    ['bitRate', new Car({ bitRate: 250_000 })],
    ['cyclicFrames', new Car({ cyclicFrames: false })],
    ['onlySmartKey', new Car({ onlySmartKey: true })],
  ])('the snapshot of a car with another %s', (part, other) => {
    const error = refusal(() => other.restore(startedCar().snapshot()));
    expect(error.message).toBe(`the snapshot is of another car: its ${part} is not the same`);
  });

  it.each([
    ['a frame that is missing', 'frames', []],
    ['a network that is missing', 'network', undefined],
    ['a key ring that is none', 'keys', 5],
  ])('a damaged snapshot: %s; and is what it was before', (_name, part, value) => {
    const car = startedCar();
    car.setVehicle({ doors: { driver: true } });
    const snapshot = structuredClone(car.snapshot());
    expect(snapshot.frames.length).toBeGreaterThan(0);
    car.settle();
    car.setVehicle({ doors: { driver: false } });
    const before = car.snapshot();
    const error = refusal(() => car.restore(Object.assign(snapshot, { [part]: value })));
    expect(error.message).toMatch(/^the car snapshot is damaged: /);
    expect(car.snapshot()).toEqual(before);
  });
});
