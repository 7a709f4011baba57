import { toHex } from '../../can-bus/bytes/hex.ts';
import { decodePci, decodeSeparationTime, pciLength } from '../../can-bus/isotp/frame-layout.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { counted } from '../../can-bus/text/counted.ts';
import type { RuleLedger } from './rule-ledger.ts';
import { Unseen } from './unseen.ts';

/** N_Bs and N_Cr (conformance 58, 60). */
const TIMEOUT_US: Micros = MICROS_PER_SECOND;
/** What the other end's own part of N_Bs and N_Cr may take (conformance 62). */
const OWN_SHARE_US: Micros = 0.9 * TIMEOUT_US;
/** Flow status: the message is too long for the receiver. */
const OVERFLOW = 2;

interface Segmented {
  readonly length: number;
  received: number;
  sequenceNumber: number;
  lastUs: Micros;
  /** Consecutive frames since the last flow control, and how many it allows; null where none has come yet. */
  sinceFlowControl: number;
  blockSize: number | null;
  separationUs: Micros;
  isWaiting: boolean;
  /** Whether its next frames may be in a part of the log that was skipped. */
  isCut: boolean;
}

/** A message that did not come to its end. */
export interface BrokenMessage {
  readonly received: number;
  readonly length: number;
  /** Of the flow control by which the receiver refused it; null where none did. */
  readonly flowStatus: number | null;
  /** Whether the rest may be in a part of the log that was skipped. */
  readonly isCut: boolean;
}

/** How much of it came, behind "broke off". */
export function partOf({ received, length, flowStatus }: BrokenMessage): string {
  const part = ` after ${received} of ${counted(length, 'byte')}`;
  if (flowStatus === null) return part;
  return `${part}: the receiver refused it by flow status ${flowStatus}${flowStatus === OVERFLOW ? ' (overflow)' : ''}`;
}

/** Judges the frames of one direction by the rules of ISO-TP; flow control comes from the other direction. */
export class TransportWatch {
  readonly #ledger: RuleLedger;
  readonly #addressLength: 0 | 1;
  readonly #name: string;
  readonly #unseen: Unseen;
  #segmented: Segmented | null = null;
  #broken: BrokenMessage | null = null;

  /** @param startUs where the log begins: what a message from before it sends is not judged */
  constructor(ledger: RuleLedger, name: string, addressLength: 0 | 1, startUs: Micros) {
    this.#ledger = ledger;
    this.#name = name;
    this.#addressLength = addressLength;
    this.#unseen = new Unseen(startUs, TIMEOUT_US);
  }

  /** Whether a message has begun, and is still under way. */
  get isUnderWay(): boolean {
    return this.#segmented !== null;
  }

  /** Whether it has waited longer for its next frame than it may. */
  isStalled(nowUs: Micros): boolean {
    return this.#segmented !== null && nowUs - this.#segmented.lastUs > TIMEOUT_US;
  }

  /** The message that broke off since the last call; null where none did. */
  takeBroken(): BrokenMessage | null {
    const broken = this.#broken;
    this.#broken = null;
    return broken;
  }

  /** Nothing more of the message under way will come. */
  breakOff(flowStatus: number | null = null): void {
    const segmented = this.#segmented;
    this.#segmented = null;
    if (segmented === null) return;
    const { received, length, isCut } = segmented;
    this.#broken = { received: Math.min(received, length), length, flowStatus, isCut };
  }

