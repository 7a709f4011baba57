import { formatKeyId, KEY_ID_WORDS, MAX_KEY_ID } from '../../ecu-sim/identity/key-id.ts';
import { checkLimit } from '../../ecu-sim/profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
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
export const FRESH_BATTERY_MV = 3000;
/** More keys than this are never made in one world. */
const MAX_KEYS = 10_000;

/** All keys of one world, whichever car they belong to: one ring for several cars lets a key wander. */
export class KeyRing {
  readonly #keys = new Map<number, PhysicalKey>();
  readonly #watchers: (() => void)[] = [];

  /** @throws KeyError for an id that cannot be or is taken; OperationError (usage/limit) for its battery */
  add(key: NewKey): PhysicalKey {
    const id = key.id ?? this.#freeId();
    const batteryMv = key.batteryMv ?? FRESH_BATTERY_MV;
    if (!Number.isInteger(id) || id < 1 || id > MAX_KEY_ID) {
      throw new KeyError('usage/key-id', `a key id is ${KEY_ID_WORDS}, unlike ${id}`, 'write it in hexadecimal');
    }
    if (this.#keys.has(id)) {
      throw new KeyError(
        'usage/key-taken',
        `there is a key ${formatKeyId(id)} already`,
        'ids are unique over all vehicles (KEY-1)',
      );
    }
    checkBattery(batteryMv);
    if (this.#keys.size >= MAX_KEYS) {
      throw new KeyError(
        'usage/too-many-keys',
        `there are ${MAX_KEYS} keys already`,
        'restart the car, or use the existing keys',
      );
    }
    const made: PhysicalKey = { id, boundVin: key.boundVin ?? null, batteryMv, cabinOf: key.cabinOf ?? null };
    this.#keys.set(id, made);
    this.#notifyWatchers();
    return made;
  }

  has(id: number): boolean {
    return this.#keys.has(id);
  }

  /** @throws KeyError where there is no such key */
  get(id: number): PhysicalKey {
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new KeyError('usage/unknown-key', `there is no key ${formatKeyId(id)}`, 'create it first');
    }
    return key;
  }

  /** All keys, in the order of their making. */
  all(): readonly PhysicalKey[] {
    return [...this.#keys.values()];
  }

  /** Takes a blank key out of the world; a bound one exists for good. @throws KeyError */
  remove(id: number): void {
    const { boundVin } = this.get(id);
    if (boundVin !== null) {
      throw new KeyError(
        'usage/key-bound',
        `key ${formatKeyId(id)} is bound to ${boundVin}`,
        'only a blank key can be removed (KEY-1); move a bound one outside',
      );
    }
    this.#keys.delete(id);
    this.#notifyWatchers();
  }

  /** KEY-1: a blank key takes the vehicle's identity for good; a bound one keeps the one it has. */
  bind(id: number, vin: string): void {
    const key = this.#keys.get(id);
    if (key?.boundVin === null) this.#keys.set(id, { ...key, boundVin: vin });
  }

  /** Carries it into a car's cabin, or out of all. @throws KeyError where there is no such key */
  move(id: number, cabinOf: string | null): void {
    this.#keys.set(id, { ...this.get(id), cabinOf });
    this.#notifyWatchers();
  }

  /** The key's own battery has so much left from here on. @throws KeyError where there is no such key */
  setBattery(id: number, batteryMv: number): void {
    checkBattery(batteryMv);
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
    this.#notifyWatchers();
  }

  /** Ids of the keys in a car's cabin, ascending. */
  inCabinOf(vin: string): readonly number[] {
    return this.all()
      .filter((key) => key.cabinOf === vin)
      .map((key) => key.id)
      .sort((a, b) => a - b);
  }

  #notifyWatchers(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #freeId(): number {
    let id = FIRST_ID;
    while (this.#keys.has(id)) id++;
    return id;
  }
}

/** @throws OperationError (usage/limit) */
function checkBattery(batteryMv: number): void {
  checkLimit('batteryV', VEHICLE_LIMITS.keyBatteryV, batteryMv / 1000);
}
