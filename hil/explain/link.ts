import { PassiveChannel } from '../../can-bus/isotp/passive-channel.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NEGATIVE_RESPONSE, SID } from '../../can-bus/uds/service-ids.ts';
import { endName, type DiagnosticPair } from './diagnostic-pair.ts';
import { ExchangeRules, isPendingResponse, type HeardResponse, type OpenExchange } from './exchange-rules.ts';
import type { ExplainedSink } from './explained.ts';
import type { RuleLedger } from './rule-ledger.ts';
import { ms, TransportWatch } from './transport-watch.ts';

/** Without a request a session ends after this time (conformance 25). */
const S3_US: Micros = 5000 * MICROS_PER_MILLI;
const DEFAULT_SESSION = 1;

/** Where a request to all ECUs waits for its responses. */
export interface FunctionalRequest {
  open: OpenExchange | null;
  from: string;
  answers: number;
}

/** One pair of ends on one bus: its messages, exchanges and rules. */
export class Link {
  readonly pair: DiagnosticPair;
  readonly bus: string;
  readonly requestName: string;
  readonly responseName: string;
  readonly #emit: ExplainedSink;
  readonly #ledger: RuleLedger;
  readonly #rules: ExchangeRules;
  readonly #requests: PassiveChannel;
  readonly #responses: PassiveChannel;
  readonly #requestWatch: TransportWatch;
  readonly #responseWatch: TransportWatch;
  readonly #functional: FunctionalRequest;
  #open: OpenExchange | null = null;
  #session = DEFAULT_SESSION;
  #lastActivityUs: Micros = 0;
  exchanges = 0;
  responses = 0;

  constructor(
    pair: DiagnosticPair,
    bus: string,
    functional: FunctionalRequest,
    ledger: RuleLedger,
    emit: ExplainedSink,
  ) {
    this.pair = pair;
    this.bus = bus;
    this.#functional = functional;
    this.#ledger = ledger;
    this.#emit = emit;
    const { request, response } = pair;
    this.requestName = endName(request);
    this.responseName = endName(response);
    this.#rules = new ExchangeRules(ledger, this.responseName);
    this.#requests = new PassiveChannel({ id: request.id, address: request.address });
    this.#responses = new PassiveChannel({ id: response.id, address: response.address });
    const lengthOf = (address: number | null): 0 | 1 => (address === null ? 0 : 1);
    this.#requestWatch = new TransportWatch(ledger, this.requestName, lengthOf(request.address));
    this.#responseWatch = new TransportWatch(ledger, this.responseName, lengthOf(response.address));
  }

  request(frame: CanFrame, timeUs: Micros): void {
    if (!this.#requests.concerns(frame)) return;
    if (this.#requestWatch.take(frame.data, timeUs)) this.#responseWatch.flowControl(frame.data, timeUs);
    const message = this.#requests.take(frame, timeUs);
    if (message === null) return;
    this.#finishSilent();
    if (this.#session !== DEFAULT_SESSION && message.firstUs - this.#lastActivityUs > S3_US) {
      const text = `no request for ${ms(message.firstUs - this.#lastActivityUs)}: S3 has run out, the session is over`;
      this.#note(message.firstUs, `${this.responseName}: ${text}`);
      this.#session = DEFAULT_SESSION;
    }
    const { payload, firstUs, lastUs } = message;
    this.#lastActivityUs = lastUs;
    this.#open = { request: payload, startUs: firstUs, endUs: lastUs, functional: false, pendingUs: [] };
  }

  response(frame: CanFrame, timeUs: Micros): void {
    if (!this.#responses.concerns(frame)) return;
    if (this.#responseWatch.take(frame.data, timeUs)) this.#requestWatch.flowControl(frame.data, timeUs);
    const message = this.#responses.take(frame, timeUs);
    if (message === null) return;
    this.responses++;
    const open = this.#open ?? this.#functionalOpen(message.payload);
    if (open === null) {
      this.#note(message.firstUs, `${this.responseName}: a response that no request in the log explains`);
      return;
    }
    this.#lastActivityUs = timeUs;
    if (isPendingResponse(message.payload)) {
      this.#rules.pending(open, message);
      open.pendingUs.push(message.firstUs);
      return;
    }
    this.#rules.final(open, message);
    this.#noteSession(open.request, message.payload);
    this.#finish(open, outcomeOf(message.payload), message);
  }

  /** A request to all ECUs restarts S3 too (conformance 17, 26). */
  requestToAll(timeUs: Micros): void {
    this.#lastActivityUs = timeUs;
  }

  /** The log is over, or the other end asks for something else. */
  end(): void {
    this.#finishSilent();
  }

  /** The exchange of a request to all ECUs, if this is an answer to it. */
  #functionalOpen(payload: Uint8Array): OpenExchange | null {
    const { open } = this.#functional;
    if (open === null) return null;
    const [first, second] = payload;
    const sid = open.request[0] ?? 0;
    const isAnswer = first === NEGATIVE_RESPONSE ? second === sid : first === sid + 0x40;
    if (!isAnswer) return null;
    this.#functional.answers++;
    return { ...open, pendingUs: [] };
  }

  #finishSilent(): void {
    const open = this.#open;
    if (open === null) return;
    this.#rules.silence(open, this.responses > 0);
    const isSuppressed = suppressesPositiveResponse(open.request) && open.pendingUs.length === 0;
    const outcome: UdsOutcome = isSuppressed
      ? { kind: 'no-response' }
      : { kind: 'timeout', waitedFor: open.pendingUs.length > 0 ? 'p2-star' : 'p2' };
    this.#finish(open, outcome, null);
  }

  #finish(open: OpenExchange, outcome: UdsOutcome, response: HeardResponse | null): void {
    if (!open.functional) this.#open = null;
    this.exchanges++;
    this.#emit({
      kind: 'exchange',
      timeUs: open.startUs,
      bus: this.bus,
      from: open.functional ? this.#functional.from : this.requestName,
      to: this.responseName,
      functional: open.functional,
      request: open.request,
      outcome,
      waitedUs: response === null ? null : response.firstUs - open.endUs,
      pending: open.pendingUs.length,
      isSmartKey: this.pair.isSmartKey,
      broken: this.#ledger.drain(),
    });
  }

  #noteSession([sid, second = 0]: Uint8Array, response: Uint8Array): void {
    if (response[0] === NEGATIVE_RESPONSE) return;
    if (sid === SID.diagnosticSessionControl) this.#session = second & 0x7f;
    else if (sid === SID.ecuReset) this.#session = DEFAULT_SESSION;
  }

  #note(timeUs: Micros, text: string): void {
    this.#emit({ kind: 'note', timeUs, bus: this.bus, text, broken: this.#ledger.drain() });
  }
}

function outcomeOf(payload: Uint8Array): UdsOutcome {
  if (payload[0] === NEGATIVE_RESPONSE) return { kind: 'negative', response: payload, nrc: payload[2] ?? 0 };
  return { kind: 'positive', response: payload };
}
