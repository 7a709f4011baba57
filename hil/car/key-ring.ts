import { formatKeyId, KEY_ID_WORDS, MAX_KEY_ID } from '../../ecu-sim/identity/key-id.ts';
import { checkLimit } from '../../ecu-sim/profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { KeyError } from './key-error.ts';

/** An electrical key transmitter as an object in the world. Its life only moves forward: blank, then bound (KEY-1). */
export interface PhysicalKey {
  /** 32 bits, unique over all vehicles. */
  readonly id: number;
  /** The VIN it was bound to when it was registered; null while blank. */
  readonly boundVin: string | null;
  readonly batteryMv: number;
  /** The VIN of the car in whose cabin it is; null where it is in none. */
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
/** The vehicle of a key that is bound, and to none of the cars there are. Fictitious. */
export const OTHER_VEHICLE_VIN = '4T1B21FB9KU999999';
/** Maximum number of keys in one world. */
const MAX_KEYS = 10_000;

/** All keys of one world, of all cars: several cars that share one ring can use the same keys. */
export class KeyRing {
  readonly #keys = new Map<number, PhysicalKey>();
  readonly #watchers: (() => void)[] = [];
  #list: readonly PhysicalKey[] | null = null;

  /** @throws KeyError for an id that is invalid or in use; OperationError (usage/limit) for its battery */
  add(key: NewKey): PhysicalKey {
    const id = key.id ?? this.#freeId();
    const batteryMv = key.batteryMv ?? FRESH_BATTERY_MV;
    if (!Number.isInteger(id) || id < 1 || id > MAX_KEY_ID) {
      throw new KeyError('usage/key-id', `a key id is ${KEY_ID_WORDS}, not ${id}`, 'write it in hexadecimal');
    }
    if (this.#keys.has(id)) {
      throw new KeyError(
        'usage/key-taken',
        `a key ${formatKeyId(id)} already exists`,
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
    this.#set(made);
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

  /** All keys, in the order of their creation; the same list until one of them changes. */
  all(): readonly PhysicalKey[] {
    this.#list ??= [...this.#keys.values()];
    return this.#list;
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
    this.#list = null;
    this.#notifyWatchers();
  }

  /** KEY-1: a blank key takes the vehicle's identity for good; a bound one keeps the one it has. */
  bind(id: number, vin: string): void {
    const key = this.#keys.get(id);
    if (key?.boundVin === null) this.#set({ ...key, boundVin: vin });
  }

  /** Moves it into a car's cabin, or out of all. @throws KeyError where there is no such key */
  move(id: number, cabinOf: string | null): void {
    this.#set({ ...this.get(id), cabinOf });
    this.#notifyWatchers();
  }

  /** Sets the voltage of the key's own battery. @throws KeyError where there is no such key */
  setBattery(id: number, batteryMv: number): void {
    checkBattery(batteryMv);
    this.#set({ ...this.get(id), batteryMv });
  }

  /** Calls back when a key may have entered or left a cabin: each car checks which keys it detects. */
  watch(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  /** Replaces all keys with these, as {@link all} returned them. */
  restore(keys: readonly PhysicalKey[]): void {
    this.#keys.clear();
    this.#list = null;
    for (const key of keys) this.#set(key);
    this.#notifyWatchers();
  }

  /** Ids of the keys in a car's cabin, ascending. */
  inCabinOf(vin: string): readonly number[] {
    return this.all()
      .filter((key) => key.cabinOf === vin)
      .map((key) => key.id)
      .sort((a, b) => a - b);
  }

  #set(key: PhysicalKey): void {
    this.#keys.set(key.id, key);
    this.#list = null;
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
