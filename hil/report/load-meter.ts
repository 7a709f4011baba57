import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { wireBits } from '../../can-bus/virtual-bus/bit-timing.ts';
import type { BusLoad } from './timeline-data.ts';

const BINS = 256;
const FIRST_BIN_US: Micros = 1000;
/** Between two frames the bus is idle for three bits at least. */
const INTERMISSION_BITS = 3;

/** How much of the time a bus is taken. Bins get twice as wide whenever the run outgrows them: memory stays the same. */
export class LoadMeter {
  readonly #usPerBit: number;
  readonly #busyUs = new Float64Array(BINS);
  #binUs: Micros = FIRST_BIN_US;
  #frames = 0;

  /** @param bitRate of the bus, in bit/s */
  constructor(bitRate: number) {
    this.#usPerBit = MICROS_PER_SECOND / bitRate;
  }

  /** A frame that was complete at that instant. */
  frame(endUs: Micros, frame: CanFrame): void {
    this.#frames += 1;
    while (endUs > this.#binUs * BINS) this.#widen();
    // The time that a frame took lies before its end.
    const bin = Math.floor(Math.max(endUs - 1, 0) / this.#binUs);
    this.#busyUs[bin] = (this.#busyUs[bin] ?? 0) + (wireBits(frame) + INTERMISSION_BITS) * this.#usPerBit;
  }

  build(endUs: Micros): BusLoad {
    const count = Math.min(BINS, Math.max(1, Math.ceil(endUs / this.#binUs)));
    const permille = Array.from(this.#busyUs.subarray(0, count), (busyUs, bin) => {
      // The last bin is over before its end; a splinter of one would make a single frame a full bus.
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
