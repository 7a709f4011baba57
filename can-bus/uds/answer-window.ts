import { NEVER_US, type Micros } from '../time/micros.ts';
import { answersRequest, isBusyResponse, isResponsePending, suppressesPositiveResponse } from './messages.ts';
import { NEGATIVE_RESPONSE } from './service-ids.ts';

/** How long an answer may take (conformance 18). */
interface AnswerTimes {
  /** From the end of the request to the beginning of the answer. */
  readonly p2Us: Micros;
  /** The same from a 0x78 on. */
  readonly p2StarUs: Micros;
  /** Network delay added to either. */
  readonly marginUs: Micros;
}

interface DueAnswer {
  readonly request: Uint8Array;
  /** Its last frame is on the wire. */
  isSent: boolean;
  /** Silence is not an answer: bit 7 is clear, or a 0x78 has been received (conformance 11). */
  isExpected: boolean;
  /** A 0x78 has been received. */
  isPending: boolean;
  /** When P2 or P2* expires. */
  endsUs: Micros;
}

/** Maximum number of requests remembered; the oldest is dropped. At no CAN bit rate do more fit into P2. */
const MAX_DUE = 4_096;
const NOTHING: readonly Uint8Array[] = [];

/**
 * Decides when an endpoint that passes messages on listens: only while an answer to a request of its own is due. A
 * timed machine without a clock.
 *
 * A request is due an answer from the moment it is passed in until its final response, or until P2 (P2* after a 0x78)
 * has expired; where bit 7 suppresses the positive response, a negative one may still come. An answer also ends the
 * requests before its own: an ECU answers in order, except that it refuses one while it is busy with another (0x21).
 * Later messages belong to nobody.
 *
 * As long as no other tester sends requests on the same ids, any message in that time is the answer, damaged or not.
 * After another tester's request, a message is accepted only if its service and the bytes that it repeats match a
 * request of ours, so that no flow control is sent for another tester's message.
 */
export class AnswerWindow {
  readonly #times: AnswerTimes;
  #due: DueAnswer[] = [];
  /** Another tester may be waiting for an answer until then. */
  #othersUntilUs: Micros = 0;
  /** A message of several frames is being received: the transport's N_Cr bounds it, not P2. */
  #isReceiving = false;

  constructor(times: AnswerTimes) {
    this.#times = times;
  }

  get isOpen(): boolean {
    return this.#due.length > 0;
  }

  /** The next request would disturb one of ours: it is not sent yet, or nothing suppresses its answer. */
  get isBusy(): boolean {
    return this.#due.some(isBusyWith);
  }

  /** As {@link isBusy}, but each of these has been answered with a 0x78: what the next request gets is certain. */
  get isPending(): boolean {
    return this.isBusy && this.#due.every((each) => each.isPending || !isBusyWith(each));
  }

