import { counted } from '../text/counted.ts';
import { partOf } from '../bytes/part-of.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { checkConfig } from './check-config.ts';
import {
  decodePci,
  FrameLayout,
  PCI_CONSECUTIVE,
  PCI_FIRST,
  PCI_FLOW_CONTROL,
  PCI_SINGLE,
  pciLength,
  pciType,
  singleFrameLength,
  singlePciLength,
} from './frame-layout.ts';
import { IsoTpReceiver } from './receiver.ts';
import type { ReceiverSnapshot } from './receiver.ts';
import { IsoTpSender } from './sender.ts';
import type { SenderSnapshot } from './sender.ts';
import type { IsoTpConfig, IsoTpEffect } from './types.ts';
import { IsoTpUsageError } from './usage-error.ts';

/** Of every message that is not received, because one is being sent. */
const IGNORED: IsoTpEffect = { kind: 'ignored' };

/** An endpoint at one instant: a plain value that can be compared, kept and restored. */
export interface IsoTpSnapshot {
  readonly sender: SenderSnapshot;
  readonly receiver: ReceiverSnapshot;
}

/**
 * One end of an ISO-TP channel (ISO 15765-2): a timed machine without a clock.
 *
 * The owner passes in every frame on the bus and every confirmation of its own frames, calls `onDeadline` at
 * `deadlineUs()` before anything else with the same time stamp, and drains `effects` after each call. A confirmation
 * must be reported before any frame that followed it on the wire.
 *
 * Half-duplex: single and first frames are ignored while it sends a segmented message (documented choice of
 * conformance.md); otherwise a new message replaces one in progress (conformance 59).
 */
export class IsoTpEndpoint {
  readonly config: IsoTpConfig;
  /** Longest payload of a single frame. */
  readonly singleFrameLimit: number;
  readonly #addressLength: 0 | 1;
  readonly #sendId: number;
  readonly #receiveId: number;
  /** The address byte of frames for this endpoint; −1 where there is none. */
  readonly #receiveAddress: number;
  readonly #sender: IsoTpSender;
  readonly #receiver: IsoTpReceiver;

  /** @throws IsoTpUsageError naming a part of the configuration that is out of range */
  constructor(config: IsoTpConfig) {
    checkConfig(config);
    const { addressing } = config;
    const layout = new FrameLayout(config);
    this.config = config;
    this.singleFrameLimit = layout.singleFrameLimit;
    this.#addressLength = layout.addressLength;
    this.#sendId = addressing.sendId;
    this.#receiveId = addressing.receiveId;
    this.#receiveAddress = addressing.kind === 'normal' ? -1 : addressing.receiveAddress;
    this.#sender = new IsoTpSender(config, layout);
    this.#receiver = new IsoTpReceiver(config, layout);
  }

