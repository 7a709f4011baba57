import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../../../hil/car/key-ring.ts';

const VIN = '4T1BZ1FBXKU000001';
const OTHER_VIN = '4T1B21FB0KU000002';

describe('a new key', () => {
  it('KEY-1: is blank, outside of all cars and with a fresh battery, with the next free id', () => {
    const ring = new KeyRing();
    expect(ring.add({})).toEqual({ id: 0x1000_0001, boundVin: null, batteryMv: 3000, cabinOf: null });
    ring.add({ id: 0x1000_0002 });
    expect(ring.add({}).id).toBe(0x1000_0003);
  });

  it('is what it is made to be', () => {
    const key = { id: 1, boundVin: OTHER_VIN, batteryMv: 2200, cabinOf: VIN };
    expect(new KeyRing().add(key)).toEqual(key);
  });

  it.each([0, -1, 1.5, 0x1_0000_0000])('KEY-1: has no id %d', (id) => {
    expect(() => new KeyRing().add({ id })).toThrow(expect.objectContaining({ code: 'usage/key-id' }));
  });

  it('KEY-1: has an id that no other key has', () => {
    const ring = new KeyRing();
    ring.add({ id: 0xffff_ffff });
    expect(() => ring.add({ id: 0xffff_ffff })).toThrow(expect.objectContaining({ code: 'usage/key-taken' }));
    expect(ring.all()).toHaveLength(1);
  });

  it.each([-1, 5001])('has no battery of %d mV', (batteryMv) => {
    expect(() => new KeyRing().add({ batteryMv })).toThrow(expect.objectContaining({ code: 'usage/limit' }));
  });

  it('is one of at most 10000', () => {
    const ring = new KeyRing();
    ring.restore(
      Array.from({ length: 10_000 }, (_, index) => ({ id: index + 1, boundVin: null, batteryMv: 3000, cabinOf: null })),
    );
    expect(() => ring.add({})).toThrow(expect.objectContaining({ code: 'usage/too-many-keys' }));
  });
});

describe('a key of the ring', () => {
  it('KEY-1: is bound once and for good', () => {
    const ring = new KeyRing();
    ring.add({ id: 1 });
    ring.bind(1, VIN);
    ring.bind(1, OTHER_VIN);
    expect(ring.get(1).boundVin).toBe(VIN);
  });

  it('is carried into a cabin and out of it', () => {
    const ring = new KeyRing();
    ring.add({ id: 9, cabinOf: VIN });
    ring.add({ id: 2 });
    ring.add({ id: 5, cabinOf: OTHER_VIN });
    ring.move(2, VIN);
    expect(ring.inCabinOf(VIN)).toEqual([2, 9]);
    ring.move(9, null);
    expect(ring.inCabinOf(VIN)).toEqual([2]);
  });

  it('KEY-6: has the battery that was set', () => {
    const ring = new KeyRing();
    ring.add({ id: 1 });
    ring.setBattery(1, 2200);
    expect(ring.get(1).batteryMv).toBe(2200);
    expect(() => ring.setBattery(1, 5001)).toThrow(expect.objectContaining({ code: 'usage/limit' }));
  });

  it('KEY-1: can be removed while it is blank; a bound one exists for good', () => {
    const ring = new KeyRing();
    ring.add({ id: 1, cabinOf: VIN });
    ring.add({ id: 2, boundVin: VIN });
    let calls = 0;
    ring.watch(() => calls++);
    ring.remove(1);
    expect(calls).toBe(1);
    expect(ring.has(1)).toBe(false);
    expect(ring.inCabinOf(VIN)).toEqual([]);
    expect(() => ring.remove(1)).toThrow(expect.objectContaining({ code: 'usage/unknown-key' }));
    expect(() => ring.remove(2)).toThrow(
      expect.objectContaining({ code: 'usage/key-bound', message: `key 00000002 is bound to ${VIN}` }),
    );
    expect(ring.all()).toHaveLength(1);
  });

  it('has to be there', () => {
    const ring = new KeyRing();
    expect(ring.has(1)).toBe(false);
    expect(() => ring.get(1)).toThrow(expect.objectContaining({ code: 'usage/unknown-key' }));
    expect(() => ring.move(1, VIN)).toThrow(expect.objectContaining({ code: 'usage/unknown-key' }));
  });
});

describe('a watcher of the ring', () => {
  it('is called when a key is made, moved or restored, not when its battery changes', () => {
    const ring = new KeyRing();
    let calls = 0;
    ring.watch(() => {
      calls++;
    });
    ring.add({ id: 1 });
    expect(calls).toBe(1);
    ring.move(1, VIN);
    expect(calls).toBe(2);
    ring.setBattery(1, 2500);
    ring.bind(1, VIN);
    expect(calls).toBe(2);
    ring.restore([]);
    expect(calls).toBe(3);
    expect(ring.all()).toEqual([]);
  });
});

describe('the list of all keys', () => {
  it('is the same until one of them changes', () => {
    const ring = new KeyRing();
    ring.add({ id: 1 });
    const lists = [ring.all()];
    const note = (): number => lists.push(ring.all());
    note();
    expect(lists[1]).toBe(lists[0]);
    ring.bind(1, VIN);
    note();
    ring.move(1, VIN);
    note();
    ring.setBattery(1, 2200);
    note();
    ring.add({ id: 2 });
    note();
    ring.remove(2);
    note();
    ring.restore([]);
    note();
    expect(
      lists.slice(1).map((list) => list.map(({ boundVin, cabinOf, batteryMv }) => [boundVin, cabinOf, batteryMv])),
    ).toEqual([
      [[null, null, 3000]],
      [[VIN, null, 3000]],
      [[VIN, VIN, 3000]],
      [[VIN, VIN, 2200]],
      [
        [VIN, VIN, 2200],
        [null, null, 3000],
      ],
      [[VIN, VIN, 2200]],
      [],
    ]);
  });
});
