import { partOf } from '../bytes/part-of.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import {
  copyBytes,
  decodePci,
  encodePci,
  FLOW_CONTINUE,
  FLOW_OVERFLOW,
  pciLength,
  singleFrameLength,
  singlePciLength,
} from './frame-layout.ts';
import type { FrameLayout } from './frame-layout.ts';
import type { IsoTpConfig, IsoTpEffect, ReceiveFault } from './types.ts';

const NO_BYTES = new Uint8Array(0);

interface ReceiverState {
  phase:
    | 'idle'
    /** Our flow control "overflow" is on its way to the bus; nothing is being received. */
    | 'refusing'
    /** Our flow control is on its way to the bus (N_Ar). */
    | 'confirming'
    /** Waiting for the next consecutive frame (N_Cr). */
    | 'awaiting-consecutive';
  /** The message buffer, at its final length. */
  buffer: Uint8Array;
  /** Number of bytes received. */
  received: number;
  /** Expected SN of the next consecutive frame. */
  sequenceNumber: number;
  /** Consecutive frames since our last flow control. */
  framesInBlock: number;
  /** Data bytes of a full frame of this message, set by its first frame (RX_DL). */
  frameLength: number;
  deadlineUs: Micros;
  /** Data of the flow control that is being sent. */
  unconfirmed: Uint8Array;
}

/** A receiver at one instant: a plain value with its own copy of the buffer; null while it is idle. */
export type ReceiverSnapshot = Readonly<ReceiverState> | null;

const IDLE: Readonly<ReceiverState> = {
  phase: 'idle',
  buffer: NO_BYTES,
  received: 0,
  sequenceNumber: 0,
  framesInBlock: 0,
  frameLength: 0,
  deadlineUs: NEVER_US,
  unconfirmed: NO_BYTES,
};

/**
 * The receiving half of an ISO-TP endpoint (ISO 15765-2): reassembles one message at a time.
 *
 * It requests its flow control at the instant of the frame that requires it (N_Br = 0, conformance 62).
 */
export class IsoTpReceiver {
  readonly #config: IsoTpConfig;
  readonly #addressLength: 0 | 1;
  /** Both are constant, so they are built once. */
  readonly #continueFrame: CanFrame;
  readonly #overflowFrame: CanFrame;
  #state: ReceiverState = { ...IDLE };
  /** The last single frame's data, never written to, and what was received with it: it is often the same frame again. */
  #lastSingle: Uint8Array = NO_BYTES;
  #lastReceived: IsoTpEffect = { kind: 'received', payload: NO_BYTES };

  constructor(config: IsoTpConfig, layout: FrameLayout) {
    this.#config = config;
    this.#addressLength = layout.addressLength;
    this.#continueFrame = flowControlFrame(layout, FLOW_CONTINUE, config.blockSize, config.separationTime);
    this.#overflowFrame = flowControlFrame(layout, FLOW_OVERFLOW, 0, 0);
  }

  get deadlineUs(): Micros {
    return this.#state.deadlineUs;
  }

  /** True while a message of more than one frame is being received. */
  get isReceiving(): boolean {
    return this.#state.phase === 'confirming' || this.#state.phase === 'awaiting-consecutive';
  }

  /** True while a flow control is on its way to the bus. */
  get hasPendingWork(): boolean {
    return this.#state.phase === 'confirming' || this.#state.phase === 'refusing';
  }

