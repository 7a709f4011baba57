import { isDeepStrictEqual } from 'node:util';
import { sameFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { BusPairs } from './bus-pairs.ts';
import type { OpenTrace } from './read-trace.ts';
import { isEvent, type TraceEntry, type TraceRecord } from './trace-record.ts';

interface CompareOptions {
  /** Maximum difference of times. */
  readonly toleranceUs: Micros;
  /** The origin of each trace's times; null for its first record. */
  readonly originsUs: readonly [Micros | null, Micros | null];
}

/**
 * The first difference. `time`: the same record at another time. `missing`, `extra`: one of the traces continues as the
 * other does after it. `bus`: the same record on another bus. `changed`: none of these. `shorter`, `longer`: the second
 * ends where the first continues, or vice versa.
 */
type DifferenceKind = 'time' | 'bus' | 'missing' | 'extra' | 'changed' | 'shorter' | 'longer';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Number of equal records before it. */
  readonly index: number;
  /** Records before it, oldest first, from the first trace. */
  readonly before: readonly TraceRecord[];
  /** From the difference on, a few. */
  readonly first: readonly TraceRecord[];
  readonly second: readonly TraceRecord[];
}

export interface Comparison {
  readonly difference: Difference | null;
  /** Number of equal records. */
  readonly compared: number;
  /** Buses with different names in the other trace. */
  readonly renamed: readonly (readonly [string, string])[];
  /** Remarks on each trace: truncations, and what could not be read, up to where reading ended. */
  readonly remarks: readonly [readonly TraceEntry[], readonly TraceEntry[]];
}

const CONTEXT = 5;
/** How many records ahead are checked for an inserted record. */
const LOOK_AHEAD = 8;

/** Whether events other than frames count: only where both traces have them. */
export function comparesEvents(one: OpenTrace, other: OpenTrace): boolean {
  return one.format === 'jsonl' && other.format === 'jsonl';
}

/** The first difference between two traces. Events count only where both traces have them, which is in JSONL. */
export async function compareTraces(one: OpenTrace, other: OpenTrace, options: CompareOptions): Promise<Comparison> {
  const withEvents = comparesEvents(one, other);
  const [originUs, otherOriginUs] = options.originsUs;
  const [a, b] = [new Reader(one, withEvents, originUs), new Reader(other, withEvents, otherOriginUs)];
  const buses = new BusPairs();
  const before: TraceRecord[] = [];
  let index = 0;
  let difference: Difference | null = null;
  for (;;) {
    const [first, second] = [await a.peek(LOOK_AHEAD), await b.peek(LOOK_AHEAD)];
    if (first[0] === undefined && second[0] === undefined) break;
    const kind = kindOf(first, second, { withEvents, buses, toleranceUs: options.toleranceUs });
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
  return { difference, compared: index, renamed: buses.renamed(), remarks: [a.remarks, b.remarks] };
}

function unreachable(): never {
  throw new TypeError('two traces that have both ended are compared');
}

interface Rules {
  readonly withEvents: boolean;
  readonly toleranceUs: Micros;
  readonly buses: BusPairs;
}

/** Null where both continue equally. */
function kindOf(a: readonly TraceRecord[], b: readonly TraceRecord[], rules: Rules): DifferenceKind | null {
  const { withEvents, toleranceUs, buses } = rules;
  const [first, second] = [a[0], b[0]];
  if (first === undefined) return second === undefined ? null : 'longer';
  if (second === undefined) return 'shorter';
  const onOneBus = (x: TraceRecord, y: TraceRecord): boolean =>
    x.kind !== 'frame' || y.kind !== 'frame' || buses.canJoin(x.bus, y.bus);
  const fits = (x: TraceRecord, y: TraceRecord): boolean => saysTheSame(x, y, withEvents) && onOneBus(x, y);
  if (fits(first, second)) {
    if (first.kind === 'frame' && second.kind === 'frame') buses.join(first.bus, second.bus);
    return Math.abs(first.timeUs - second.timeUs) <= toleranceUs ? null : 'time';
  }
  const [isLaterInOne, isLaterInOther] = [
    a.slice(1).some((later) => fits(later, second)),
    b.slice(1).some((later) => fits(first, later)),
  ];
  if (isLaterInOne && !isLaterInOther) return 'missing';
  if (isLaterInOther && !isLaterInOne) return 'extra';
  return saysTheSame(first, second, withEvents) ? 'bus' : 'changed';
}

/** Content without time and bus. Only JSONL has the sender of a frame, and only for the car's own frames. */
function saysTheSame(a: TraceRecord, b: TraceRecord, withSource: boolean): boolean {
  if (a.kind === 'frame') {
    if (b.kind !== 'frame' || !sameFrame(a.frame, b.frame)) return false;
    return !withSource || a.source === b.source || (a.source === a.bus && b.source === b.bus);
  }
  return b.kind !== 'frame' && isDeepStrictEqual({ ...a, timeUs: 0 }, { ...b, timeUs: 0 });
}

/** Reads a few records ahead in a trace. */
class Reader {
  readonly remarks: TraceEntry[] = [];
  readonly #portions: AsyncIterator<readonly TraceEntry[]>;
  readonly #withEvents: boolean;
  #ahead: TraceRecord[] = [];
  #at = 0;
  #baseUs: Micros | null;
  #hasEnded = false;

  constructor(trace: OpenTrace, withEvents: boolean, originUs: Micros | null) {
    this.#portions = trace.items[Symbol.asyncIterator]();
    this.#withEvents = withEvents;
    this.#baseUs = originUs;
  }

  /** The next records, fewer where the trace ends. */
  async peek(count: number): Promise<readonly TraceRecord[]> {
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
      if (item.kind === 'frame' || (isEvent(item) && this.#withEvents)) this.#ahead.push(this.#based(item));
      else if (item.kind === 'bad' || item.kind === 'cut-off') this.remarks.push(item);
    }
  }

  #based(record: TraceRecord): TraceRecord {
    this.#baseUs ??= record.timeUs;
    return this.#baseUs === 0 ? record : { ...record, timeUs: record.timeUs - this.#baseUs };
  }
}
