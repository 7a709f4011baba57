import { toHex } from '../../can-bus/bytes/hex.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { ServedOnlyEvent } from './feed-event.ts';

const NEGATIVE = 0x7f;
const SUPPRESS = 0x80;

interface OpenRequest {
  readonly source: string;
  readonly endpoint: string;
  readonly client: string | null;
  readonly request: Uint8Array;
  readonly startedUs: Micros;
  /** What the history says of the refusal. */
  reason: string | null;
}

/** A request and its final response, found among what the ECUs report. */
export interface FoundExchange {
  readonly event: ServedOnlyEvent;
  readonly request: Uint8Array;
  /** Null where it is not negative. */
  readonly nrc: number | null;
  readonly reason: string | null;
}

/** Joins requests and responses as ECUs report them. */
export class ExchangePairs {
  readonly #open = new Map<string, OpenRequest>();

  /** Whether a request has had no final answer yet. */
  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  /** @param sender who sent the last frame: of a request that is complete, the one that asked */
  take(happened: CarEvent, sender: string | null): readonly FoundExchange[] {
    const { event, source, timeUs } = happened;
    if (event.kind === 'history' && event.outcome === 'refused') this.#explain(source, event.reason);
    if (event.kind === 'ecu' && event.state !== 'running') return this.#endAll(source, timeUs);
    if (event.kind !== 'uds') return [];
    const { endpoint, payload } = event;
    const name = `${source} ${endpoint}`;
    if (event.direction === 'request') {
      const before = this.#end(name, null, timeUs);
      this.#open.set(name, { source, endpoint, client: sender, request: payload, startedUs: timeUs, reason: null });
      return before;
    }
    return isPending(payload) ? [] : this.#end(name, payload, timeUs);
  }

  /** Requests that wanted no answer and have got none by now. */
  takeSilent(timeUs: Micros): readonly FoundExchange[] {
    return [...this.#open].flatMap(([name, { request, startedUs }]) =>
      startedUs < timeUs && ((request[1] ?? 0) & SUPPRESS) !== 0 ? this.#end(name, null, timeUs) : [],
    );
  }

  #explain(source: string, reason: string): void {
    for (const request of this.#open.values()) if (request.source === source) request.reason = reason;
  }

  #endAll(source: string, timeUs: Micros): readonly FoundExchange[] {
    return [...this.#open].flatMap(([name, open]) => (open.source === source ? this.#end(name, null, timeUs) : []));
  }

  #end(name: string, response: Uint8Array | null, timeUs: Micros): readonly FoundExchange[] {
    const open = this.#open.get(name);
    if (open === undefined) return [];
    this.#open.delete(name);
    const { source, endpoint, client, request, startedUs, reason } = open;
    const details = {
      endpoint,
      ...(client === null ? {} : { client }),
      startedUs,
      request: toHex(request),
      response: response === null ? null : toHex(response),
    };
    const nrc = response?.[0] === NEGATIVE ? (response[2] ?? null) : null;
    const event: ServedOnlyEvent = { timeUs, source, servedKind: 'uds', event: { kind: 'uds-exchange', ...details } };
    return [{ event, request, nrc, reason }];
  }
}

function isPending(payload: Uint8Array): boolean {
  return payload[0] === NEGATIVE && payload[2] === NRC.requestCorrectlyReceivedResponsePending;
}
