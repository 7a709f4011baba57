import type { Micros } from '../../can-bus/time/micros.ts';

/** Places that are kept of each rule. */
const MAX_PLACES = 5;

/** A place where a rule is broken, with the bytes that show it. */
export interface BrokenPlace {
  readonly timeUs: Micros;
  readonly rule: number;
  readonly text: string;
  readonly bytes: string;
}

export interface RuleCount {
  readonly rule: number;
  kept: number;
  broken: number;
  /** The first ones. */
  readonly places: BrokenPlace[];
}

/** What a log shows of each rule: how often it is kept, how often broken. */
export class RuleLedger {
  readonly #counts = new Map<number, RuleCount>();
  /** Broken since the last call of {@link drain}. */
  #fresh: BrokenPlace[] = [];

  /** By number. */
  get rules(): readonly RuleCount[] {
    return [...this.#counts.values()].sort((one, other) => one.rule - other.rule);
  }

  kept(rule: number): void {
    this.#of(rule).kept++;
  }

  broken(place: BrokenPlace): void {
    const count = this.#of(place.rule);
    count.broken++;
    if (count.places.length < MAX_PLACES) count.places.push(place);
    this.#fresh.push(place);
  }

  judge(isKept: boolean, place: BrokenPlace): void {
    if (isKept) this.kept(place.rule);
    else this.broken(place);
  }

  drain(): readonly BrokenPlace[] {
    const fresh = this.#fresh;
    if (fresh.length > 0) this.#fresh = [];
    return fresh;
  }

  #of(rule: number): RuleCount {
    let count = this.#counts.get(rule);
    if (count === undefined) {
      count = { rule, kept: 0, broken: 0, places: [] };
      this.#counts.set(rule, count);
    }
    return count;
  }
}
