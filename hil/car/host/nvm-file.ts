import { randomBytes } from 'node:crypto';

import { damageBlock, emptyImage, type NvmImage } from '../../../ecu-sim/memory/nvm-image.ts';
import type { EngineMemory } from '../../../ecu-sim/engine/engine-memory.ts';
import { decodeImage, encodeImage, type ImageFile } from '../../../ecu-sim/memory/image-file.ts';
import { loadMemory } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import type { CarEvent } from '../car-event.ts';
import type { Car } from '../car.ts';
import { KeyRing, type PhysicalKey } from '../key-ring.ts';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { decodeBenchPart, encodeBenchPart } from './bench-part.ts';
import type { CarStore } from './host-options.ts';
import { findNvmFile, readNvmBytes, replaceNvmFile } from './nvm-disk.ts';
import { NvmFileError } from './nvm-file-error.ts';

/** An earlier life of a car, read from a file. */
export interface StoredCar {
  readonly memory: NvmImage;
  readonly keys: KeyRing;
  /** Null where the file has none. */
  readonly engine: EngineMemory | null;
  /** False where the memory is damaged (VEH-5): the file must stay as it is, for anyone who wants to recover it. */
  readonly isWritable: boolean;
  /** A warning about the file; null where it is in order. */
  readonly warning: string | null;
}

/** The content of a file. */
interface FoundCar extends Omit<StoredCar, 'isWritable' | 'warning'> {
  readonly repaired: boolean;
}

/**
 * Reads the memory of a car from a file.
 *
 * @returns null where the file does not exist: a new car
 * @throws NvmFileError: `usage` for a file that is not a memory file of this vehicle and this program, `bench` where it
 * cannot be read
 */
export function readNvmFile(path: string, profile: Profile): StoredCar | null {
  const bytes = readNvmBytes(findNvmFile(path));
  return bytes === null ? null : decodeNvmFile(path, bytes, profile);
}

/**
 * The content of a memory file's bytes.
 *
 * @param path named in errors and warnings
 * @throws NvmFileError (`usage`) as {@link readNvmFile}
 */
export function decodeNvmFile(path: string, bytes: Uint8Array, profile: Profile): StoredCar {
  const file = decodeImage(bytes);
  checkLayout(path, file);
  checkVehicle(path, file, profile);
  const found = readCar(path, file, profile);
  if (found === null) {
    const nothing = { memory: unknownMemory(), keys: new KeyRing(), engine: null };
    return { ...nothing, isWritable: false, warning: unreadable(path, file) };
  }
  const { repaired, ...stored } = found;
  return { ...stored, isWritable: true, warning: warningFor(path, file, repaired) };
}

/**
 * The memory and the keys around the car, or null where a part of them is not readable (VEH-5). Either everything is
 * known or nothing: keys of unknown state must not be treated as blank, and a header that cannot be read may be another
 * vehicle's.
 */
function readCar(path: string, file: ImageFile, profile: Profile): FoundCar | null {
  if (file.vehicle === null || !file.isBenchReadable) return null;
  const { content, damaged, repaired } = loadMemory(file.image, profile.keySlots);
  if (damaged.length > 0) return null;
  if (content.slots.length !== profile.keySlots) {
    const problem = `its ECU has ${content.slots.length} key slots, and the profile says ${profile.keySlots}`;
    throw new NvmFileError('usage', path, problem, `set keySlots to ${content.slots.length}, or use another file`);
  }
  const bench = file.bench === null ? { keys: [], engine: null } : decodeBenchPart(file.bench);
  const keys = bench === null ? null : ringOf(bench.keys);
  if (bench === null || keys === null) return null;
  addKnownKeys(keys, content.slots, content.retired, profile.vin);
  return { memory: file.image, keys, engine: bench.engine, repaired: repaired.length > 0 };
}

/**
 * A memory of which nothing is readable. Its seeds come from a generator initialised from the rest of the memory; the
 * file stays as it is, so that each start finds the same data, and only chance keeps their seeds apart (AUT-1).
 */
function unknownMemory(): NvmImage {
  const noise = Uint8Array.from(randomBytes(32));
  const image = emptyImage();
  return damageBlock({ ...image, copies: { ...image.copies, security: [noise, noise] } }, 'security');
}

