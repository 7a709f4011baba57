import { DEFAULT_KEY_IDS } from '../car/car-options.ts';
import type { CarState } from '../view/car-view.ts';
import { FRESH_BATTERY_MV } from '../car/key-ring.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { DEFAULT_KEY_NAMES } from '../scenario/resolve-scenario.ts';
import type { TracedEvent } from '../trace/trace-record.ts';
import type { RecordedKey } from './recorded-step.ts';

const FRESH_BATTERY_V = FRESH_BATTERY_MV / 1000;

/** What the scenario calls the keys: those of a new car have names already, others get a number. */
export class KeyNames {
  readonly #keys = new Map<string, RecordedKey>();

  /** @param initial the car when recording begins; a new one's two keys where null */
  constructor(initial: CarState | null) {
    if (initial === null) {
      for (const id of DEFAULT_KEY_IDS) this.#add(formatKeyId(id), { isRegistered: true, location: 'cabin' });
      return;
    }
    const inSlots = initial.slots.filter((id) => id !== null);
    for (const id of inSlots) this.#add(id, { isRegistered: true, ...keyOf(initial, id) });
    for (const { id } of initial.keys) if (!inSlots.includes(id)) this.#add(id, keyOf(initial, id));
  }

  /** A key was made while recording: the scenario has it from the start, outside of the car. */
  made(id: string, { life, batteryV }: TracedEvent): void {
    this.#add(id, {
      life: life === 'bound' ? 'bound' : 'blank',
      batteryV: typeof batteryV === 'number' ? batteryV : FRESH_BATTERY_V,
    });
  }

  /** @param id 8 upper-case hex digits */
  of(id: string): string {
    return (this.#keys.get(id) ?? this.#add(id, {})).name;
  }

  /** In the order in which they came up. */
  all(): readonly RecordedKey[] {
    return [...this.#keys.values()];
  }

  #add(id: string, known: Partial<RecordedKey>): RecordedKey {
    const standard = DEFAULT_KEY_IDS.findIndex((candidate) => formatKeyId(candidate) === id);
    // A blank key that was removed and made again is the same to the scenario.
    const name = this.#keys.get(id)?.name ?? DEFAULT_KEY_NAMES[standard] ?? `key${this.#numbered() + 1}`;
    const fresh = { isRegistered: false, life: 'blank', location: 'outside', batteryV: FRESH_BATTERY_V } as const;
    const key: RecordedKey = { ...fresh, ...known, name, id };
    this.#keys.set(id, key);
    return key;
  }

  #numbered(): number {
    return [...this.#keys.values()].filter(({ name }) => name.startsWith('key')).length;
  }
}

function keyOf({ keys }: CarState, id: string): Partial<RecordedKey> {
  const key = keys.find((candidate) => candidate.id === id);
  return key === undefined ? {} : { life: key.life, location: key.location, batteryV: key.batteryV };
}
