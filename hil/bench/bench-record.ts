import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { TraceHash } from '../../can-bus/trace/trace-hash.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { CarExchange } from '../scenario/bench.ts';

/** Number of requests kept for the report. */
const REMEMBERED_EXCHANGES = 8;

/** What a bench records of a run: the hash of its trace, and the last requests. */
export class BenchRecord {
  readonly #hash = new TraceHash();
  readonly #exchanges: CarExchange[] = [];

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    this.#hash.frame(timeUs, frame, sender);
  }

  /** @param prefix of the source, where several cars share the trace */
  event(car: string, { timeUs, source, event }: CarEvent, prefix = ''): void {
    this.#hash.event(timeUs, prefix + source, event);
    if (event.kind !== 'uds-exchange') return;
    this.#exchanges.push({ car, exchange: event });
    if (this.#exchanges.length > REMEMBERED_EXCHANGES) this.#exchanges.shift();
  }

  /** Oldest first. */
  get recentExchanges(): readonly CarExchange[] {
    return this.#exchanges;
  }

  traceHash(): string {
    return this.#hash.digest();
  }
}
