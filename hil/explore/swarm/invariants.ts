import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { CarEvent, CarObserver } from '../../car/car-event.ts';
import type { Car } from '../../car/car.ts';
import type { Violation } from './violation.ts';

/** What the rules compare over time. A plain value. */
export interface InvariantSnapshot {
  readonly retired: ReadonlySet<number>;
  readonly bound: ReadonlyMap<number, string>;
  readonly seeds: ReadonlySet<string>;
  readonly repeatedSeed: string | null;
}

/** Collects what must never happen again: a seed, a retired key in a slot, a key that becomes blank. */
export class InvariantWatch implements CarObserver {
  #retired: ReadonlySet<number> = new Set();
  #bound: ReadonlyMap<number, string> = new Map();
  #seeds: ReadonlySet<string> = new Set();
  #repeatedSeed: string | null = null;

  event({ event }: CarEvent): void {
    if (event.kind !== 'uds' || event.direction !== 'response') return;
    const [sid, type = 0] = event.payload;
    if (sid !== 0x67 || type % 2 === 0) return;
    const seed = event.payload.subarray(2);
    if (seed.every((byte) => byte === 0)) return;
    const text = toHex(seed, '');
    if (this.#seeds.has(text)) this.#repeatedSeed = text;
    this.#seeds = new Set(this.#seeds).add(text);
  }

  snapshot(): InvariantSnapshot {
    return { retired: this.#retired, bound: this.#bound, seeds: this.#seeds, repeatedSeed: this.#repeatedSeed };
  }

  restore({ retired, bound, seeds, repeatedSeed }: InvariantSnapshot): void {
    [this.#retired, this.#bound, this.#seeds, this.#repeatedSeed] = [retired, bound, seeds, repeatedSeed];
  }

  /** Compares with the last call. @returns the broken rule with both sides, or null */
  look(car: Car): readonly [rule: string, aspect: string, oracle: string, firmware: string] | null {
    const { slots, retired } = car.smartKey.content;
    const registered = slots.filter((id) => id !== null);
    if (this.#repeatedSeed !== null) return ['AUT-1', 'seed', 'a new seed each time', this.#repeatedSeed];
    if (new Set(registered).size < registered.length) return ['KEY-2', 'slots', 'no id twice', words(registered)];
    const back = registered.filter((id) => this.#retired.has(id));
    if (back.length > 0) return ['KEY-3', 'slots', 'no retired key', words(back)];
    const lost = car.smartKey.memoryDamaged ? [] : [...this.#retired].filter((id) => !retired.includes(id));
    if (lost.length > 0) return ['KEY-3', 'retired keys', `${words(lost)} retired for good`, words(retired)];
    for (const { id, boundVin } of car.keys.all()) {
      const before = this.#bound.get(id);
      if (before !== undefined && before !== boundVin) return ['KEY-1', 'life of a key', before, String(boundVin)];
    }
    const unbound = registered.filter((id) => car.keys.has(id) && car.keys.get(id).boundVin === null);
    if (unbound.length > 0) return ['KEY-1', 'life of a key', `${words(unbound)} bound`, 'blank'];
    if (retired.some((id) => !this.#retired.has(id))) this.#retired = new Set([...this.#retired, ...retired]);
    const bound = car.keys.all().filter(({ id, boundVin }) => boundVin !== null && !this.#bound.has(id));
    if (bound.length > 0) this.#bound = new Map([...this.#bound, ...bound.map(boundPair)]);
    return null;
  }
}

/** Rules about keys and seeds that hold whatever happens, also where the oracle does not follow. */
export function checkInvariants(watch: InvariantWatch, car: Car): Violation | null {
  const broken = watch.look(car);
  if (broken === null) return null;
  const [rule, aspect, oracle, firmware] = broken;
  return { rule, aspect, oracle, firmware, atUs: car.nowUs };
}

function boundPair({ id, boundVin }: { readonly id: number; readonly boundVin: string | null }): [number, string] {
  return [id, boundVin ?? ''];
}

function words(ids: readonly number[]): string {
  return ids.map((id) => id.toString(16).toUpperCase().padStart(8, '0')).join(' ');
}
