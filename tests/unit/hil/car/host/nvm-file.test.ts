import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, lstatSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeImage } from '../../../../../ecu-sim/memory/image-file.ts';
import { imageOf } from '../../../../../ecu-sim/memory/non-volatile-memory.ts';
import { damageBlock } from '../../../../../ecu-sim/memory/nvm-image.ts';
import { parseProfile, type Profile } from '../../../../../ecu-sim/profile.ts';
import { carStateOf } from '../../../../../hil/car/car-state.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { NvmFileError } from '../../../../../hil/car/host/nvm-file-error.ts';
import { NvmFile, readNvmFile, type StoredCar } from '../../../../../hil/car/host/nvm-file.ts';

const PROFILE: Profile = parseProfile({});
const NO_KEYS: readonly null[] = [null, null, null, null, null, null];
const OTHER_VIN = '4T1BZ1FB3KU000000';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-nvm-'));
  path = join(folder, 'car.nvm');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A new car whose life is kept in the file. */
function storedCar(): { readonly car: Car; readonly file: NvmFile } {
  const car = new Car({ profile: PROFILE });
  const file = new NvmFile(path, car);
  car.start();
  file.flush();
  return { car, file };
}

function read(profile: Profile = PROFILE): StoredCar {
  const stored = readNvmFile(path, profile);
  if (stored === null) throw new Error('no file');
  return stored;
}

function startAgain(): Car {
  const { memory, keys, engine } = read();
  const car = new Car({ profile: PROFILE, memory, keys, ...(engine === null ? {} : { engineMemory: engine }) });
  car.start();
  return car;
}

