import { counted } from '../../can-bus/text/counted.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { PassiveChannel } from '../../can-bus/isotp/passive-channel.ts';
import type { ReceiveFault } from '../../can-bus/isotp/types.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE, SID } from '../../can-bus/uds/service-ids.ts';
import { endName, type DiagnosticPair } from './diagnostic-pair.ts';
import { ExchangeRules, isPendingResponse, type ReceivedResponse, type OpenExchange } from './exchange-rules.ts';
import type { ExplainedSink } from './explained.ts';
import { answersRequest } from './request-match.ts';
import type { RuleLedger } from './rule-ledger.ts';
import { SecurityRules } from './security-rules.ts';
import { ms, TransportWatch, type BrokenMessage } from './transport-watch.ts';
import { bytesWords } from './value-words.ts';

/** Without a request a session ends after this time (conformance 25). */
const S3_US: Micros = 5000 * MICROS_PER_MILLI;
const DEFAULT_SESSION = 1;
/** After P2 or P2*, before a response counts as missing: a late one is still reported with its time. */
const OVERDUE_US: Micros = 5 * MICROS_PER_SECOND;

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
  readonly #security: SecurityRules;
  readonly #requests: PassiveChannel;
  readonly #responses: PassiveChannel;
  readonly #requestWatch: TransportWatch;
  readonly #responseWatch: TransportWatch;
  readonly #functional: FunctionalRequest;
  #open: OpenExchange | null = null;
  /** A request that came before the open one was answered (conformance 28). */
  #busy: OpenExchange | null = null;
  /** This end's part of a request to all. */
  #toAll: { readonly of: OpenExchange; readonly open: OpenExchange } | null = null;
  /** Null where the log does not show it. */
  #session: number | null = null;
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
    this.#security = new SecurityRules(ledger, this.responseName);
    this.#requests = new PassiveChannel({ id: request.id, address: request.address });
    this.#responses = new PassiveChannel({ id: response.id, address: response.address });
    const lengthOf = (address: number | null): 0 | 1 => (address === null ? 0 : 1);
    this.#requestWatch = new TransportWatch(ledger, this.requestName, lengthOf(request.address));
    this.#responseWatch = new TransportWatch(ledger, this.responseName, lengthOf(response.address));
  }

  request(frame: CanFrame, timeUs: Micros): void {
    if (!this.#requests.concerns(frame)) return;
    if (this.#requestWatch.take(frame.data, timeUs)) this.#responseWatch.flowControl(frame.data, timeUs);
    const broken = this.#requestWatch.takeBroken();
    if (broken !== null) this.#note(timeUs, `${this.requestName}: a request broke off${partOf(broken)}`);
    const message = this.#requests.take(frame, timeUs);
    if (message === null) return;
    const { payload, firstUs, lastUs } = message;
    this.sweep(firstUs);
    if (this.#session !== null && this.#session !== DEFAULT_SESSION && firstUs - this.#lastActivityUs > S3_US) {
      const text = `no request for ${ms(firstUs - this.#lastActivityUs)}: S3 has run out, the session is over`;
      this.#note(firstUs, `${this.responseName}: ${text}`);
      this.#changeSession(DEFAULT_SESSION);
    }
    this.#lastActivityUs = lastUs;
    const isWhileBusy = (this.#open?.pendingUs.length ?? 0) > 0;
    const times = { startUs: firstUs, endUs: lastUs };
    const open: OpenExchange = { request: payload, ...times, functional: false, isWhileBusy, pendingUs: [] };
    if (this.#open === null) this.#open = open;
    else if (payload[0] === SID.testerPresent && suppressesPositiveResponse(payload)) {
      this.#ledger.kept(9);
      this.#finish(open, { kind: 'no-response' }, null);
    } else if (firstUs - this.#open.endUs <= this.#rules.waitUs(this.#open) && !this.#responseWatch.isUnderWay) {
      this.#finishBusy();
      this.#busy = open;
    } else {
      this.#finishSilent();
      this.#open = open;
    }
  }

  response(frame: CanFrame, timeUs: Micros): void {
    if (!this.#responses.concerns(frame)) return;
    if (this.#responseWatch.take(frame.data, timeUs)) this.#requestWatch.flowControl(frame.data, timeUs);
    const broken = this.#responseWatch.takeBroken();
    if (broken !== null) this.#brokeOff(broken, timeUs, 'wrong-sequence-number');
    const message = this.#responses.take(frame, timeUs);
    if (message === null) return;
    this.responses++;
    const open = this.#openFor(message.payload);
    if (open === null) {
      const bytes = bytesWords(message.payload);
      this.#note(message.firstUs, `${this.responseName}: a response that no request in the log explains: ${bytes}`);
      return;
    }
    this.#lastActivityUs = timeUs;
    if (isPendingResponse(message.payload)) {
      this.#rules.pending(open, message);
      open.pendingUs.push(message.firstUs);
      return;
    }
    this.#rules.final(open, message, this.#session);
    this.#security.judge(open, message, this.#session === DEFAULT_SESSION);
    this.#noteSession(open.request, message.payload);
    this.#finish(open, outcomeOf(message.payload), message);
  }

  /** A request to all ECUs restarts S3 too (conformance 17, 26). */
  requestToAll(timeUs: Micros): void {
    this.#lastActivityUs = timeUs;
  }

  /** Ends what has waited too long for its response. */
  sweep(nowUs: Micros): void {
    const open = this.#open;
    if (open === null) return;
    const fromUs = open.pendingUs.at(-1) ?? open.endUs;
    const isOver = nowUs - fromUs > this.#rules.waitUs(open) + OVERDUE_US;
    if (isOver && !this.#responseWatch.isUnderWay) this.#finishSilent();
  }

  /** The log is over. */
  end(): void {
    this.#finishSilent();
    this.#finishSilent();
  }

  /** What a response belongs to; null where nothing has asked for it. */
  #openFor(payload: Uint8Array): OpenExchange | null {
    const busy = this.#busy;
    const isBusyRefused = payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.busyRepeatRequest;
    if (busy !== null && answersRequest(busy.request, payload)) {
      const isOpenAnswered = this.#open !== null && answersRequest(this.#open.request, payload);
      if (isBusyRefused) {
        this.#busy = null;
        return busy;
      }
      // The first request has no response: the second one was not refused, but taken in its place.
      if (!isOpenAnswered) this.#finishSilent();
    }
    const open = this.#open;
    if (open !== null && answersRequest(open.request, payload)) return open;
    return this.#functionalOpen(payload) ?? open;
  }

  /** The exchange of a request to all ECUs, if this is an answer to it. */
  #functionalOpen(payload: Uint8Array): OpenExchange | null {
    const { open } = this.#functional;
    if (open === null || !answersRequest(open.request, payload)) return null;
    if (this.#toAll?.of !== open) {
      this.#functional.answers++;
      this.#toAll = { of: open, open: { ...open, pendingUs: [] } };
    }
    return this.#toAll.open;
  }

  #brokeOff(broken: BrokenMessage, timeUs: Micros, fault: ReceiveFault): void {
    const open = this.#open ?? this.#functional.open;
    if (open === null) {
      this.#note(timeUs, `${this.responseName}: a response broke off${partOf(broken)}`);
      return;
    }
    this.#finish(open, { kind: 'receive-failed', fault }, null, broken);
  }

  #finishSilent(): void {
    this.#responseWatch.breakOff();
    const broken = this.#responseWatch.takeBroken();
    if (broken !== null) {
      this.#brokeOff(broken, this.#lastActivityUs, 'timeout-cr');
      return;
    }
    const open = this.#open;
    if (open !== null) this.#silent(open);
  }

  #silent(open: OpenExchange): void {
    this.#rules.silence(open, this.responses > 0);
    const isSuppressed = suppressesPositiveResponse(open.request) && open.pendingUs.length === 0;
    const outcome: UdsOutcome = isSuppressed
      ? { kind: 'no-response' }
      : { kind: 'timeout', waitedFor: open.pendingUs.length > 0 ? 'p2-star' : 'p2' };
    this.#finish(open, outcome, null);
  }

  /** A request during another one that nobody has answered. */
  #finishBusy(): void {
    const busy = this.#busy;
    this.#busy = null;
    if (busy !== null) this.#silent(busy);
  }

  #finish(
    open: OpenExchange,
    outcome: UdsOutcome,
    response: ReceivedResponse | null,
    brokenOff: BrokenMessage | null = null,
  ): void {
    if (open === this.#open) {
      this.#open = this.#busy;
      this.#busy = null;
    }
    if (open.functional) this.#toAll = null;
    this.exchanges++;
    this.#emit({
      kind: 'exchange',
      timeUs: open.startUs,
      endUs: response?.lastUs ?? open.endUs,
      bus: this.bus,
      from: open.functional ? this.#functional.from : this.requestName,
      to: this.responseName,
      functional: open.functional,
      request: open.request,
      outcome,
      waitedUs: response === null ? null : response.firstUs - open.endUs,
      pending: open.pendingUs.length,
      brokenOff,
      pair: this.pair,
      broken: this.#ledger.drain(),
    });
  }

  #noteSession([sid, second = 0]: Uint8Array, response: Uint8Array): void {
    if (response[0] === NEGATIVE_RESPONSE) return;
    if (sid === SID.diagnosticSessionControl) this.#changeSession(second & 0x7f);
    else if (sid === SID.ecuReset) this.#changeSession(DEFAULT_SESSION);
  }

  #changeSession(session: number): void {
    this.#session = session;
    this.#security.locked();
  }

  #note(timeUs: Micros, text: string): void {
    this.#emit({ kind: 'note', timeUs, bus: this.bus, text, broken: this.#ledger.drain() });
  }
}

function partOf({ received, length }: BrokenMessage): string {
  return ` after ${received} of ${counted(length, 'byte')}`;
}

function outcomeOf(payload: Uint8Array): UdsOutcome {
  if (payload[0] === NEGATIVE_RESPONSE) return { kind: 'negative', response: payload, nrc: payload[2] ?? 0 };
  return { kind: 'positive', response: payload };
}