  /** Processes a single frame, which also replaces a message in progress (conformance 52, 59). */
  onSingleFrame(data: Uint8Array, effects: IsoTpEffect[]): void {
    const length = singleFrameLength(data, this.#addressLength);
    if (length === 0) return;
    if (this.isReceiving) this.#fail('unexpected-frame', effects);
    if (data !== this.#lastSingle) {
      const start = this.#addressLength + singlePciLength(length, this.#addressLength);
      this.#lastReceived = { kind: 'received', payload: partOf(data, start, start + length) };
      this.#lastSingle = data;
    }
    effects.push(this.#lastReceived);
  }

  /** Processes a first frame, which also replaces a message in progress (conformance 53 to 55, 59). */
  onFirstFrame(data: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    const pci = decodePci(data, this.#addressLength);
    if (pci.kind !== 'first') return;
    if (this.isReceiving) this.#fail('unexpected-frame', effects);
    const state = this.#state;
    if (pci.length > this.#config.receiveLimit) {
      state.phase = 'refusing';
      this.#transmit(this.#overflowFrame, nowUs, effects);
      return;
    }
    const start = this.#addressLength + pciLength(pci, this.#addressLength);
    const count = data.length - start;
    state.buffer = new Uint8Array(pci.length);
    copyBytes(data, start, state.buffer, 0, count);
    state.received = count;
    state.sequenceNumber = 1;
    state.frameLength = data.length;
    effects.push({ kind: 'reception-started', length: pci.length });
    this.#clearToSend(nowUs, effects);
  }

  /**
   * Processes a consecutive frame. It is ignored where none is expected (conformance 59), which includes the time until
   * our flow control is on the bus, and where it has the wrong number of bytes.
   */
  onConsecutiveFrame(data: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    const state = this.#state;
    if (state.phase !== 'awaiting-consecutive') return;
    const start = this.#addressLength + 1;
    const missing = state.buffer.length - state.received;
    const count = Math.min(missing, state.frameLength - start);
    if (data.length > state.frameLength || data.length < start + count) return;
    if (((data[this.#addressLength] ?? 0) & 0x0f) !== state.sequenceNumber) {
      this.#fail('wrong-sequence-number', effects);
      return;
    }
    copyBytes(data, start, state.buffer, state.received, count);
    state.received += count;
    state.sequenceNumber = (state.sequenceNumber + 1) & 0x0f;
    state.framesInBlock += 1;
    if (count === missing) {
      const payload = state.buffer;
      this.reset();
      effects.push({ kind: 'received', payload });
    } else if (state.framesInBlock === this.#config.blockSize) {
      this.#clearToSend(nowUs, effects);
    } else {
      state.deadlineUs = nowUs + this.#config.timing.nCrUs;
    }
  }

  onFrameSent(frame: CanFrame, nowUs: Micros): void {
    const state = this.#state;
    if (!this.hasPendingWork) return;
    // Its very bytes, as a rule; a copy of them after a restore.
    if (frame.data !== state.unconfirmed && !sameBytes(frame.data, state.unconfirmed)) return;
    if (state.phase === 'refusing') {
      this.reset();
      return;
    }
    state.phase = 'awaiting-consecutive';
    state.unconfirmed = NO_BYTES;
    state.deadlineUs = nowUs + this.#config.timing.nCrUs;
  }

  onDeadline(nowUs: Micros, effects: IsoTpEffect[]): void {
    if (nowUs < this.#state.deadlineUs) return;
    switch (this.#state.phase) {
      case 'idle':
        return;
      case 'refusing':
        // The peer is not informed of the overflow; its N_Bs ends the transfer.
        this.reset();
        return;
      case 'confirming':
        this.#fail('timeout-ar', effects);
        return;
      case 'awaiting-consecutive':
        this.#fail('timeout-cr', effects);
    }
  }

  /** Drops the message in progress, without an effect. */
  reset(): void {
    const state = this.#state;
    state.phase = 'idle';
    state.buffer = NO_BYTES;
    state.received = 0;
    state.sequenceNumber = 0;
    state.framesInBlock = 0;
    state.frameLength = 0;
    state.deadlineUs = NEVER_US;
    state.unconfirmed = NO_BYTES;
  }

  snapshot(): ReceiverSnapshot {
    if (this.#state.phase === 'idle') return null;
    return { ...this.#state, buffer: this.#state.buffer.slice() };
  }

  restore(snapshot: ReceiverSnapshot): void {
    this.#state = snapshot === null ? { ...IDLE } : { ...snapshot, buffer: snapshot.buffer.slice() };
  }

  #fail(fault: ReceiveFault, effects: IsoTpEffect[]): void {
    this.reset();
    effects.push({ kind: 'receive-failed', fault });
  }

  #clearToSend(nowUs: Micros, effects: IsoTpEffect[]): void {
    this.#state.phase = 'confirming';
    this.#state.framesInBlock = 0;
    this.#transmit(this.#continueFrame, nowUs, effects);
  }

  #transmit(frame: CanFrame, nowUs: Micros, effects: IsoTpEffect[]): void {
    this.#state.unconfirmed = frame.data;
    this.#state.deadlineUs = nowUs + this.#config.timing.nArUs;
    effects.push({ kind: 'send', frame });
  }
}

function flowControlFrame(
  layout: FrameLayout,
  flowStatus: number,
  blockSize: number,
  separationTime: number,
): CanFrame {
  const data = layout.blank(layout.addressLength + 3);
  encodePci({ kind: 'flow-control', flowStatus, blockSize, separationTime }, data, layout.addressLength);
  return layout.frame(data);
}
