import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { wireBits } from '../../can-bus/virtual-bus/bit-timing.ts';
import type { BusLoad } from './timeline-data.ts';

const BINS = 256;
const FIRST_BIN_US: Micros = 1000;
/** Between two frames the bus is idle for at least three bits. */
const INTERMISSION_BITS = 3;

/**
 * The share of time for which a bus is busy. The bins become twice as wide whenever the run outgrows them, so that
 * memory stays constant.
 */
export class LoadMeter {
  readonly #usPerBit: number;
  readonly #busyUs = new Float64Array(BINS);
  #binUs: Micros = FIRST_BIN_US;
  #frames = 0;

  /** @param bitRate of the bus, in bit/s */
  constructor(bitRate: number) {
    this.#usPerBit = MICROS_PER_SECOND / bitRate;
  }

  /** A frame that was complete at this instant. */
  frame(endUs: Micros, frame: CanFrame): void {
    this.#frames += 1;
    while (endUs > this.#binUs * BINS) this.#widen();
    // A frame takes the time before its end.
    const bin = Math.floor(Math.max(endUs - 1, 0) / this.#binUs);
    this.#busyUs[bin] = (this.#busyUs[bin] ?? 0) + (wireBits(frame) + INTERMISSION_BITS) * this.#usPerBit;
  }

  build(endUs: Micros): BusLoad {
    const count = Math.min(BINS, Math.max(1, Math.ceil(endUs / this.#binUs)));
    const permille = Array.from(this.#busyUs.subarray(0, count), (busyUs, bin) => {
      // The last bin ends with the run; a very short one would show a single frame as full load.
      const widthUs = Math.max(this.#binUs / 10, Math.min(this.#binUs, endUs - bin * this.#binUs));
      return Math.min(1000, Math.round((1000 * busyUs) / widthUs));
    });
    return { binUs: this.#binUs, permille, frames: this.#frames };
  }

  #widen(): void {
    for (let bin = 0; bin < BINS; bin++) {
      const [first = 0, second = 0] = bin < BINS / 2 ? this.#busyUs.subarray(2 * bin, 2 * bin + 2) : [];
      this.#busyUs[bin] = first + second;
    }
    this.#binUs *= 2;
  }
}
