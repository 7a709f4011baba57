import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { KeyRing } from '../car/key-ring.ts';
import type { KeySpec } from '../scenario/scenario.ts';

/** The keys of a bench that creates them itself, by the scenario's names. */
export class BenchKeys {
  readonly ring: KeyRing = new KeyRing();
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<string, string>();

  /** @param vinOf the VIN of a car by its name; null where it is null or not on the bench */
  constructor(specs: readonly KeySpec[], vinOf: (car: string | null) => string | null) {
    for (const { name, id, registeredIn, boundVin, cabinOf, batteryMv } of specs) {
      const made = this.ring.add({
        ...(id === null ? {} : { id }),
        boundVin: vinOf(registeredIn) ?? boundVin,
        cabinOf: vinOf(cabinOf),
        batteryMv,
      });
      this.#ids.set(name, made.id);
      this.#names.set(formatKeyId(made.id), name);
    }
  }

  idOf(name: string): number {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`there is no key ${name} on the bench`);
    return id;
  }

  /** The name of a key by its id in 8 hex digits; the id itself for a key that the scenario does not name. */
  nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }
}
