import { copyBytes, singleFrameLength, singlePciLength, writeSinglePci } from './frame-layout.ts';
import type { FrameLayout } from './frame-layout.ts';
import type { SendEffect } from './types.ts';

/** Messages that are kept; a power of two. A tool and an ECU in a conversation repeat fewer. */
const KEPT = 8;

/**
 * The single frames of one sender. A message that was sent before is the same object again, as with repeated frames: its
 * bits on the wire are known, and a log keeps its content once.
 */
export class SingleFrames {
  readonly #layout: FrameLayout;
  /** By the first byte of the message, which is its service. */
  readonly #sendings: (SendEffect | null)[] = new Array<SendEffect | null>(KEPT).fill(null);

  constructor(layout: FrameLayout) {
    this.#layout = layout;
  }

  /** What sends a message in its frame. @param payload 1 byte to the layout's `singleFrameLimit`; it is copied */
  of(payload: Uint8Array): SendEffect {
    const place = (payload[0] ?? 0) & (KEPT - 1);
    const known = this.#sendings[place] ?? null;
    if (known !== null && this.#carries(known.frame.data, payload)) return known;
    const sending: SendEffect = { kind: 'send', frame: this.#layout.frame(this.#dataOf(payload)) };
    this.#sendings[place] = sending;
    return sending;
  }

  #carries(data: Uint8Array, payload: Uint8Array): boolean {
    const { addressLength } = this.#layout;
    const { length } = payload;
    if (singleFrameLength(data, addressLength) !== length) return false;
    const start = addressLength + singlePciLength(length, addressLength);
    for (let i = 0; i < length; i++) if (data[start + i] !== payload[i]) return false;
    return true;
  }

  #dataOf(payload: Uint8Array): Uint8Array {
    const { addressLength } = this.#layout;
    const { length } = payload;
    const data = this.#layout.blank(addressLength + singlePciLength(length, addressLength) + length);
    copyBytes(payload, 0, data, writeSinglePci(length, data, addressLength), length);
    return data;
  }
}
