import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { PassiveChannel } from '../../can-bus/isotp/passive-channel.ts';
import type { ReceiveFault } from '../../can-bus/isotp/types.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NEGATIVE_RESPONSE, SID } from '../../can-bus/uds/service-ids.ts';
import { endName, type DiagnosticPair } from './diagnostic-pair.ts';
import {
  ExchangeRules,
  isPendingResponse,
  P2_STAR_US,
  type ReceivedResponse,
  type OpenExchange,
} from './exchange-rules.ts';
import type { ExplainedSink } from './explained.ts';
import { PartOfFunctional, type FunctionalRequests } from './functional-requests.ts';
import { OpenRequests } from './open-requests.ts';
import { isOfService } from './request-match.ts';
import type { RuleLedger } from './rule-ledger.ts';
import { SecurityRules } from './security-rules.ts';
import { ms, partOf, TransportWatch, type BrokenMessage } from './transport-watch.ts';
import { unjudgedWords, type Unjudged } from './unjudged.ts';
import { Unseen } from './unseen.ts';
import { bytesWords } from './value-words.ts';

/** Without a request a session ends after this time (conformance 25). */
const S3_US: Micros = 5000 * MICROS_PER_MILLI;
const DEFAULT_SESSION = 1;
/** After P2 or P2*, before a response counts as missing: a late one is still reported with its time. */
const OVERDUE_US: Micros = 5 * MICROS_PER_SECOND;
/** How long an ECU that restarts may say nothing. */
const RESTART_US: Micros = 5 * MICROS_PER_SECOND;

/** Where a link is. */
interface LinkPlace {
  readonly pair: DiagnosticPair;
  readonly bus: string;
  /** From when on the log shows its frames. */
  readonly startUs: Micros;
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
  readonly #open: OpenRequests;
  /** This end's part of requests to all. */
  readonly #toAll: PartOfFunctional;
  /** Null where the log does not show it. */
  #session: number | null = null;
  #lastActivityUs: Micros = 0;
  /** Requests of which a missing or a late response says nothing. */
  readonly #unjudged = new WeakMap<OpenExchange, Unjudged>();
  /** Requests that the log does not show. */
  readonly #unseen: Unseen;
  /** Until when the ECU may be restarting. */
  #restartUntilUs: Micros = -Infinity;
  #notes = 0;
  exchanges = 0;
  responses = 0;

  constructor(
    { pair, bus, startUs }: LinkPlace,
    functional: FunctionalRequests,
    ledger: RuleLedger,
    emit: ExplainedSink,
  ) {
    this.pair = pair;
    this.bus = bus;
    this.#ledger = ledger;
    this.#unseen = new Unseen(startUs, P2_STAR_US);
    this.#emit = emit;
    const { request, response } = pair;
    this.requestName = endName(request);
    this.responseName = endName(response);
    this.#rules = new ExchangeRules(ledger, this.responseName);
    this.#security = new SecurityRules(ledger, this.responseName);
    this.#open = new OpenRequests(this.#rules);
    this.#toAll = new PartOfFunctional(functional, this.#rules);
    this.#requests = new PassiveChannel({ id: request.id, address: request.address });
    this.#responses = new PassiveChannel({ id: response.id, address: response.address });
    const lengthOf = (address: number | null): 0 | 1 => (address === null ? 0 : 1);
    this.#requestWatch = new TransportWatch(ledger, this.requestName, lengthOf(request.address), startUs);
    this.#responseWatch = new TransportWatch(ledger, this.responseName, lengthOf(response.address), startUs);
  }

  /** Whether the log shows anything of it. */
  get isSeen(): boolean {
    return this.exchanges + this.responses + this.#notes > 0;
  }

