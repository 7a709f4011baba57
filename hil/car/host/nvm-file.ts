import { randomBytes } from 'node:crypto';

import { damageBlock, emptyImage, type NvmImage } from '../../../ecu-sim/memory/nvm-image.ts';
import { decodeImage, encodeImage, type ImageFile } from '../../../ecu-sim/memory/image-file.ts';
import { loadMemory } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import type { CarEvent } from '../car-event.ts';
import type { Car } from '../car.ts';
import { KeyRing } from '../key-ring.ts';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import type { CarStore } from './host-options.ts';
import { decodeKeyRing, encodeKeyRing } from './key-ring-codec.ts';
import { findNvmFile, readNvmBytes, replaceNvmFile } from './nvm-disk.ts';
import { NvmFileError } from './nvm-file-error.ts';

/** An earlier life of a car, read from a file. */
export interface StoredCar {
  readonly memory: NvmImage;
  readonly keys: KeyRing;
  /** False where the memory is damaged (VEH-5): the file is to be left as it is, for anyone who wants to recover it. */
  readonly isWritable: boolean;
  /** What a person should know about the file; null where all is well. */
  readonly warning: string | null;
}

/** What a file was found to hold. */
interface FoundCar {
  readonly memory: NvmImage;
  readonly keys: KeyRing;
  readonly repaired: boolean;
}

/**
 * Reads the memory of a car from a file.
 *
 * @returns null where there is no such file: a new car
 * @throws NvmFileError: `usage` for what is no memory file of this vehicle and this program, `bench` where it cannot be
 *   read
 */
export function readNvmFile(path: string, profile: Profile): StoredCar | null {
  const bytes = readNvmBytes(findNvmFile(path));
  return bytes === null ? null : decodeNvmFile(path, bytes, profile);
}

/**
 * What a memory file's bytes hold.
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
    return { memory: unknownMemory(), keys: new KeyRing(), isWritable: false, warning: unreadable(path, file) };
  }
  const { memory, keys } = found;
  return { memory, keys, isWritable: true, warning: warningFor(path, file, found.repaired) };
}

/**
 * The memory and the keys around the car, or null where a part of them cannot be read back (VEH-5). Either all is
 * known or nothing: of keys whose life is unknown none may be taken for blank, and a header that cannot be read may be
 * another vehicle's.
 */
function readCar(path: string, file: ImageFile, profile: Profile): FoundCar | null {
  if (file.vehicle === null || !file.isBenchReadable) return null;
  const { content, damaged, repaired } = loadMemory(file.image, profile.keySlots);
  if (damaged.length > 0) return null;
  if (content.slots.length !== profile.keySlots) {
    const problem = `its ECU has ${content.slots.length} key slots, and the profile says ${profile.keySlots}`;
    throw new NvmFileError('usage', path, problem, `set keySlots to ${content.slots.length}, or use another file`);
  }
  const keys = ringOf(file.bench);
  if (keys === null) return null;
  addKnownKeys(keys, content.slots, content.retired, profile.vin);
  return { memory: file.image, keys, repaired: repaired.length > 0 };
}

/**
 * A memory of which nothing can be read. Its seeds come from a generator started by what is left of the memory; the
 * file stays as it is, so that each start finds the same remains, and only chance keeps their seeds apart (AUT-1).
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

/** The keys of the world as the file has them; null where they cannot be known. */
function ringOf(bench: Uint8Array | null): KeyRing | null {
  const ring = new KeyRing();
  if (bench === null) return ring;
  const stored = decodeKeyRing(bench);
  if (stored === null) return null;
  try {
    for (const key of stored) ring.add(key);
    return ring;
  } catch (error) {
    if (error instanceof OperationError) return null;
    throw error;
  }
}

/** A key the ECU knows exists and is bound, whatever the bench has noted (KEY-1, KEY-3). */
function addKnownKeys(ring: KeyRing, slots: readonly (number | null)[], retired: readonly number[], vin: string): void {
  for (const id of [...slots, ...retired]) {
    if (id === null) continue;
    if (ring.has(id)) ring.bind(id, vin);
    else ring.add({ id, boundVin: vin, cabinOf: slots.includes(id) ? vin : null });
  }
}

function unreadable(path: string, { trouble }: ImageFile): string {
  const what = trouble === 'foreign' || trouble === 'empty' ? 'holds no memory of a car' : 'cannot be read back';
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

/** Hand and ECU events after which the file is no longer what the car is. */
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
 * Keeps a car's memory and the keys around it in a file. A write is a new file beside it that then takes its place, both
 * of them synced to the disk: the process may be killed whenever it likes, and the machine's power may fail.
 */
export class NvmFile implements CarStore {
  readonly #path: string;
  readonly #car: Car;
  /** A new car is stored at the first chance. */
  #isChanged = true;

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
    if (!this.#isChanged) return;
    const { profile, smartKey, keys } = this.#car;
    replaceNvmFile(this.#path, encodeImage(smartKey.image, profile, encodeKeyRing(keys)));
    this.#isChanged = false;
  }
}
