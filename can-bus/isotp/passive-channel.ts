import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { decodePci, pciLength } from './frame-layout.ts';

/** One direction of an ISO-TP connection, as seen by a listener that takes no part. */
interface PassiveChannelConfig {
  readonly id: number;
  /** The byte that leads each frame (extended and mixed addressing); null where there is none. */
  readonly address: number | null;
}

/** A message as it was on the bus. */
export interface PassiveMessage {
  readonly payload: Uint8Array;
  /** End of its first frame and of its last frame. */
  readonly firstUs: Micros;
  readonly lastUs: Micros;
}

interface Reception {
  readonly buffer: Uint8Array;
  readonly firstUs: Micros;
  received: number;
  sequenceNumber: number;
}

/** Longest message that is recorded; ISO-TP's 32-bit lengths would let a single frame claim any amount of memory. */
const MAX_MESSAGE = 65_536;

/**
 * Reassembles the messages of one direction without answering. It has no timeouts: a message that breaks off is dropped
 * when the next one begins.
 */
export class PassiveChannel {
  readonly config: PassiveChannelConfig;
  readonly #addressLength: 0 | 1;
  #reception: Reception | null = null;

  constructor(config: PassiveChannelConfig) {
    this.config = config;
    this.#addressLength = config.address === null ? 0 : 1;
  }

  /** Whether a frame is of this direction, or a flow control that belongs to the other direction. */
  concerns({ id, kind, data }: CanFrame): boolean {
    return (
      kind === 'data' && id === this.config.id && (this.config.address === null || data[0] === this.config.address)
    );
  }

  /** Whether a frame of this channel begins a message. */
  begins({ data }: CanFrame): boolean {
    const { kind } = decodePci(data, this.#addressLength);
    return kind === 'single' || kind === 'first';
  }

  /** @returns the message that this frame completes; null where it completes none */
  take(frame: CanFrame, timeUs: Micros): PassiveMessage | null {
    if (!this.concerns(frame)) return null;
    const { data } = frame;
    const pci = decodePci(data, this.#addressLength);
    switch (pci.kind) {
      case 'single': {
        this.#reception = null;
        const start = this.#addressLength + pciLength(pci, this.#addressLength);
        return { payload: data.slice(start, start + pci.length), firstUs: timeUs, lastUs: timeUs };
      }
      case 'first': {
        if (pci.length > MAX_MESSAGE) {
          this.#reception = null;
          return null;
        }
        this.#reception = { buffer: new Uint8Array(pci.length), firstUs: timeUs, received: 0, sequenceNumber: 0 };
        return this.#append(data.subarray(this.#addressLength + pciLength(pci, this.#addressLength)), timeUs);
      }
      case 'consecutive':
        if (this.#reception?.sequenceNumber !== pci.sequenceNumber) {
          this.#reception = null;
          return null;
        }
        return this.#append(data.subarray(this.#addressLength + pciLength(pci, this.#addressLength)), timeUs);
      case 'flow-control':
      case 'invalid':
        return null;
    }
  }

  #append(part: Uint8Array, timeUs: Micros): PassiveMessage | null {
    const reception = this.#reception;
    if (reception === null) return null;
    const { buffer, firstUs } = reception;
    const wanted = part.subarray(0, buffer.length - reception.received);
    buffer.set(wanted, reception.received);
    reception.received += wanted.length;
    reception.sequenceNumber = (reception.sequenceNumber + 1) & 0x0f;
    if (reception.received < buffer.length) return null;
    this.#reception = null;
    return { payload: buffer, firstUs, lastUs: timeUs };
  }
}