  /** A part of the log was skipped here. */
  skipped(nowUs: Micros): void {
    this.#unseen.skipped(nowUs);
    if (this.#segmented !== null) this.#segmented.isCut = true;
  }

  /** @returns whether the frame is a flow control, which is for the other direction */
  take(data: Uint8Array, timeUs: Micros): boolean {
    const pci = decodePci(data, this.#addressLength);
    switch (pci.kind) {
      case 'single':
        this.#ledger.kept(52);
        this.breakOff();
        this.#unseen.begun();
        return false;
      case 'first': {
        this.#ledger.kept(53);
        this.breakOff();
        this.#unseen.begun();
        const received = data.length - this.#addressLength - pciLength(pci, this.#addressLength);
        const open = { sinceFlowControl: 0, blockSize: null, separationUs: 0, isWaiting: true, isCut: false };
        this.#segmented = { length: pci.length, received, sequenceNumber: 1, lastUs: timeUs, ...open };
        return false;
      }
      case 'consecutive':
        this.#consecutive(pci.sequenceNumber, data, timeUs);
        return false;
      case 'flow-control':
        return true;
      case 'invalid': {
        const rules = { 'single-frame-length': 52, 'first-frame-length': 53, 'reserved-type': 59, 'too-short': 52 };
        this.#breach(
          rules[pci.fault],
          `a frame that a receiver ignores: ${pci.fault.replaceAll('-', ' ')}`,
          data,
          timeUs,
        );
        return false;
      }
    }
  }

  /** A flow control of the receiver. */
  flowControl(data: Uint8Array, timeUs: Micros): void {
    const pci = decodePci(data, this.#addressLength);
    const segmented = this.#segmented;
    if (pci.kind !== 'flow-control') return;
    if (segmented === null) {
      if (!this.#unseen.goesOn(timeUs)) this.#breach(59, 'a flow control that nothing waits for', data, timeUs);
      return;
    }
    if (!segmented.isCut) {
      const waitedUs = timeUs - segmented.lastUs;
      this.#judge(60, waitedUs <= TIMEOUT_US, `flow control after ${ms(waitedUs)}, N_Bs is 1000 ms`, data, timeUs);
      this.#ownShare(waitedUs, 'flow control', 'N_Bs', data, timeUs);
    }
    segmented.lastUs = timeUs;
    segmented.sinceFlowControl = 0;
    segmented.isWaiting = false;
    if (pci.flowStatus === 0) {
      segmented.blockSize = pci.blockSize;
      segmented.separationUs = decodeSeparationTime(pci.separationTime);
    } else if (pci.flowStatus === 1) segmented.isWaiting = true;
    else this.breakOff(pci.flowStatus);
  }

  #consecutive(sequenceNumber: number, data: Uint8Array, timeUs: Micros): void {
    const segmented = this.#segmented;
    if (segmented === null) {
      if (!this.#unseen.goesOn(timeUs)) this.#breach(59, 'a consecutive frame without a first frame', data, timeUs);
      return;
    }
    const expected = segmented.sequenceNumber & 0x0f;
    const isNext = sequenceNumber === expected;
    if (!segmented.isCut) {
      this.#judge(57, isNext, `sequence number ${sequenceNumber}, expected ${expected}`, data, timeUs);
    }
    if (!isNext) {
      this.breakOff();
      return;
    }
    // Which flow control came, and when the frame before, is not known.
    if (segmented.isCut) Object.assign(segmented, { blockSize: 0, isWaiting: false, isCut: false });
    else this.#times(segmented, data, timeUs);
    segmented.lastUs = timeUs;
    segmented.sequenceNumber++;
    segmented.sinceFlowControl++;
    segmented.received += data.length - this.#addressLength - 1;
    if (segmented.received >= segmented.length) this.#segmented = null;
    else if (segmented.blockSize === segmented.sinceFlowControl) segmented.isWaiting = true;
  }

  /** Of a consecutive frame: N_Cr, its own part of it, and STmin. */
  #times(segmented: Segmented, data: Uint8Array, timeUs: Micros): void {
    const gapUs = timeUs - segmented.lastUs;
    const isFree = segmented.blockSize !== null && !segmented.isWaiting;
    this.#judge(58, isFree && gapUs <= TIMEOUT_US, whyNot(isFree, gapUs), data, timeUs);
    if (isFree) this.#ownShare(gapUs, 'consecutive frame', 'N_Cr', data, timeUs);
    // Reported once, not for each frame that follows.
    else Object.assign(segmented, { blockSize: 0, isWaiting: false });
    if (segmented.separationUs > 0 && segmented.sinceFlowControl > 0) {
      const text = `${ms(gapUs)} after the frame before, STmin is ${ms(segmented.separationUs)}`;
      this.#judge(61, gapUs >= segmented.separationUs, text, data, timeUs);
    }
  }

  /** Later than that is a breach, later than the timeout one of the timeout alone (conformance 62). */
  #ownShare(waitedUs: Micros, what: string, timeout: string, data: Uint8Array, timeUs: Micros): void {
    if (waitedUs > TIMEOUT_US) return;
    this.#judge(
      62,
      waitedUs < OWN_SHARE_US,
      `${what} after ${ms(waitedUs)}, less than 0.9 × ${timeout} = ${ms(OWN_SHARE_US)} is allowed`,
      data,
      timeUs,
    );
  }

  #judge(rule: number, isKept: boolean, text: string, data: Uint8Array, timeUs: Micros): void {
    if (isKept) this.#ledger.kept(rule);
    else this.#breach(rule, text, data, timeUs);
  }

  #breach(rule: number, text: string, data: Uint8Array, timeUs: Micros): void {
    this.#ledger.broken({ rule, timeUs, text: `${this.#name}: ${text}`, bytes: toHex(data, ' ') });
  }
}

function whyNot(isFree: boolean, gapUs: Micros): string {
  return isFree ? `${ms(gapUs)} without a frame, N_Cr is 1000 ms` : 'a consecutive frame before the flow control';
}

export function ms(us: Micros): string {
  return `${Math.round(us / (MICROS_PER_MILLI / 10)) / 10} ms`;
}
