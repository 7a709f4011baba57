import { describe, expect, it } from 'vitest';
import { Car } from '../../../../hil/car/car.ts';
import { CarFaults } from '../../../../hil/car/faults/car-faults.ts';
import { restoreParts, snapshotParts, type CarParts } from '../../../../hil/car/car-parts.ts';
import { restNetwork } from '../../../../hil/car/rest-network.ts';
import { faultTargetOf } from './fault-target.ts';

function partsOf(car: Car, seed: number = 1): CarParts {
  const { profile, network, smartKey, body, engine, keys } = car;
  return {
    identity: { profile, seed, bitRate: 500_000, cyclicFrames: true, onlySmartKey: false },
    network,
    rest: network,
    smartKey,
    body,
    engine,
    faults: new CarFaults(faultTargetOf(car)),
    keys,
  };
}

function startedParts(): CarParts {
  const car = new Car();
  car.start();
  return partsOf(car);
}

describe('the parts of a car', () => {
  it('are a plain value together, which brings them back', () => {
    const parts = startedParts();
    const before = snapshotParts(parts);
    expect(before).toMatchObject({ format: 'virtual-smart-key car snapshot', version: 2, rest: null });
    parts.network.advanceTo(parts.network.nowUs + 1_000_000);
    parts.keys.add({ id: 0xb0b });
    parts.faults.set({ silent: ['engine'] });
    expect(snapshotParts(parts)).not.toEqual(before);
    restoreParts(parts, before);
    expect(snapshotParts(parts)).toEqual(before);
    expect([parts.keys.has(0xb0b), parts.faults.plan.silent]).toEqual([false, []]);
  });

  it('have a bus of body and engine of their own where there is one', () => {
    const rest = restNetwork();
    expect(snapshotParts({ ...startedParts(), rest }).rest).toMatchObject({ nowUs: 0 });
  });

  it('are not those of another car, nor of another format, and stay as they are then', () => {
    const parts = startedParts();
    const before = snapshotParts(parts);
    const other = { ...before, car: { ...before.car, seed: 2 } };
    expect(() => restoreParts(parts, other)).toThrow('the snapshot is of another car: its seed is not the same');
    const old = Object.assign(structuredClone(before), { version: 0 });
    expect(() => restoreParts(parts, old)).toThrow('the car snapshot has version 0, this program has version 2');
    expect(snapshotParts(parts)).toEqual(before);
  });

  it('stay as they are where the snapshot is damaged in one of them', () => {
    const parts = startedParts();
    const damaged = Object.assign(structuredClone(snapshotParts(parts)), { engine: null });
    parts.network.advanceTo(parts.network.nowUs + 1_000_000);
    const before = snapshotParts(parts);
    expect(() => restoreParts(parts, damaged)).toThrow(/^the car snapshot is damaged: /);
    expect(snapshotParts(parts)).toEqual(before);
  });
});