function checkLayout(path: string, { trouble }: ImageFile): void {
  if (trouble === 'version') {
    const hint = 'use the version that wrote it, or another file';
    throw new NvmFileError('usage', path, 'another version of this program wrote it in another format', hint);
  }
  if (trouble === 'first-layout') {
    const problem = 'an earlier version of this program wrote it, it is damaged, and what it held last cannot be known';
    const hint = 'restore a backup, or move it away and restart for a new car';
    throw new NvmFileError('usage', path, `${problem} (VEH-5)`, hint);
  }
}

function checkVehicle(path: string, { vehicle }: ImageFile, profile: Profile): void {
  if (vehicle === null) return;
  const { vin, ecuSerial } = profile;
  if (vehicle.vin !== vin) {
    const hint = 'use the profile of that vehicle, or another file for this one';
    throw new NvmFileError('usage', path, `it belongs to ${vehicle.vin}, and this car is ${vin}`, hint);
  }
  if (vehicle.ecuSerial !== ecuSerial) {
    const [theirs, ours] = [vehicle.ecuSerial, ecuSerial].map((serial) => serial.toString(16).toUpperCase());
    const hint = `set ecuSerial to ${theirs}, or use another file`;
    throw new NvmFileError('usage', path, `it belongs to the ECU ${theirs}, and this one is ${ours}`, hint);
  }
}

/** The keys of the world from the file; null where they contradict each other. */
function ringOf(stored: readonly PhysicalKey[]): KeyRing | null {
  const ring = new KeyRing();
  try {
    for (const key of stored) ring.add(key);
    return ring;
  } catch (error) {
    if (error instanceof OperationError) return null;
    throw error;
  }
}

/** A key that the ECU knows exists and is bound, even if the bench's data differ (KEY-1, KEY-3). */
function addKnownKeys(ring: KeyRing, slots: readonly (number | null)[], retired: readonly number[], vin: string): void {
  for (const id of [...slots, ...retired]) {
    if (id === null) continue;
    if (ring.has(id)) ring.bind(id, vin);
    else ring.add({ id, boundVin: vin, cabinOf: slots.includes(id) ? vin : null });
  }
}

function unreadable(path: string, { trouble }: ImageFile): string {
  const what = trouble === 'foreign' || trouble === 'empty' ? 'holds no memory of a car' : 'is not readable';
  return (
    `memory file ${path} ${what}: the car starts with that fault and refuses every procedure (VEH-5). ` +
    'The file is left as it is; move it away and restart for a new car'
  );
}

function warningFor(path: string, { trouble }: ImageFile, repaired: boolean): string | null {
  if (trouble === 'migrated') {
    return `memory file ${path} was written by an earlier version; it is converted, and that version can no longer read it`;
  }
  if (trouble === 'none' && !repaired) return null;
  return `memory file ${path} was damaged in one copy and has been repaired from the other: no data is lost`;
}

/** Operator and ECU events that make the file out of date. */
const CHANGING: readonly string[] = [
  'memory-written',
  'memory-write-cut',
  'memory-repaired',
  'key-bound',
  'key-made',
  'key-moved',
  'key-battery-set',
  'key-removed',
];

/**
 * Stores a car's memory, its engine ECU's and the keys around it in a file. A write creates a new file beside it that then replaces it,
 * both of them synced to the disk: the process may be killed at any time, and the machine's power may fail.
 */
export class NvmFile implements CarStore {
  readonly #path: string;
  readonly #car: Car;
  /** A new car is stored at the first opportunity. */
  #isChanged = true;
  /** What was written last. */
  #engine: EngineMemory | null = null;

  /** @throws NvmFileError (`usage`) for what is no file */
  constructor(path: string, car: Car) {
    this.#path = findNvmFile(path);
    this.#car = car;
    car.observe({
      event: ({ event }: CarEvent) => {
        this.#isChanged ||= CHANGING.includes(event.kind);
      },
    });
  }

  markChanged(): void {
    this.#isChanged = true;
  }

  /** @throws NvmFileError (`bench`) */
  flush(): void {
    const { profile, smartKey, engine, keys } = this.#car;
    if (!this.#isChanged && engine.stored === this.#engine) return;
    replaceNvmFile(this.#path, encodeImage(smartKey.image, profile, encodeBenchPart(keys, engine.stored)));
    this.#isChanged = false;
    this.#engine = engine.stored;
  }
}
