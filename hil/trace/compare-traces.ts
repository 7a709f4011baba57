import { isDeepStrictEqual } from 'node:util';
import { sameFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { JsonlItem } from '../report/jsonl-decoder.ts';
import type { OpenTrace } from './read-trace.ts';

/** Something that a trace tells, frames or other events. */
export type Told = Extract<JsonlItem, { kind: 'frame' | 'report' }>;

export interface CompareOptions {
  /** Times may differ by so much. */
  readonly toleranceUs: Micros;
  /** Each trace counts from its first record. */
  readonly fromZero: boolean;
}

/**
 * The first difference. `time`: the same, at another time. `missing`, `extra`: one of the traces goes on as the other
 * does behind it. `changed`: neither. `shorter`, `longer`: the second ends where the first goes on, or the other way.
 */
export type DifferenceKind = 'time' | 'missing' | 'extra' | 'changed' | 'shorter' | 'longer';

export interface Difference {
  readonly kind: DifferenceKind;
  /** How many records are alike before it. */
  readonly index: number;
  /** Those before it, oldest first, as the first trace has them. */
  readonly before: readonly Told[];
  /** From the difference on, a few. */
  readonly first: readonly Told[];
  readonly second: readonly Told[];
}

export interface Comparison {
  readonly difference: Difference | null;
  /** Records alike. */
  readonly compared: number;
  /** What else was found in each: cut-offs, and what could not be read, up to where reading ended. */
  readonly remarks: readonly [readonly JsonlItem[], readonly JsonlItem[]];
}

const CONTEXT = 5;
/** So far ahead it is looked whether one record was merely put in. */
const LOOK_AHEAD = 8;

/** Where two traces differ first. Events count only where both traces have them, which is in JSONL. */
export async function compareTraces(one: OpenTrace, other: OpenTrace, options: CompareOptions): Promise<Comparison> {
  const withEvents = one.format === 'jsonl' && other.format === 'jsonl';
  const [a, b] = [new Reader(one, withEvents, options), new Reader(other, withEvents, options)];
  const before: Told[] = [];
  let index = 0;
  let difference: Difference | null = null;
  for (;;) {
    const [first, second] = [await a.peek(LOOK_AHEAD), await b.peek(LOOK_AHEAD)];
    if (first[0] === undefined && second[0] === undefined) break;
    const kind = kindOf(first, second, withEvents, options.toleranceUs);
    if (kind !== null) {
      difference = { kind, index, before, first: first.slice(0, CONTEXT), second: second.slice(0, CONTEXT) };
      break;
    }
    before.push(first[0] ?? second[0] ?? unreachable());
    if (before.length > CONTEXT) before.shift();
    index++;
    a.skip();
    b.skip();
  }
  return { difference, compared: index, remarks: [a.remarks, b.remarks] };
}

function unreachable(): never {
  throw new TypeError('two traces that have both ended are compared');
}

/** Null where both go on alike. */
function kindOf(
  a: readonly Told[],
  b: readonly Told[],
  withEvents: boolean,
  toleranceUs: Micros,
): DifferenceKind | null {
  const [first, second] = [a[0], b[0]];
  if (first === undefined) return second === undefined ? null : 'longer';
  if (second === undefined) return 'shorter';
  if (saysTheSame(first, second, withEvents)) {
    return Math.abs(timeOf(first) - timeOf(second)) <= toleranceUs ? null : 'time';
  }
  const fits = (x: Told, y: Told): boolean => saysTheSame(x, y, withEvents);
  if (a.slice(1).some((later) => fits(later, second)) && !b.slice(1).some((later) => fits(first, later)))
    return 'missing';
  if (b.slice(1).some((later) => fits(first, later)) && !a.slice(1).some((later) => fits(later, second)))
    return 'extra';
  return 'changed';
}

/** Content apart from time. Who sent a frame is told by JSONL alone. */
function saysTheSame(a: Told, b: Told, withSource: boolean): boolean {
  if (a.kind === 'frame') {
    return b.kind === 'frame' && sameFrame(a.frame, b.frame) && (!withSource || a.source === b.source);
  }
  if (b.kind === 'frame') return false;
  return isDeepStrictEqual({ ...a.report, timeUs: 0 }, { ...b.report, timeUs: 0 });
}

export function timeOf(told: Told): Micros {
  return told.kind === 'frame' ? told.timeUs : told.report.timeUs;
}

/** Looks a few records ahead into a trace. */
class Reader {
  readonly remarks: JsonlItem[] = [];
  readonly #portions: AsyncIterator<readonly JsonlItem[]>;
  readonly #withEvents: boolean;
  readonly #fromZero: boolean;
  #ahead: Told[] = [];
  #at = 0;
  #baseUs: Micros | null = null;
  #hasEnded = false;

  constructor(trace: OpenTrace, withEvents: boolean, { fromZero }: CompareOptions) {
    this.#portions = trace.items[Symbol.asyncIterator]();
    this.#withEvents = withEvents;
    this.#fromZero = fromZero;
  }

  /** The next records, fewer where the trace ends. */
  async peek(count: number): Promise<readonly Told[]> {
    while (!this.#hasEnded && this.#ahead.length - this.#at < count) await this.#readOn();
    return this.#ahead.slice(this.#at, this.#at + count);
  }

  skip(): void {
    this.#at++;
  }

  async #readOn(): Promise<void> {
    const next = await this.#portions.next();
    if (next.done === true) {
      this.#hasEnded = true;
      return;
    }
    this.#ahead = this.#ahead.slice(this.#at);
    this.#at = 0;
    for (const item of next.value) {
      if (item.kind === 'frame' || (item.kind === 'report' && this.#withEvents)) this.#ahead.push(this.#based(item));
      else if (item.kind === 'bad' || item.kind === 'cut-off') this.remarks.push(item);
    }
  }

  #based(told: Told): Told {
    this.#baseUs ??= this.#fromZero ? timeOf(told) : 0;
    if (this.#baseUs === 0) return told;
    const timeUs = timeOf(told) - this.#baseUs;
    return told.kind === 'frame' ? { ...told, timeUs } : { kind: 'report', report: { ...told.report, timeUs } };
  }
}
