import type { Micros } from '../../can-bus/time/micros.ts';

/** Rules that are judged by the times of a log. */
const TIME_RULES: ReadonlySet<number> = new Set([18, 20, 21, 22, 43, 58, 60, 61, 62]);

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
  #hasTimes = true;

  /** Whether the times of the log mean anything. */
  get hasTimes(): boolean {
    return this.#hasTimes;
  }

  /** By number. */
  get rules(): readonly RuleCount[] {
    return [...this.#counts.values()].sort((one, other) => one.rule - other.rule);
  }

  /** Whether a rule is judged in this log: those of times are not once its times have gone backwards. */
  judges(rule: number): boolean {
    return this.#hasTimes || !TIME_RULES.has(rule);
  }

  /** The times of the log go backwards: what was found by them does not count. */
  dropTimes(): void {
    this.#hasTimes = false;
    for (const rule of TIME_RULES) this.#counts.delete(rule);
    this.#fresh = this.#fresh.filter(({ rule }) => this.judges(rule));
  }

  kept(rule: number): void {
    if (this.judges(rule)) this.#of(rule).kept++;
  }

  broken(place: BrokenPlace): void {
    if (!this.judges(place.rule)) return;
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