  request(frame: CanFrame, timeUs: Micros): void {
    if (!this.#requests.concerns(frame)) return;
    if (this.#requestWatch.take(frame.data, timeUs)) {
      this.#responseWatch.flowControl(frame.data, timeUs);
      this.#noteBrokenResponse(timeUs);
    }
    this.#noteBrokenRequest(timeUs);
    const message = this.#requests.take(frame, timeUs);
    if (message === null) return;
    const { payload, firstUs, lastUs } = message;
    this.sweep(firstUs);
    const isOpen = this.#session !== null && this.#session !== DEFAULT_SESSION;
    if (isOpen && this.#ledger.hasTimes && firstUs - this.#lastActivityUs > S3_US) {
      const text = `no request for ${ms(firstUs - this.#lastActivityUs)}: S3 has run out, the session is over`;
      this.#note(firstUs, `${this.responseName}: ${text}`);
      this.#changeSession(DEFAULT_SESSION);
    }
    this.#lastActivityUs = lastUs;
    if (this.#responseWatch.isStalled(firstUs)) this.#breakOff();
    // The end of a response that is under way is the end of P2 for no request.
    const isUnderWay = this.#responseWatch.isUnderWay;
    if (!isUnderWay) for (const open of this.#open.over(firstUs, 0)) this.#silent(open);
    const isTesterPresent = payload[0] === SID.testerPresent && suppressesPositiveResponse(payload);
    const isWhileBusy = this.#open.isBusy && !isTesterPresent;
    const times = { startUs: firstUs, endUs: lastUs };
    const open: OpenExchange = { request: payload, ...times, functional: false, isWhileBusy, pendingUs: [] };
    if (isUnderWay) this.#open.excuse(open);
    if (firstUs <= this.#restartUntilUs) this.#unjudged.set(open, 'restart');
    const tooMany = this.#open.add(open);
    if (tooMany !== null) this.#silent(tooMany);
    this.#noteSuppressed(payload, lastUs);
  }

  response(frame: CanFrame, timeUs: Micros): void {
    if (!this.#responses.concerns(frame)) return;
    if (this.#responseWatch.take(frame.data, timeUs)) {
      this.#requestWatch.flowControl(frame.data, timeUs);
      this.#noteBrokenRequest(timeUs);
    }
    this.#noteBrokenResponse(timeUs);
    const message = this.#responses.take(frame, timeUs);
    if (message === null) return;
    this.responses++;
    this.#restartUntilUs = -Infinity;
    const open = this.#open.find(message, this.#toAll.open(message.firstUs));
    if (open === null || this.#isOfUnseen(open, message)) {
      const bytes = bytesWords(message.payload);
      this.#note(message.firstUs, `${this.responseName}: a response that no request in the log explains: ${bytes}`);
      return;
    }
    for (const silent of this.#open.pass(open, message.payload)) this.#silent(silent);
    this.#toAll.begin(open);
    this.#lastActivityUs = timeUs;
    if (isPendingResponse(message.payload)) {
      if (this.#isJudged(open, message)) this.#rules.pending(open, message);
      open.pendingUs.push(message.firstUs);
      return;
    }
    if (this.#isJudged(open, message)) {
      this.#rules.final(open, message, this.#session);
      this.#security.judge(open, message, this.#session === DEFAULT_SESSION);
    }
    this.#noteSession(open.request, message.payload);
    this.#finish(open, outcomeOf(message.payload), message);
    if (open.request[0] === SID.ecuReset && message.payload[0] !== NEGATIVE_RESPONSE) this.#restart(message.lastUs);
  }

  /** A request to all ECUs restarts S3 too (conformance 17, 26). */
  requestToAll(payload: Uint8Array, timeUs: Micros): void {
    this.#lastActivityUs = timeUs;
    this.#noteSuppressed(payload, timeUs);
  }

  /** Ends what has waited too long for its response. */
  sweep(nowUs: Micros): void {
    if (this.#responseWatch.isUnderWay) return;
    for (const open of this.#open.over(nowUs, OVERDUE_US)) this.#silent(open);
    for (const open of this.#toAll.pending) if (this.#rules.isLate(open, nowUs - OVERDUE_US)) this.#silent(open);
  }

  /** A part of the log was skipped: nothing that crosses it is judged, and the session is not known. */
  skipped(nowUs: Micros): void {
    for (const watch of [this.#requestWatch, this.#responseWatch]) watch.skipped(nowUs);
    this.#unseen.skipped(nowUs);
    const silent = new Set(this.#responseWatch.isUnderWay ? [] : this.#open.over(nowUs, 0));
    const toAll = this.#toAll.open(nowUs).map(({ open }) => open);
    for (const open of [...this.#open.all, ...toAll]) if (!silent.has(open)) this.#unjudged.set(open, 'skipped');
    this.#forgetSession();
  }

  /** The log is over: what still has time is not judged. */
  end(endUs: Micros): void {
    const isStalled = this.#requestWatch.isStalled(endUs);
    this.#requestWatch.breakOff();
    this.#noteBrokenRequest(endUs, isStalled ? null : 'log-ends');
    const isUnderWay = this.#responseWatch.isUnderWay && !this.#responseWatch.isStalled(endUs);
    this.#breakOff(isUnderWay ? 'log-ends' : null);
    if (!isUnderWay) {
      // A request behind one that is pending is over when that one is.
      for (let over = this.#open.over(endUs, 0); over.length > 0; over = this.#open.over(endUs, 0)) {
        for (const open of over) this.#silent(open);
      }
      for (const open of this.#toAll.pending) if (this.#rules.isLate(open, endUs)) this.#silent(open);
    }
    for (const open of [...this.#open.all, ...this.#toAll.pending]) {
      this.#unanswered(open, this.#unjudged.get(open) ?? 'log-ends');
    }
  }

  /** Whether a response may belong to a request that the log does not show: it is of another service. */
  #isOfUnseen(open: OpenExchange, { payload, firstUs }: ReceivedResponse): boolean {
    if (!isOfService(open.request, payload)) return this.#unseen.goesOn(firstUs);
    this.#unseen.begun();
    return false;
  }

  /** While an ECU restarts, its response may be late, and no more. */
  #isJudged(open: OpenExchange, { firstUs }: ReceivedResponse): boolean {
    const why = this.#unjudged.get(open);
    return why === undefined || (why === 'restart' && !this.#rules.isLate(open, firstUs));
  }

  /** The ECU restarts: until it answers again, no response is missing or late. */
  #restart(nowUs: Micros): void {
    this.#restartUntilUs = nowUs + RESTART_US;
    for (const open of this.#open.all) if (open.request[0] !== SID.ecuReset) this.#unjudged.set(open, 'restart');
  }

  /** Nothing more of a response under way will come. */
  #breakOff(unjudged: Unjudged | null = null): void {
    this.#responseWatch.breakOff();
    const broken = this.#responseWatch.takeBroken();
    if (broken !== null) this.#brokeOff(broken, this.#lastActivityUs, 'timeout-cr', unjudged);
  }

  #noteBrokenRequest(timeUs: Micros, unjudged: Unjudged | null = null): void {
    const broken = this.#requestWatch.takeBroken();
    if (broken !== null) this.#note(timeUs, `${this.requestName}: ${brokenWords('request', broken, unjudged)}`);
  }

  #noteBrokenResponse(timeUs: Micros): void {
    const broken = this.#responseWatch.takeBroken();
    if (broken === null) return;
    this.#brokeOff(broken, timeUs, broken.flowStatus === null ? 'wrong-sequence-number' : 'unexpected-frame', null);
  }

  #brokeOff(broken: BrokenMessage, timeUs: Micros, fault: ReceiveFault, unjudged: Unjudged | null): void {
    const open = this.#open.next ?? this.#toAll.open(timeUs).at(-1)?.open ?? null;
    if (open === null) {
      this.#note(timeUs, `${this.responseName}: ${brokenWords('response', broken, unjudged)}`);
      return;
    }
    this.#toAll.begin(open);
    this.#finish(open, { kind: 'receive-failed', fault }, null, broken, whyBroken(broken, unjudged));
  }

  #silent(open: OpenExchange): void {
    const why = this.#unjudged.get(open) ?? null;
    if (why === null) this.#rules.silence(open, this.responses > 0 && !this.#open.isExcused(open));
    this.#unanswered(open, why);
  }

  #unanswered(open: OpenExchange, why: Unjudged | null): void {
    const isSuppressed = suppressesPositiveResponse(open.request) && open.pendingUs.length === 0;
    const outcome: UdsOutcome = isSuppressed
      ? { kind: 'no-response' }
      : { kind: 'timeout', waitedFor: open.pendingUs.length > 0 ? 'p2-star' : 'p2' };
    this.#finish(open, outcome, null, null, isSuppressed ? null : why);
  }

  #finish(
    open: OpenExchange,
    outcome: UdsOutcome,
    response: ReceivedResponse | null,
    brokenOff: BrokenMessage | null = null,
    unjudged: Unjudged | null = null,
  ): void {
    const from = this.#toAll.of(open)?.from ?? this.requestName;
    this.#open.remove(open);
    this.#toAll.end(open);
    this.exchanges++;
    const waitedUs = response === null ? null : response.firstUs - open.endUs;
    this.#emit({
      kind: 'exchange',
      timeUs: open.startUs,
      endUs: response?.lastUs ?? open.endUs,
      bus: this.bus,
      from,
      to: this.responseName,
      functional: open.functional,
      request: open.request,
      outcome,
      waitedUs: waitedUs !== null && waitedUs < 0 ? null : waitedUs,
      pending: open.pendingUs.length,
      brokenOff,
      unjudged,
      pair: this.pair,
      broken: this.#ledger.drain(),
    });
  }

  #noteSession([sid, second = 0]: Uint8Array, response: Uint8Array): void {
    if (response[0] === NEGATIVE_RESPONSE) return;
    if (sid === SID.diagnosticSessionControl) {
      this.#rules.announced(response);
      this.#changeSession(second & 0x7f);
    }
    if (sid === SID.ecuReset) this.#changeSession(DEFAULT_SESSION);
  }

  /** Whether the ECU has done it is not shown: a response is only seen where it refuses. */
  #noteSuppressed(request: Uint8Array, timeUs: Micros): void {
    const [sid] = request;
    if (sid !== SID.diagnosticSessionControl && sid !== SID.ecuReset) return;
    if (!suppressesPositiveResponse(request)) return;
    if (sid === SID.ecuReset) this.#restart(timeUs);
    this.#forgetSession();
  }

  #forgetSession(): void {
    this.#session = null;
    this.#security.forget();
  }

  #changeSession(session: number): void {
    this.#session = session;
    this.#security.locked();
  }

  #note(timeUs: Micros, text: string): void {
    this.#notes++;
    this.#emit({ kind: 'note', timeUs, bus: this.bus, text, broken: this.#ledger.drain() });
  }
}

function outcomeOf(payload: Uint8Array): UdsOutcome {
  if (payload[0] === NEGATIVE_RESPONSE) return { kind: 'negative', response: payload, nrc: payload[2] ?? 0 };
  return { kind: 'positive', response: payload };
}

function whyBroken({ isCut }: BrokenMessage, unjudged: Unjudged | null): Unjudged | null {
  return unjudged ?? (isCut ? 'skipped' : null);
}

/** A message of which the log shows no end. */
function brokenWords(what: string, broken: BrokenMessage, unjudged: Unjudged | null): string {
  const why = whyBroken(broken, unjudged);
  return why === null ? `a ${what} broke off${partOf(broken)}` : unjudgedWords(why, broken, `a ${what}`);
}
