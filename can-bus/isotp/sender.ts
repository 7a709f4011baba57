import { partOf } from '../bytes/part-of.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import {
  copyBytes,
  decodePci,
  decodeSeparationTime,
  encodePci,
  FLOW_CONTINUE,
  FLOW_OVERFLOW,
  FLOW_WAIT,
  pciLength,
  writeConsecutivePci,
} from './frame-layout.ts';
import type { FrameLayout, Pci } from './frame-layout.ts';
import { SingleFrames } from './single-frames.ts';
import type { IsoTpConfig, IsoTpEffect, SendEffect, SendFault } from './types.ts';

const NO_BYTES = new Uint8Array(0);
const SENT: IsoTpEffect = { kind: 'sent' };

interface SenderState {
  phase:
    | 'idle'
    /** A frame is on its way to the bus (N_As). */
    | 'confirming'
    /** Waiting for a flow control (N_Bs). */
    | 'awaiting-flow-control'
    /** Waiting for the end of STmin before the next frame. */
    | 'separating';
  /** A segmented message; empty while a single frame is being sent. Never written to. */
  payload: Uint8Array;
  /** Index of the first payload byte not yet requested. */
  nextByte: number;
  /** SN of the next consecutive frame. */
  sequenceNumber: number;
  /** BS of the last flow control; 0: no limit. */
  blockSize: number;
  /** Consecutive frames requested since the last flow control. */
  framesInBlock: number;
  /** True where a flow control must follow the frame that is being sent. */
  blockEnds: boolean;
  separationUs: Micros;
  /** Consecutive flow controls "wait". */
  waits: number;
  /** When the present phase expires. */
  deadlineUs: Micros;
  /** Data of the frame that is being sent. */
  unconfirmed: Uint8Array;
}

/** A sender at one instant: a plain value that never becomes invalid; null while it is idle. */
export type SenderSnapshot = Readonly<SenderState> | null;

const IDLE: Readonly<SenderState> = {
  phase: 'idle',
  payload: NO_BYTES,
  nextByte: 0,
  sequenceNumber: 0,
  blockSize: 0,
  framesInBlock: 0,
  blockEnds: false,
  separationUs: 0,
  waits: 0,
  deadlineUs: NEVER_US,
  unconfirmed: NO_BYTES,
};

/**
 * The sending half of an ISO-TP endpoint (ISO 15765-2): one message at a time, split into frames.
 *
 * It answers a flow control, and the end of STmin, at that very instant (N_Cs = 0, conformance 62).
 */
export class IsoTpSender {
  readonly #config: IsoTpConfig;
  readonly #layout: FrameLayout;
  readonly #singleFrames: SingleFrames;
  #state: SenderState = { ...IDLE };

  constructor(config: IsoTpConfig, layout: FrameLayout) {
    this.#config = config;
    this.#layout = layout;
    this.#singleFrames = new SingleFrames(layout);
  }

  get deadlineUs(): Micros {
    return this.#state.deadlineUs;
  }

  get isIdle(): boolean {
    return this.#state.phase === 'idle';
  }

  /** True while a message of more than one frame is being sent. */
  get isSegmenting(): boolean {
    return this.#state.payload.length > 0;
  }

  /** True while it acts without waiting for the peer: a frame being sent, or due after STmin. */
  get hasPendingWork(): boolean {
    return this.#state.phase === 'confirming' || this.#state.phase === 'separating';
  }

  /** Starts a message. The caller has checked that the sender is idle and that the length is possible. */
  send(payload: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    if (payload.length <= this.#layout.singleFrameLimit) {
      this.#request(this.#singleFrames.of(payload), nowUs, effects);
    } else {
      this.#sendFirst(payload, nowUs, effects);
    }
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, effects: IsoTpEffect[]): void {
    const state = this.#state;
    if (state.phase !== 'confirming') return;
    // Its very bytes, as a rule; a copy of them after a restore.
    if (frame.data !== state.unconfirmed && !sameBytes(frame.data, state.unconfirmed)) return;
    state.unconfirmed = NO_BYTES;
    if (state.nextByte === state.payload.length) {
      this.reset();
      effects.push(SENT);
    } else if (state.blockEnds) {
      state.phase = 'awaiting-flow-control';
      state.deadlineUs = nowUs + this.#config.timing.nBsUs;
    } else if (state.separationUs === 0) {
      this.#sendConsecutive(nowUs, effects);
    } else {
      state.phase = 'separating';
      state.deadlineUs = nowUs + state.separationUs;
    }
  }

