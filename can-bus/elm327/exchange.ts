import { sameFrame, type CanFrame } from '../frame/can-frame.ts';
import { decodePci, decodeSeparationTime, FLOW_CONTINUE, FLOW_WAIT, type DecodedPci } from '../isotp/frame-layout.ts';
import { MICROS_PER_SECOND, NEVER_US, type Micros } from '../time/micros.ts';
import { addressBytes, flowControlFor, hasOwnAddress, isForTester } from './addressing.ts';
import { formattedLines, rawLine } from './answer-text.ts';
import { isFormatted, type FrameFormat } from './request-frames.ts';
import type { ResponseWait } from './response-wait.ts';
import { NRC } from '../uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE } from '../uds/service-ids.ts';

/** Longest time for a frame to get onto the bus, and for a flow control to come (ISO 15765-2: N_As, N_Bs). */
const NETWORK_TIMEOUT_US: Micros = MICROS_PER_SECOND;

/** `not-sent`: the bus did not take the request. */
export type ExchangeResult = 'answered' | 'unanswered' | 'not-sent';

interface ExchangeParts {
  readonly format: FrameFormat;
  /** One frame, or the segments of a request. */
  readonly frames: readonly CanFrame[];
  /** Frames after which the exchange ends; null where the time ends it. */
  readonly expected: number | null;
  readonly wait: ResponseWait;
  /** A response pending extends the wait. */
  readonly waitsForPending: boolean;
  readonly send: (frame: CanFrame) => void;
  /** A frame of the request is on the bus, or one of a response has come. */
  readonly seen: (frame: CanFrame) => void;
  readonly line: (text: string) => void;
  readonly ended: (result: ExchangeResult) => void;
}

type Phase = 'sending' | 'flow-control' | 'separation' | 'waiting' | 'ended';

/** One request and its responses: a timed machine without a clock. */
export class Exchange {
  readonly #parts: ExchangeParts;
  #phase: Phase = 'sending';
  #deadlineUs: Micros = NEVER_US;
  #index = 0;
  /** Consecutive frames until the next flow control; `Infinity` without a limit. */
  #blockLeft = 0;
  #separationUs: Micros = 0;
  #sentUs: Micros = 0;
  #latencyUs: Micros | null = null;
  #received = 0;
  /** Bytes that are missing of the messages being received, by identifier. */
  readonly #missing = new Map<number, number>();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** In virtual time nothing more comes by itself once the bus is quiet, except our own next frame. */
  get waitsForBus(): boolean {
    return this.#phase === 'sending' || this.#phase === 'flow-control' || this.#phase === 'waiting';
  }

  start(): void {
    this.#sendNext();
  }

  deadlineUs(): Micros {
    return this.#deadlineUs;
  }

