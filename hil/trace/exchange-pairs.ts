import { toHex } from '../../can-bus/bytes/hex.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { ServedOnlyEvent } from './feed-event.ts';
import { NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';

/** Has had no final response yet. */
class OpenRequest {
  readonly source: string;
  readonly endpoint: string;
  readonly client: string | null;
  readonly request: Uint8Array;
  readonly startedUs: Micros;
  /** A final response follows, because 0x78 has been sent. */
  isPending = false;
  /** What the history says of the refusal. */
  reason: string | null = null;

  constructor(source: string, endpoint: string, client: string | null, request: Uint8Array, startedUs: Micros) {
    this.source = source;
    this.endpoint = endpoint;
    this.client = client;
    this.request = request;
    this.startedUs = startedUs;
  }
}

/** A request and its final response, found among what the ECUs report. */
export interface FoundExchange {
  readonly event: ServedOnlyEvent;
  readonly request: Uint8Array;
  /** Null where it is not negative. */
  readonly nrc: number | null;
  readonly reason: string | null;
}

const NONE: readonly FoundExchange[] = [];

/** Joins requests and responses as ECUs report them. */
export class ExchangePairs {
  readonly #p2Us: Micros;
  readonly #open = new Map<string, OpenRequest>();

  /** @param p2Us within which the ECUs send a response, or 0x78 */
  constructor(p2Us: Micros) {
    this.#p2Us = p2Us;
  }

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
      this.#open.set(name, new OpenRequest(source, endpoint, sender, payload, timeUs));
      return before;
    }
    if (!isPending(payload)) return this.#end(name, payload, timeUs);
    const open = this.#open.get(name);
    if (open !== undefined) open.isPending = true;
    return [];
  }

  /** Requests that may go without an answer, and get none any more (conformance 9, 12). */
  takeSilent(timeUs: Micros): readonly FoundExchange[] {
    let found: readonly FoundExchange[] = NONE;
    for (const [name, open] of this.#open) {
      const isLate = open.startedUs + this.#p2Us < timeUs && !open.isPending;
      if (isLate && mayBeSilent(open)) found = [...found, ...this.#end(name, null, timeUs)];
    }
    return found;
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
    const kind = 'uds-exchange';
    const asked = toHex(request);
    const answered = response === null ? null : toHex(response);
    const event: ServedOnlyEvent = {
      timeUs,
      source,
      servedKind: 'uds',
      event:
        client === null
          ? { kind, endpoint, startedUs, request: asked, response: answered }
          : { kind, endpoint, client, startedUs, request: asked, response: answered },
    };
    const nrc = response?.[0] === NEGATIVE_RESPONSE ? (response[2] ?? null) : null;
    return [{ event, request, nrc, reason }];
  }
}

function mayBeSilent({ endpoint, request }: OpenRequest): boolean {
  return endpoint === 'functional' || suppressesPositiveResponse(request);
}

function isPending(payload: Uint8Array): boolean {
  return payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.requestCorrectlyReceivedResponsePending;
}