  /** Processes a flow control; one that is not expected or too short is ignored (conformance 59). */
  onFlowControl(data: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    const state = this.#state;
    if (state.phase !== 'awaiting-flow-control') return;
    const pci = decodePci(data, this.#layout.addressLength);
    if (pci.kind !== 'flow-control') return;
    switch (pci.flowStatus) {
      case FLOW_CONTINUE:
        state.waits = 0;
        state.blockSize = pci.blockSize;
        state.separationUs = decodeSeparationTime(pci.separationTime);
        state.framesInBlock = 0;
        this.#sendConsecutive(nowUs, effects);
        return;
      case FLOW_WAIT:
        state.waits += 1;
        if (state.waits > this.#config.maxWaitFrames) this.#fail('wait-limit', effects);
        else state.deadlineUs = nowUs + this.#config.timing.nBsUs;
        return;
      case FLOW_OVERFLOW:
        this.#fail('overflow', effects);
        return;
      default:
        this.#fail('invalid-flow-status', effects);
    }
  }

  onDeadline(nowUs: Micros, effects: IsoTpEffect[]): void {
    if (nowUs < this.#state.deadlineUs) return;
    switch (this.#state.phase) {
      case 'idle':
        return;
      case 'confirming':
        this.#fail('timeout-a', effects);
        return;
      case 'awaiting-flow-control':
        this.#fail('timeout-bs', effects);
        return;
      case 'separating':
        this.#sendConsecutive(nowUs, effects);
    }
  }

  /** As at the end of N_Bs, where it is known that the peer will not let the message continue. */
  expireFlowControl(effects: IsoTpEffect[]): void {
    if (this.#state.phase === 'awaiting-flow-control') this.#fail('timeout-bs', effects);
  }

  /** Drops the message in progress, without an effect. */
  reset(): void {
    const state = this.#state;
    state.phase = 'idle';
    state.payload = NO_BYTES;
    state.nextByte = 0;
    state.sequenceNumber = 0;
    state.blockSize = 0;
    state.framesInBlock = 0;
    state.blockEnds = false;
    state.separationUs = 0;
    state.waits = 0;
    state.deadlineUs = NEVER_US;
    state.unconfirmed = NO_BYTES;
  }

  snapshot(): SenderSnapshot {
    return this.#state.phase === 'idle' ? null : { ...this.#state };
  }

  restore(snapshot: SenderSnapshot): void {
    this.#state = { ...(snapshot ?? IDLE) };
  }

  #fail(fault: SendFault, effects: IsoTpEffect[]): void {
    this.reset();
    effects.push({ kind: 'send-failed', fault });
  }

  #sendFirst(payload: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    const { addressLength } = this.#layout;
    const pci: Pci = { kind: 'first', length: payload.length };
    const count = this.#config.frameLength - addressLength - pciLength(pci, addressLength);
    const data = this.#layout.blank(this.#config.frameLength);
    copyBytes(payload, 0, data, encodePci(pci, data, addressLength), count);
    const state = this.#state;
    // A copy: the message is sent over time, and the caller may reuse its array.
    state.payload = partOf(payload, 0, payload.length);
    state.nextByte = count;
    state.sequenceNumber = 1;
    state.blockEnds = true;
    this.#transmit(data, nowUs, effects);
  }

  #sendConsecutive(nowUs: Micros, effects: IsoTpEffect[]): void {
    const state = this.#state;
    const { addressLength, consecutiveDataLength } = this.#layout;
    const count = Math.min(consecutiveDataLength, state.payload.length - state.nextByte);
    const data = this.#layout.blank(addressLength + 1 + count);
    copyBytes(
      state.payload,
      state.nextByte,
      data,
      writeConsecutivePci(state.sequenceNumber, data, addressLength),
      count,
    );
    state.nextByte += count;
    state.sequenceNumber = (state.sequenceNumber + 1) & 0x0f;
    state.framesInBlock += 1;
    state.blockEnds = state.framesInBlock === state.blockSize;
    this.#transmit(data, nowUs, effects);
  }

  #transmit(data: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    this.#request({ kind: 'send', frame: this.#layout.frame(data) }, nowUs, effects);
  }

  #request(sending: SendEffect, nowUs: Micros, effects: IsoTpEffect[]): void {
    const state = this.#state;
    state.phase = 'confirming';
    state.unconfirmed = sending.frame.data;
    state.deadlineUs = nowUs + this.#config.timing.nAsUs;
    effects.push(sending);
  }
}
