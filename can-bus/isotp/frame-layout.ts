import { dataFrame, fdLengthAtLeast, MAX_CLASSIC_DATA } from '../frame/can-frame.ts';
import type { CanFrame, FrameFormat } from '../frame/can-frame.ts';
import { addressLength } from './addressing.ts';
import type { IsoTpConfig } from './types.ts';

/** Fills FD frames up to a possible length where the configuration asks for no padding (ISO 15765-2 recommends CC). */
const FD_FILL = 0xcc;

/** How the frames of one endpoint look: id, address byte, length, padding. */
export class FrameLayout {
  /** Address bytes before the control information. */
  readonly addressLength: 0 | 1;
  /** Longest payload of a single frame. */
  readonly singleFrameLimit: number;
  /** Payload bytes of a full consecutive frame. */
  readonly consecutiveDataLength: number;
  readonly #sendId: number;
  readonly #sendAddress: number;
  readonly #padding: number | null;
  readonly #format: FrameFormat;

  constructor(config: IsoTpConfig) {
    const { addressing } = config;
    this.addressLength = addressLength(addressing);
    const controlLength = config.frameLength > MAX_CLASSIC_DATA ? 2 : 1;
    this.singleFrameLimit = config.frameLength - controlLength - this.addressLength;
    this.consecutiveDataLength = config.frameLength - 1 - this.addressLength;
    this.#sendId = addressing.sendId;
    this.#sendAddress = addressing.kind === 'normal' ? 0 : addressing.sendAddress;
    this.#padding = config.padding;
    this.#format = { extended: config.extendedIds, fd: config.fd };
  }

  /** Data of a frame in which `used` bytes, address included, are meaningful; address and padding are filled in. */
  blank(used: number): Uint8Array {
    const data =
      used > MAX_CLASSIC_DATA
        ? new Uint8Array(fdLengthAtLeast(used)).fill(this.#padding ?? FD_FILL)
        : this.#padding === null
          ? new Uint8Array(used)
          : new Uint8Array(MAX_CLASSIC_DATA).fill(this.#padding);
    if (this.addressLength === 1) data[0] = this.#sendAddress;
    return data;
  }

  frame(data: Uint8Array): CanFrame {
    return dataFrame(this.#sendId, data, this.#format);
  }
}

/** Copies `count` bytes; for the few bytes of a frame this is faster than creating a view. */
export function copyBytes(from: Uint8Array, fromIndex: number, to: Uint8Array, toIndex: number, count: number): void {
  for (let i = 0; i < count; i++) to[toIndex + i] = from[fromIndex + i] ?? 0;
}