  /** The next instant at which `onDeadline` must be called; `NEVER_US` where it waits for nothing. */
  deadlineUs(): Micros {
    if (this.#isReceiving) return NEVER_US;
    let firstUs = NEVER_US;
    for (const { endsUs } of this.#due) if (endsUs < firstUs) firstUs = endsUs;
    return firstUs;
  }

  /** A request of ours is passed in to be sent. */
  onRequest(request: Uint8Array): void {
    this.#add({ request, isSent: false, isExpected: !suppressesPositiveResponse(request), endsUs: NEVER_US });
  }

  /** A functional request of ours is sent, on another channel: silence is an answer to it too. */
  onFunctionalRequest(request: Uint8Array, nowUs: Micros): void {
    const endsUs = nowUs + this.#times.p2Us + this.#times.marginUs;
    this.#add({ request, isSent: true, isExpected: false, endsUs });
  }

  /** The oldest unsent request is completely on the wire: P2 begins. */
  onSent(nowUs: Micros): void {
    const due = this.#due.find(({ isSent }) => !isSent);
    if (due === undefined) return;
    due.isSent = true;
    due.endsUs = nowUs + this.#times.p2Us + this.#times.marginUs;
  }

  /** The oldest unsent request will not be sent. */
  onSendFailed(): void {
    const index = this.#due.findIndex(({ isSent }) => !isSent);
    if (index >= 0) this.#due.splice(index, 1);
  }

  /** The latest unsent requests will not be sent. */
  onDropped(count: number): void {
    for (let left = count; left > 0; left--) {
      const index = this.#due.findLastIndex(({ isSent }) => !isSent);
      if (index >= 0) this.#due.splice(index, 1);
    }
  }

  /** Another tester has sent a frame to the same ECU. */
  onOthersRequest(nowUs: Micros): void {
    this.#othersUntilUs = nowUs + this.#times.p2StarUs + this.#times.marginUs;
  }

  /** Whether a message that begins with these bytes is for us. */
  accepts(start: Uint8Array, nowUs: Micros): boolean {
    const isAlone = nowUs >= this.#othersUntilUs;
    return this.#due.some(({ isSent, request }) => isSent && (isAlone || answersRequest(request, start)));
  }

  onReceptionStarted(): void {
    this.#isReceiving = true;
  }

  /** The message that began was lost; the previous time limit continues. */
  onReceiveFailed(): void {
    this.#isReceiving = false;
  }

  /** A message that was accepted is complete. @returns the request that it answers; null where there is none */
  onReceived(response: Uint8Array, nowUs: Micros): Uint8Array | null {
    this.#isReceiving = false;
    const index = this.#answeredBy(response);
    const due = this.#due[index];
    if (due === undefined) return null;
    if (isResponsePending(response)) {
      due.isExpected = true;
      due.isPending = true;
      due.endsUs = nowUs + this.#times.p2StarUs + this.#times.marginUs;
      this.#due.splice(0, index);
    } else if (isBusyResponse(response)) this.#due.splice(index, 1);
    else this.#due.splice(0, index + 1);
    return due.request;
  }

  /** @returns the requests that should have been answered but were not, once each */
  onDeadline(nowUs: Micros): readonly Uint8Array[] {
    if (nowUs < this.deadlineUs()) return [];
    const over = this.#due.filter(({ endsUs }) => endsUs <= nowUs);
    this.#due = this.#due.filter(({ endsUs }) => endsUs > nowUs);
    return expected(over);
  }

  /** Everything that the ECU will answer has been received (virtual time). @returns as {@link onDeadline} */
  onSettled(): readonly Uint8Array[] {
    if (this.#isReceiving || this.#due.length === 0) return NOTHING;
    const over = this.#due.filter(({ isSent }) => isSent);
    this.#due = this.#due.filter(({ isSent }) => !isSent);
    return expected(over);
  }

  #add(due: Omit<DueAnswer, 'isPending'>): void {
    if (this.#due.length >= MAX_DUE) this.#due.shift();
    this.#due.push({ ...due, isPending: false });
  }

  /**
   * A positive answer is not to a request that suppresses it, where another one asks the same. A damaged answer, which
   * matches no request of ours, ends the oldest one that is due an answer. "Busy" answers the latest.
   */
  #answeredBy(response: Uint8Array): number {
    const due = this.#due;
    const isNamed = ({ request, isSent }: DueAnswer): boolean => isSent && answersRequest(request, response);
    if (response[0] !== NEGATIVE_RESPONSE) {
      const asked = due.findIndex(
        (each) => isNamed(each) && (each.isExpected || !suppressesPositiveResponse(each.request)),
      );
      if (asked >= 0) return asked;
    }
    const named = isBusyResponse(response) ? due.findLastIndex(isNamed) : due.findIndex(isNamed);
    if (named >= 0) return named;
    return due.findIndex(({ isSent, isExpected }) => isSent && isExpected);
  }
}

function isBusyWith({ request, isSent, isExpected }: DueAnswer): boolean {
  return isExpected || !isSent || !suppressesPositiveResponse(request);
}

function expected(due: readonly DueAnswer[]): readonly Uint8Array[] {
  return due.filter(({ isExpected }) => isExpected).map(({ request }) => request);
}