function errorOf(work: () => unknown): NvmFileError {
  try {
    work();
  } catch (error) {
    if (error instanceof NvmFileError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the memory file', () => {
  it('is that of a new car if it does not exist', () => {
    expect(readNvmFile(path, PROFILE)).toBeNull();
  });

  it('VEH-4: returns the stored keys, and the keys of the world with battery, life and place', () => {
    const { car, file } = storedCar();
    car.makeKey({ id: 0x1234, batteryMv: 2100 });
    car.moveKey(0xa100_0002, 'outside');
    file.flush();
    const again = startAgain();
    expect(again.smartKey.content.slots.slice(0, 3)).toEqual([0xa100_0001, 0xa100_0002, null]);
    expect(again.keys.all()).toEqual(car.keys.all());
    expect(again.keys.get(0x1234)).toEqual({ id: 0x1234, boundVin: null, batteryMv: 2100, cabinOf: null });
    expect(again.keys.get(0xa100_0002).cabinOf).toBeNull();
    expect(read().warning).toBeNull();
  });

  it('holds the fresh memory and the fresh keys after a restart of the car', () => {
    const { car, file } = storedCar();
    const fresh = readFileSync(path);
    const host = new CarHost({ car, timeMode: 'virtual', store: file, onFatal: () => undefined });
    host.act((target) => target.makeKey({ id: 0x1234 }));
    expect(readFileSync(path).equals(fresh)).toBe(false);
    host.restart();
    expect(readFileSync(path).equals(fresh)).toBe(true);
  });

  it('VEH-4: returns the engine’s codes and the vehicle’s distance, and not the fault', () => {
    const { car, file } = storedCar();
    car.setVehicle({ powerMode: 'running', speedKmh: 36 });
    car.settle();
    car.advanceTo(car.nowUs + 100_000_000);
    car.setFault('P0301', true);
    file.flush();
    car.advanceTo(car.nowUs + 100_000_000);
    car.setVehicle({ powerMode: 'off' });
    car.settle();
    file.flush();
    const again = startAgain();
    expect(again.engine.faults).toEqual([]);
    expect(again.engine.stored.codes).toMatchObject({ stored: ['P0301'], freezeFrame: { code: 'P0301' } });
    expect(again.engine.stored.codes.freezeFrame?.values.runSeconds).toBe(100);
    expect(again.engine.stored.life).toEqual(car.engine.stored.life);
    expect(Math.round(again.engine.stored.life.metres)).toBe(31_417_000);
  });

  it('has no engine memory where an earlier version wrote it', () => {
    const { car } = storedCar();
    const bench = new TextEncoder().encode('{"keys":[]}');
    writeFileSync(path, encodeImage(car.smartKey.image, PROFILE, bench));
    expect(read()).toMatchObject({ engine: null, isWritable: true, warning: null });
  });

  it('is written when a key is removed or its battery changes', () => {
    const { car, file } = storedCar();
    car.makeKey({ id: 0x1234 });
    car.setKeyBattery(0x1234, 2100);
    file.flush();
    expect(startAgain().keys.get(0x1234).batteryMv).toBe(2100);
    car.removeKey(0x1234);
    file.flush();
    expect(startAgain().keys.has(0x1234)).toBe(false);
  });

  it('is written only where something changed, and leaves nothing beside it', () => {
    const { car, file } = storedCar();
    rmSync(path);
    file.flush();
    expect(readdirSync(folder)).toEqual([]);
    car.makeKey({});
    file.flush();
    expect(readdirSync(folder)).toEqual(['car.nvm']);
  });

  it('is written through a link, which stays one', () => {
    const target = join(folder, 'real.nvm');
    writeFileSync(target, '');
    symlinkSync(target, path);
    storedCar();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target).length).toBeGreaterThan(100);
  });

  it('of another vehicle is refused with both VINs', () => {
    storedCar();
    const error = errorOf(() => read(parseProfile({ vin: OTHER_VIN })));
    expect(error.code).toBe('usage/memory-file');
    expect(error.message).toContain(PROFILE.vin);
    expect(error.message).toContain(OTHER_VIN);
  });

  it('of another ECU, or one with another number of slots, is refused naming the field', () => {
    storedCar();
    expect(errorOf(() => read(parseProfile({ ecuSerial: '1234567' }))).hint).toContain('ecuSerial');
    expect(errorOf(() => read(parseProfile({ keySlots: 5 }))).hint).toContain('keySlots');
  });

  it('VEH-5: that cannot be read starts the car with that fault, names file and fix, and stays unchanged', () => {
    const { car } = storedCar();
    writeFileSync(path, encodeImage(damageBlock(car.smartKey.image, 'keys'), PROFILE, null));
    const stored = read();
    expect(stored.isWritable).toBe(false);
    expect(stored.warning).toContain(path);
    expect(stored.warning).toContain('move it away');
    const again = startAgain();
    expect(carStateOf(again).faults).toEqual(['memory']);
    expect(carStateOf(again).slots.every((id) => id === null)).toBe(true);
  });

  it.each([
    ['of no bytes', Buffer.alloc(0)],
    ['of something else', Buffer.from('{"name":"not a memory"}')],
  ])('VEH-5: a file %s is no memory: the fault, and never invented keys', (_what, bytes) => {
    writeFileSync(path, bytes);
    expect(read().isWritable).toBe(false);
    expect(read().warning).toContain('holds no memory of a car');
    expect(carStateOf(startAgain()).faults).toEqual(['memory']);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('KEY-1: makes a registered key that the bench section does not know as a bound one in the cabin', () => {
    const { car } = storedCar();
    writeFileSync(path, encodeImage(car.smartKey.image, PROFILE, null));
    const { vin } = PROFILE;
    expect(read().keys.all()).toEqual([
      { id: 0xa100_0001, boundVin: vin, batteryMv: 3000, cabinOf: vin },
      { id: 0xa100_0002, boundVin: vin, batteryMv: 3000, cabinOf: vin },
    ]);
  });

  it('KEY-1, KEY-3: makes a retired key that the bench section does not know as a bound one, outside', () => {
    const { car } = storedCar();
    const memory = imageOf({ ...car.smartKey.content, slots: [0xa100_0001, ...NO_KEYS], retired: [0x1234] });
    writeFileSync(path, encodeImage(memory, PROFILE, null));
    expect(read().keys.get(0x1234)).toEqual({ id: 0x1234, boundVin: PROFILE.vin, batteryMv: 3000, cabinOf: null });
  });

  it('KEY-3, VEH-5: whose keys’ lives cannot be read starts the car with the memory fault', () => {
    const { car } = storedCar();
    writeFileSync(path, encodeImage(car.smartKey.image, PROFILE, Uint8Array.of(0x7b)));
    expect(read()).toMatchObject({ isWritable: false });
    const again = startAgain();
    expect(carStateOf(again).faults).toEqual(['memory']);
    expect(again.keys.all()).toEqual([]);
  });

  it('AUT-1, VEH-5: that cannot be read gives other seeds at each start, though it stays as it is', () => {
    writeFileSync(path, 'no memory');
    const generators = Array.from({ length: 5 }, () => startAgain().smartKey.content.generator.join());
    expect(new Set(generators).size).toBe(5);
  });

  it('VEH-5: that was damaged in one copy is whole again after the start', () => {
    const { car } = storedCar();
    const good = readFileSync(path);
    writeFileSync(path, good.with(200, (good[200] ?? 0) ^ 0xff));
    const stored = read();
    expect(stored.warning).toBe(
      `memory file ${path} was damaged in one copy and has been repaired from the other: no data is lost`,
    );
    const again = new Car({ profile: PROFILE, memory: stored.memory, keys: stored.keys });
    const file = new NvmFile(path, again);
    again.start();
    file.flush();
    expect(readFileSync(path)).toEqual(good);
    expect(again.smartKey.content).toEqual(car.smartKey.content);
  });

  it('VEH-4: holds what a write left behind that the power failed in', () => {
    const { car, file } = storedCar();
    car.setFaults({ memoryCut: { write: 1, block: 'faults', byte: 100_000, offMs: 100 } });
    car.setFault('B278D', true);
    file.flush();
    expect(startAgain().smartKey.content.storedFaults).toHaveLength(1);
  });

  it('in a folder that does not exist is refused with a hint', () => {
    const car = new Car({ profile: PROFILE });
    const error = errorOf(() => new NvmFile(join(folder, 'no', 'car.nvm'), car).flush());
    expect(error.code).toBe('bench/memory-file');
    expect(error.hint).toBe('the directory does not exist: create it, or name another file');
  });

  it('that is a folder is refused as usage', () => {
    expect(errorOf(() => readNvmFile(folder, PROFILE)).code).toBe('usage/memory-file');
  });
});