  /** What was sent has been handed to the bus. */
  onHandedOver(nowUs: Micros): void {
    if (this.#phase === 'sending') this.#deadlineUs = nowUs + NETWORK_TIMEOUT_US;
  }

  onFrameSent(frame: CanFrame, nowUs: Micros): void {
    const own = this.#parts.frames[this.#index];
    if (this.#phase !== 'sending' || own === undefined || !sameFrame(own, frame)) return;
    this.#index++;
    this.#parts.seen(frame);
    if (this.#index === this.#parts.frames.length) this.#onRequestSent(nowUs);
    else if (this.#index === 1 || --this.#blockLeft === 0) this.#enter('flow-control', nowUs + NETWORK_TIMEOUT_US);
    else this.#enter('separation', nowUs + this.#separationUs);
  }

  onDeadline(): void {
    if (this.#phase === 'separation') this.#sendNext();
    else this.#end(this.#phase === 'sending' ? 'not-sent' : null);
  }

  onFrame(frame: CanFrame, nowUs: Micros): void {
    const { format, line } = this.#parts;
    const { settings, protocol } = format;
    if (!isForTester(frame, settings, protocol) || !hasOwnAddress(frame, settings)) return;
    this.#parts.seen(frame);
    const pci = decodePci(frame.data, addressBytes(settings));
    if (this.#phase === 'flow-control' && pci.kind === 'flow-control') this.#onFlowControl(pci, nowUs);
    else if (this.#phase === 'waiting') {
      const lines = isFormatted(format) ? formattedLines(frame, settings) : [rawLine(frame, settings)];
      for (const text of lines) line(text);
      if (lines.length > 0) this.#onResponse(frame, pci, nowUs);
    }
  }

  #sendNext(): void {
    const frame = this.#parts.frames[this.#index];
    if (frame === undefined) return;
    this.#enter('sending', NEVER_US);
    this.#parts.send(frame);
  }

  #onRequestSent(nowUs: Micros): void {
    const { format, wait } = this.#parts;
    this.#sentUs = nowUs;
    if (format.settings.responses) this.#enter('waiting', wait.forFirst(nowUs, format.settings));
    else this.#end('answered');
  }

  #onFlowControl(pci: DecodedPci & { readonly kind: 'flow-control' }, nowUs: Micros): void {
    if (pci.flowStatus === FLOW_WAIT) this.#deadlineUs = nowUs + NETWORK_TIMEOUT_US;
    else if (pci.flowStatus === FLOW_CONTINUE) {
      this.#blockLeft = pci.blockSize === 0 ? Infinity : pci.blockSize;
      this.#separationUs = decodeSeparationTime(pci.separationTime);
      this.#sendNext();
    } else this.#end(null);
  }

  #onResponse(frame: CanFrame, pci: DecodedPci, nowUs: Micros): void {
    const { format, wait, expected, waitsForPending, send } = this.#parts;
    this.#received++;
    if (pci.kind === 'first') {
      this.#missing.set(frame.id, pci.length - (frame.data.length - addressBytes(format.settings) - 2));
      if (format.settings.flowControl && format.protocol.hasIsoTp) send(flowControlFor(frame, format));
    } else if (pci.kind === 'consecutive') this.#onConsecutive(frame);
    if (pci.kind !== 'consecutive') this.#latencyUs = Math.max(this.#latencyUs ?? 0, nowUs - this.#sentUs);
    const pending = isPending(frame.data, addressBytes(format.settings));
    if (this.#missing.size > 0) this.#deadlineUs = wait.forFirst(nowUs, format.settings);
    else if (pending && waitsForPending) this.#deadlineUs = wait.afterPending(nowUs);
    else if (expected !== null && this.#received >= expected) this.#end('answered');
    // What earlier responses took says nothing about one that is announced as late.
    else if (pending) this.#deadlineUs = wait.forFirst(nowUs, format.settings);
    else this.#deadlineUs = wait.forNext(nowUs, this.#sentUs, format.settings);
  }

  #onConsecutive(frame: CanFrame): void {
    const missing = this.#missing.get(frame.id);
    if (missing === undefined) return;
    const left = missing - (frame.data.length - addressBytes(this.#parts.format.settings) - 1);
    if (left > 0) this.#missing.set(frame.id, left);
    else this.#missing.delete(frame.id);
  }

  #enter(phase: Phase, deadlineUs: Micros): void {
    this.#phase = phase;
    this.#deadlineUs = deadlineUs;
  }

  /** @param result null: by whether there was a response */
  #end(result: ExchangeResult | null): void {
    this.#enter('ended', NEVER_US);
    if (this.#latencyUs !== null) this.#parts.wait.learn(this.#latencyUs);
    this.#parts.ended(result ?? (this.#received > 0 ? 'answered' : 'unanswered'));
  }
}

/** 7F … 78 in a single frame (ISO 14229-1). */
function isPending(data: Uint8Array, start: number): boolean {
  return (
    data[start] === 3 &&
    data[start + 1] === NEGATIVE_RESPONSE &&
    data[start + 3] === NRC.requestCorrectlyReceivedResponsePending
  );
}
