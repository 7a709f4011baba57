import { NEVER_US, type Micros } from '../time/micros.ts';
import { answersRequest, decodeResponse, suppressesPositiveResponse } from './messages.ts';
import { NRC } from './negative-response-codes.ts';

/** How long an answer may take (conformance 18). */
interface AnswerTimes {
  /** From the end of the request to the beginning of the answer. */
  readonly p2Us: Micros;
  /** The same from a 0x78 on. */
  readonly p2StarUs: Micros;
  /** What the way adds to either. */
  readonly marginUs: Micros;
}

interface DueAnswer {
  readonly request: Uint8Array;
  /** Its last frame is on the wire. */
  isSent: boolean;
  /** Silence is no answer: bit 7 is clear, or a 0x78 has come (conformance 11). */
  isExpected: boolean;
  /** When P2 or P2* has run out. */
  endsUs: Micros;
}

/** Requests that are remembered; the oldest gives way. More do not go out within P2 at any bit rate of CAN. */
const MAX_DUE = 4_096;

/**
 * When an endpoint that passes messages on listens: while an answer to a request of its own is due, and not otherwise.
 * A timed machine without a clock.
 *
 * A request is due an answer from its handing over until its final response, or until P2 (P2* after a 0x78) has run
 * out; where bit 7 suppresses the positive response, a negative one may come all the same. An answer ends the requests
 * before its own, too: an ECU answers in order. What comes later is nobody's.
 *
 * As long as no other tester asks on the same ids, whatever comes in that time is the answer, damaged or not. From
 * another's request on, a message is taken only if it answers a request of ours by its service and what it repeats of
 * the request, so that no flow control goes to another's message.
 */
export class AnswerWindow {
  readonly #times: AnswerTimes;
  #due: DueAnswer[] = [];
  /** Another tester may be waiting for an answer until then. */
  #othersUntilUs: Micros = 0;
  /** A message of several frames comes in: the transport's N_Cr bounds it, not P2. */
  #isReceiving = false;

  constructor(times: AnswerTimes) {
    this.#times = times;
  }

  get isOpen(): boolean {
    return this.#due.length > 0;
  }

  /** The next instant at which `onDeadline` must be called; `NEVER_US` where it waits for nothing. */
  deadlineUs(): Micros {
    if (this.#isReceiving) return NEVER_US;
    return this.#due.reduce((firstUs, { endsUs }) => Math.min(firstUs, endsUs), NEVER_US);
  }

  /** A request of ours is handed over to be sent. */
  onRequest(request: Uint8Array): void {
    if (this.#due.length >= MAX_DUE) this.#due.shift();
    this.#due.push({ request, isSent: false, isExpected: !suppressesPositiveResponse(request), endsUs: NEVER_US });
  }

  /** The oldest request not yet sent is wholly on the wire: P2 begins. */
  onSent(nowUs: Micros): void {
    const due = this.#due.find(({ isSent }) => !isSent);
    if (due === undefined) return;
    due.isSent = true;
    due.endsUs = nowUs + this.#times.p2Us + this.#times.marginUs;
  }

  /** The oldest request not yet sent will not be sent. */
  onSendFailed(): void {
    const index = this.#due.findIndex(({ isSent }) => !isSent);
    if (index >= 0) this.#due.splice(index, 1);
  }

  /** Another tester has sent a frame to the same ECU. */
  onOthersRequest(nowUs: Micros): void {
    this.#othersUntilUs = nowUs + this.#times.p2StarUs + this.#times.marginUs;
  }

  /** A message begins with these bytes: is it for us? */
  accepts(start: Uint8Array, nowUs: Micros): boolean {
    const sent = this.#due.filter(({ isSent }) => isSent);
    if (nowUs >= this.#othersUntilUs) return sent.length > 0;
    return sent.some(({ request }) => answersRequest(request, start));
  }

  onReceptionStarted(): void {
    this.#isReceiving = true;
  }

  /** The message that began was lost; the time that ran before goes on. */
  onReceiveFailed(): void {
    this.#isReceiving = false;
  }

  /** A message that was accepted is here. */
  onReceived(response: Uint8Array, nowUs: Micros): void {
    this.#isReceiving = false;
    const index = this.#answeredBy(response);
    const due = this.#due[index];
    if (due === undefined) return;
    const decoded = decodeResponse(response);
    if (decoded.kind === 'negative' && decoded.nrc === NRC.requestCorrectlyReceivedResponsePending) {
      due.isExpected = true;
      due.endsUs = nowUs + this.#times.p2StarUs + this.#times.marginUs;
      this.#due.splice(0, index);
    } else this.#due.splice(0, index + 1);
  }

  /** @returns the requests that should have been answered and were not, once each */
  onDeadline(nowUs: Micros): readonly Uint8Array[] {
    if (nowUs < this.deadlineUs()) return [];
    const over = this.#due.filter(({ endsUs }) => endsUs <= nowUs);
    this.#due = this.#due.filter(({ endsUs }) => endsUs > nowUs);
    return expected(over);
  }

  /** All that the ECU will answer to what was sent has come (virtual time). @returns as {@link onDeadline} */
  onSettled(): readonly Uint8Array[] {
    if (this.#isReceiving) return [];
    const over = this.#due.filter(({ isSent }) => isSent);
    this.#due = this.#due.filter(({ isSent }) => !isSent);
    return expected(over);
  }

  /** A damaged answer, which names no request of ours, ends the oldest that is due one. */
  #answeredBy(response: Uint8Array): number {
    const named = this.#due.findIndex(({ request, isSent }) => isSent && answersRequest(request, response));
    if (named >= 0) return named;
    return this.#due.findIndex(({ isSent, isExpected }) => isSent && isExpected);
  }
}

function expected(due: readonly DueAnswer[]): readonly Uint8Array[] {
  return due.filter(({ isExpected }) => isExpected).map(({ request }) => request);
}
