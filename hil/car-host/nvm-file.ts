import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';

import { decodeImage, encodeImage, type ImageFile } from '../../ecu-sim/memory/image-file.ts';
import { loadMemory } from '../../ecu-sim/memory/non-volatile-memory.ts';
import { emptyImage, type NvmImage } from '../../ecu-sim/memory/nvm-image.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { Car } from '../car/car.ts';
import { KeyError } from '../car/key-error.ts';
import { KeyRing } from '../car/key-ring.ts';
import type { CarStore } from './car-host.ts';
import { decodeKeyRing, encodeKeyRing } from './key-ring-codec.ts';
import { NvmFileError } from './nvm-file-error.ts';

/** An earlier life of a car, read from a file. */
export interface StoredCar {
  readonly memory: NvmImage;
  readonly keys: KeyRing;
  /** False where the memory is damaged (VEH-5): the file is to be left as it is, for whoever wants to save it. */
  readonly isWritable: boolean;
  /** What a person should know about the file; null where all is well. */
  readonly warning: string | null;
}

/**
 * Reads the memory of a car from a file.
 *
 * @returns null where there is no such file: a new car
 * @throws NvmFileError: `usage` for the file of another vehicle or of another layout, `bench` where it cannot be read
 */
export function readNvmFile(path: string, profile: Profile): StoredCar | null {
  const bytes = readBytes(path);
  if (bytes === null) return null;
  const file = decodeImage(bytes);
  checkVehicle(path, file, profile);
  // A header that cannot be read may be another vehicle's: its keys are not taken for this one's.
  const memory = file.vehicle === null ? emptyImage() : file.image;
  const { content, damaged } = loadMemory(memory, profile.keySlots);
  const isReadable = damaged.length === 0;
  if (isReadable && content.slots.length !== profile.keySlots) {
    const problem = `its ECU has ${content.slots.length} key slots, and the profile says ${profile.keySlots}`;
    throw new NvmFileError('usage', path, problem, `set keySlots to ${content.slots.length}, or use another file`);
  }
  const keys = readKeys(file, content.slots, profile.vin);
  return { memory, keys, isWritable: isReadable, warning: warningFor(path, file, isReadable) };
}

function readBytes(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    const [kind, hint] =
      code === 'EISDIR'
        ? (['usage', 'give a file in it'] as const)
        : (['bench', 'check its rights, or give another file'] as const);
    throw new NvmFileError(kind, path, `cannot be read: ${messageOf(error)}`, hint, error);
  }
}

function checkVehicle(path: string, { vehicle, trouble }: ImageFile, profile: Profile): void {
  if (trouble === 'version') {
    const hint = 'use the version that wrote it, or another file';
    throw new NvmFileError('usage', path, 'another version of this program has laid it out differently', hint);
  }
  if (vehicle === null) return;
  const { vin, ecuSerial } = profile;
  if (vehicle.vin !== vin) {
    const hint = 'give the profile of that vehicle, or another file for this one';
    throw new NvmFileError('usage', path, `it belongs to ${vehicle.vin}, and this car is ${vin}`, hint);
  }
  if (vehicle.ecuSerial !== ecuSerial) {
    const [theirs, ours] = [vehicle.ecuSerial, ecuSerial].map((serial) => serial.toString(16).toUpperCase());
    const hint = `set ecuSerial to ${theirs}, or use another file`;
    throw new NvmFileError('usage', path, `it belongs to the ECU ${theirs}, and this one is ${ours}`, hint);
  }
}

/** The keys the file tells of; a registered one it does not know exists all the same, bound and in the cabin. */
function readKeys({ bench }: ImageFile, slots: readonly (number | null)[], vin: string): KeyRing {
  const ring = ringOf(bench) ?? new KeyRing();
  for (const id of slots) {
    if (id === null) continue;
    if (ring.has(id)) ring.bind(id, vin);
    else ring.add({ id, boundVin: vin, cabinOf: vin });
  }
  return ring;
}

function ringOf(bench: Uint8Array | null): KeyRing | null {
  const stored = bench === null ? null : decodeKeyRing(bench);
  if (stored === null) return null;
  const ring = new KeyRing();
  try {
    for (const key of stored) ring.add(key);
    return ring;
  } catch (error) {
    if (error instanceof KeyError) return null;
    throw error;
  }
}

function warningFor(path: string, { trouble }: ImageFile, isReadable: boolean): string | null {
  if (!isReadable) {
    const what = trouble === 'foreign' || trouble === 'empty' ? 'holds no memory of a car' : 'cannot be read back';
    return (
      `memory file ${path} ${what}: the car starts with that fault and refuses every procedure (VEH-5). ` +
      'The file is left as it is; move it away and start again for a new car'
    );
  }
  return trouble === 'none' ? null : `memory file ${path} was damaged in part, and is mended: nothing stored is lost`;
}

/** Hand and ECU events after which the file is no longer what the car is. */
const CHANGING: readonly string[] = ['memory-written', 'key-bound', 'key-made', 'key-moved'];

/**
 * Keeps a car's memory and the keys around it in a file. A write is a new file beside it that then takes its place,
 * so that at any instant there is a whole one: the process may be killed whenever it likes. (It does not wait for the
 * disk: what a failure of the whole machine leaves is the file system's to say.)
 */
export class NvmFile implements CarStore {
  readonly #path: string;
  readonly #car: Car;
  /** A new car is stored at the first chance. */
  #isChanged = true;

  constructor(path: string, car: Car) {
    this.#path = path;
    this.#car = car;
    car.observe({
      event: ({ event }: CarEvent) => {
        this.#isChanged ||= CHANGING.includes(event.kind);
      },
    });
  }

  /** @throws NvmFileError (`bench`) */
  flush(): void {
    if (!this.#isChanged) return;
    const { profile, smartKey, keys } = this.#car;
    const bytes = encodeImage(smartKey.image, profile, encodeKeyRing(keys));
    try {
      const target = realPathOf(this.#path);
      const beside = `${target}.new`;
      writeFileSync(beside, bytes);
      renameSync(beside, target);
    } catch (error) {
      throw new NvmFileError('bench', this.#path, `cannot be written: ${messageOf(error)}`, hintFor(error), error);
    }
    this.#isChanged = false;
  }
}

/** Where a link points to: the link is to stay one. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function hintFor(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'the folder is not there: create it, or give another file with --nvm';
    case 'ENOSPC':
      return 'the disk is full: make room, or give another file with --nvm';
    default:
      return 'the folder must be writable: give a file in another one with --nvm';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
