import type { Micros } from '../time/micros.ts';
import { FrameQueue } from './frame-queue.ts';

/** Error state of a controller (ISO 11898-1, fault confinement). */
export type ErrorState = 'error-active' | 'error-passive' | 'bus-off';

const PASSIVE_FROM = 128;
const BUS_OFF_FROM = 256;
/** Where the receive error counter restarts after a good frame when it was above 127 (the standard allows 119 to 127). */
const RECEIVE_ERRORS_AFTER_PASSIVE = 127;
const TRANSMIT_ERROR_STEP = 8;
/** Occurrences of 11 recessive bits that end bus-off. */
const RECOVERY_SEQUENCES = 128;
const RECOVERY_SEQUENCE_BITS = 11;
/** Recessive bits at the end of a frame (ACK delimiter, end of frame) or of an error frame (delimiter). */
const RECESSIVE_TAIL_BITS = 8;

/** One node's CAN controller: its queue and its error counters. */
export class Station {
  readonly name: string;
  /** Order of attachment: breaks the tie of equal identifiers. */
  readonly order: number;
  readonly queue: FrameQueue = new FrameQueue();
  /** TEC. */
  transmitErrors = 0;
  /** REC; values beyond 128 have no meaning. */
  receiveErrors = 0;
  busOff = false;
  /** A bus-off that does not end by itself: the controller waits for a release. */
  heldOff = false;
  /** When bus-off began; recessive bits before do not count. */
  busOffFromUs: Micros = 0;
  /** Its frames do not reach the wire: its transmitter is broken. */
  muted = false;
  /** A babbling node, not a participant: nobody waits until its queue is empty. */
  background = false;
  /** Bus-off: sequences of 11 recessive bits still to come. */
  recoverySequences = 0;
  /** Bus-off: recessive bits before the end of the last frame that count for the next sequence. */
  recoveryCredit = 0;
  /** The frame at the head was delivered once already and is sent a second time. */
  repeating = false;
  /** When bus-off last ended; no frame contends before. */
  recoveredUs: Micros = 0;
  /** When the last request may contend: later requests do not overtake it. */
  lastReadyUs: Micros = 0;

  constructor(name: string, order: number) {
    this.name = name;
    this.order = order;
  }

  get errorState(): ErrorState {
    if (this.busOff) return 'bus-off';
    return this.transmitErrors >= PASSIVE_FROM || this.receiveErrors >= PASSIVE_FROM ? 'error-passive' : 'error-active';
  }

  get hasErrors(): boolean {
    return this.transmitErrors > 0 || this.receiveErrors > 0;
  }

  /** When the head of its queue may contend. */
  readyUs(): Micros {
    return Math.max(this.queue.headReadyUs(), this.recoveredUs);
  }

  countTransmitError(): void {
    this.transmitErrors += TRANSMIT_ERROR_STEP;
    if (this.transmitErrors >= BUS_OFF_FROM) this.enterBusOff(0);
  }

  /** @param fromUs recessive bits before this instant do not count for the recovery */
  enterBusOff(fromUs: Micros): void {
    this.transmitErrors = Math.max(this.transmitErrors, BUS_OFF_FROM);
    this.busOff = true;
    this.busOffFromUs = fromUs;
    this.recoverySequences = RECOVERY_SEQUENCES;
    this.recoveryCredit = 0;
  }

  countReceiveError(): void {
    if (this.receiveErrors < PASSIVE_FROM) this.receiveErrors++;
  }

  countTransmitted(): void {
    if (this.transmitErrors > 0) this.transmitErrors--;
  }

  countReceived(): void {
    if (this.receiveErrors >= PASSIVE_FROM) this.receiveErrors = RECEIVE_ERRORS_AFTER_PASSIVE;
    else if (this.receiveErrors > 0) this.receiveErrors--;
  }

  /** Recessive bits from the last end of frame on that would end bus-off. */
  get recoveryBits(): number {
    return this.recoverySequences * RECOVERY_SEQUENCE_BITS - this.recoveryCredit;
  }

  /** Bus-off: number of recessive bits that passed between the last end of frame and the next start, not enough to end it. */
  countRecessiveBits(bits: number): void {
    const sequences = Math.floor((bits + this.recoveryCredit) / RECOVERY_SEQUENCE_BITS);
    this.recoverySequences -= Math.min(sequences, this.recoverySequences - 1);
    this.recoveryCredit = RECESSIVE_TAIL_BITS;
  }

  /** Bus-off has ended: error-active with both counters at zero. */
  recover(nowUs: Micros): void {
    this.busOff = false;
    this.transmitErrors = 0;
    this.receiveErrors = 0;
    this.recoverySequences = 0;
    this.recoveredUs = nowUs;
  }

  /** Like a controller that has lost its supply: nothing queued, no errors counted. */
  reset(): void {
    this.queue.clear();
    this.transmitErrors = 0;
    this.receiveErrors = 0;
    this.busOff = false;
    this.heldOff = false;
    this.recoverySequences = 0;
    this.repeating = false;
    this.recoveredUs = 0;
    this.lastReadyUs = 0;
  }
}