  /** The next instant at which `onDeadline` must be called; `NEVER_US` where nothing is scheduled. */
  deadlineUs(): Micros {
    return Math.min(this.#sender.deadlineUs, this.#receiver.deadlineUs);
  }

  /** True from `send` until its `sent` or `send-failed`. */
  isSending(): boolean {
    return !this.#sender.isIdle;
  }

  /** True while a message of more than one frame is being received. */
  isReceiving(): boolean {
    return this.#receiver.isReceiving;
  }

  /** True while it acts without waiting for the peer: a frame due after STmin, or one waiting for its confirmation. */
  hasPendingWork(): boolean {
    return this.#sender.hasPendingWork || this.#receiver.hasPendingWork;
  }

  /** @throws IsoTpUsageError where `send` would refuse a message of that length, even when nothing is in progress */
  checkLength(length: number): void {
    if (length === 0) throw new IsoTpUsageError('an ISO-TP message has at least one byte');
    if (this.config.singleFrameOnly && length > this.singleFrameLimit) {
      const limits = `at most ${counted(this.singleFrameLimit, 'byte')}, not ${length}`;
      throw new IsoTpUsageError(`a functional message is a single frame: ${limits}`);
    }
  }

  /**
   * Starts a message: its first frame is requested at once, and `sent` or `send-failed` follows.
   *
   * @param payload 1 byte or more; with `singleFrameOnly` at most `singleFrameLimit`. The caller keeps the array.
   * @throws IsoTpUsageError while a message is being sent, or where the length is not possible
   */
  send(payload: Uint8Array, nowUs: Micros, effects: IsoTpEffect[]): void {
    if (!this.#sender.isIdle) throw new IsoTpUsageError('an ISO-TP endpoint sends one message at a time');
    this.checkLength(payload.length);
    this.#sender.send(payload, nowUs, effects);
  }

  /**
   * The first payload bytes of a message that begins with this frame; null where no message for this endpoint begins.
   * They let an owner decide whether it wants the message before a flow control requests the rest.
   */
  messageStart(frame: CanFrame): Uint8Array | null {
    const start = this.payloadStart(frame);
    return start === null ? null : partOf(frame.data, start, this.payloadEnd(frame, start));
  }

  /** Whether the frame is for this endpoint and begins a message: a single or a first frame. */
  begins(frame: CanFrame): boolean {
    return this.payloadStart(frame) !== null;
  }

  /** Index of the first payload byte of a message that begins with this frame; null where {@link begins} is false. */
  payloadStart(frame: CanFrame): number | null {
    if (!this.#isForUs(frame)) return null;
    const { data } = frame;
    const addressLength = this.#addressLength;
    if (pciType(data, addressLength) === PCI_SINGLE) {
      const length = singleFrameLength(data, addressLength);
      return length === 0 ? null : addressLength + singlePciLength(length, addressLength);
    }
    const pci = decodePci(data, addressLength);
    return pci.kind === 'first' ? addressLength + pciLength(pci, addressLength) : null;
  }

  /** @param start as {@link payloadStart} gave it. @returns the index after the last payload byte in the frame */
  payloadEnd({ data }: CanFrame, start: number): number {
    const isSingle = pciType(data, this.#addressLength) === PCI_SINGLE;
    return isSingle ? start + singleFrameLength(data, this.#addressLength) : data.length;
  }

  /** Processes a frame from the bus; one that is not for this endpoint is ignored. */
  onFrame(frame: CanFrame, nowUs: Micros, effects: IsoTpEffect[]): void {
    if (!this.#isForUs(frame)) return;
    const { data } = frame;
    switch (pciType(data, this.#addressLength)) {
      case PCI_SINGLE:
        if (!this.#sender.isSegmenting) this.#receiver.onSingleFrame(data, effects);
        else if (singleFrameLength(data, this.#addressLength) > 0) effects.push(IGNORED);
        return;
      case PCI_FIRST:
        // Functional messages are single frames: a first frame is ignored (conformance 56).
        if (this.config.singleFrameOnly) return;
        if (!this.#sender.isSegmenting) this.#receiver.onFirstFrame(data, nowUs, effects);
        else if (decodePci(data, this.#addressLength).kind === 'first') effects.push(IGNORED);
        return;
      case PCI_CONSECUTIVE:
        this.#receiver.onConsecutiveFrame(data, nowUs, effects);
        return;
      case PCI_FLOW_CONTROL:
        this.#sender.onFlowControl(data, nowUs, effects);
        return;
      default:
        // No control information, or a reserved type (conformance 59).
        return;
    }
  }

  /**
   * A frame of this endpoint is complete on the wire (L_Data.con). Frames of other senders with the same id have no
   * effect.
   */
  onFrameSent(frame: CanFrame, nowUs: Micros, effects: IsoTpEffect[]): void {
    if (frame.id !== this.#sendId || frame.extended !== this.config.extendedIds) return;
    this.#sender.onFrameSent(frame, nowUs, effects);
    this.#receiver.onFrameSent(frame, nowUs);
  }

  onDeadline(nowUs: Micros, effects: IsoTpEffect[]): void {
    this.#receiver.onDeadline(nowUs, effects);
    this.#sender.onDeadline(nowUs, effects);
  }

  /**
   * For an owner whose time does not advance while the peer is slow: a message that waits for a flow control fails now,
   * as it would at the end of N_Bs.
   */
  expireFlowControl(effects: IsoTpEffect[]): void {
    this.#sender.expireFlowControl(effects);
  }

  /** Drops all messages in progress, without an effect. */
  reset(): void {
    this.#sender.reset();
    this.#receiver.reset();
  }

  snapshot(): IsoTpSnapshot {
    return { sender: this.#sender.snapshot(), receiver: this.#receiver.snapshot() };
  }

  /** Restores the state of this endpoint, or of another one with the same configuration. */
  restore(snapshot: IsoTpSnapshot): void {
    this.#sender.restore(snapshot.sender);
    this.#receiver.restore(snapshot.receiver);
  }

  /** By identifier, format and address byte; a remote frame has no data, and so no address byte either. */
  #isForUs({ id, extended, fd, data }: CanFrame): boolean {
    if (id !== this.#receiveId || extended !== this.config.extendedIds) return false;
    if (fd && !this.config.fd) return false;
    return this.#receiveAddress < 0 || data[0] === this.#receiveAddress;
  }
}
