import { KeyError } from './key-error.ts';

/** An electrical key transmitter as a thing in the world. Its life only moves forward: blank, then bound (KEY-1). */
export interface PhysicalKey {
  /** 32 bits, unique over all vehicles. */
  readonly id: number;
  /** The VIN it was bound to when it was registered; null while blank. */
  readonly boundVin: string | null;
  readonly batteryMv: number;
  /** The VIN of the car in whose cabin it lies; null outside of all. */
  readonly cabinOf: string | null;
}

export interface NewKey {
  /** 1 to FFFFFFFF (hex); the lowest free one from 10000001 when absent. */
  readonly id?: number;
  /** The vehicle it is already bound to; blank when absent. */
  readonly boundVin?: string | null;
  /** 0 to 5000 mV; 3000 when absent. */
  readonly batteryMv?: number;
  readonly cabinOf?: string | null;
}

const FIRST_ID = 0x1000_0001;
const MAX_ID = 0xffff_ffff;
export const FRESH_BATTERY_MV = 3000;
const MAX_BATTERY_MV = 5000;
/** More keys than this are never made in one world. */
const MAX_KEYS = 10_000;

/** All keys of one world, whichever car they belong to: one ring for several cars lets a key wander. */
export class KeyRing {
  readonly #keys = new Map<number, PhysicalKey>();
  readonly #watchers: (() => void)[] = [];

  /** @throws KeyError naming the field that is wrong, or that the id is taken */
  add(key: NewKey): PhysicalKey {
    const id = key.id ?? this.#freeId();
    const batteryMv = key.batteryMv ?? FRESH_BATTERY_MV;
    if (!Number.isInteger(id) || id < 1 || id > MAX_ID) {
      throw new KeyError('id', `a key id has 32 bits and is not 0, unlike ${id}`, 'write 1 to 8 hex digits');
    }
    if (this.#keys.has(id)) {
      throw new KeyError('id', `there is a key ${formatKeyId(id)} already`, 'ids are unique over all vehicles (KEY-1)');
    }
    if (!Number.isInteger(batteryMv) || batteryMv < 0 || batteryMv > MAX_BATTERY_MV) {
      const range = `0 to ${MAX_BATTERY_MV / 1000} V`;
      throw new KeyError('batteryV', `a key's battery has ${range}`, 'a fresh one has 3.0 V, 2.2 V and below is weak');
    }
    if (this.#keys.size >= MAX_KEYS) {
      throw new KeyError('id', `there are ${MAX_KEYS} keys already`, 'start the car anew, or use the keys there are');
    }
    const made: PhysicalKey = { id, boundVin: key.boundVin ?? null, batteryMv, cabinOf: key.cabinOf ?? null };
    this.#keys.set(id, made);
    this.#tellWatchers();
    return made;
  }

  has(id: number): boolean {
    return this.#keys.has(id);
  }

  /** @throws KeyError where there is no such key */
  get(id: number): PhysicalKey {
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new KeyError('id', `there is no key ${formatKeyId(id)}`, 'make one with POST /api/keys');
    }
    return key;
  }

  /** All keys, in the order of their making. */
  all(): readonly PhysicalKey[] {
    return [...this.#keys.values()];
  }

  /** KEY-1: a blank key takes the vehicle's identity for good; a bound one keeps the one it has. */
  bind(id: number, vin: string): void {
    const key = this.#keys.get(id);
    if (key?.boundVin === null) this.#keys.set(id, { ...key, boundVin: vin });
  }

  /** Carries it into a car's cabin, or out of all. @throws KeyError where there is no such key */
  move(id: number, cabinOf: string | null): void {
    this.#keys.set(id, { ...this.get(id), cabinOf });
    this.#tellWatchers();
  }

  /** The key's own battery has so much left from here on. @throws KeyError where there is no such key */
  setBattery(id: number, batteryMv: number): void {
    this.#keys.set(id, { ...this.get(id), batteryMv });
  }

  /** Calls back when a key may have come into a cabin or left one: each car looks which keys it sees. */
  watch(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  /** Makes it the ring that had these keys, as {@link all} gave them. */
  restore(keys: readonly PhysicalKey[]): void {
    this.#keys.clear();
    for (const key of keys) this.#keys.set(key.id, key);
    this.#tellWatchers();
  }

  /** Ids of the keys in a car's cabin, ascending. */
  inCabinOf(vin: string): readonly number[] {
    return this.all()
      .filter((key) => key.cabinOf === vin)
      .map((key) => key.id)
      .sort((a, b) => a - b);
  }

  #tellWatchers(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #freeId(): number {
    let id = FIRST_ID;
    while (this.#keys.has(id)) id++;
    return id;
  }
}

/** 8 upper-case hex digits, as everywhere outside. */
export function formatKeyId(id: number): string {
  return id.toString(16).toUpperCase().padStart(8, '0');
}

/** @throws KeyError unless it is 1 to 8 hex digits and not 0 */
export function parseKeyId(text: string): number {
  const id = /^[0-9a-fA-F]{1,8}$/.test(text) ? Number.parseInt(text, 16) : 0;
  if (id === 0) throw new KeyError('id', `"${text}" is no key id`, 'a key id is 1 to 8 hex digits and not 0');
  return id;
}
