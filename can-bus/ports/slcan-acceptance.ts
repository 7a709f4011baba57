import type { CanFrame } from '../frame/can-frame.ts';

const ALL_BITS = 0xffff_ffff;
/** ID and RTR of a base frame, in 16 bits of a register; the four bits below them are data. */
const BASE_ID_BITS = 0xfff0;
/** The four lower bits of the register's last byte: with the dual filter they are data, too. */
const DATA_BITS = 0x000f;

function differs(image: number, code: number, mask: number, bits: number): boolean {
  return ((image ^ code) & ~mask & bits) !== 0;
}

/**
 * The acceptance filter of the SJA1000 (data sheet, "Acceptance filter"), as the LAWICEL commands `M` (code), `m`
 * (mask) and `W` set it: four bytes each, ACR0 first; a mask bit of 1 means "don't care". Initially everything passes.
 */
export class SlcanAcceptance {
  #code = 0;
  #mask = ALL_BITS;
  #isDual = true;

  setCode(code: number): void {
    this.#code = code;
  }

  setMask(mask: number): void {
    this.#mask = mask;
  }

  /** Two filters of 16 bits, the default in the manual, or one of 32. */
  setDual(isDual: boolean): void {
    this.#isDual = isDual;
  }

  reset(): void {
    this.#code = 0;
    this.#mask = ALL_BITS;
    this.#isDual = true;
  }

  accepts(frame: CanFrame): boolean {
    if (this.#mask === ALL_BITS) return true;
    return this.#isDual ? this.#passesDual(frame) : this.#passesSingle(frame);
  }

  #passesDual(frame: CanFrame): boolean {
    const [code1, mask1] = [this.#code >>> 16, this.#mask >>> 16];
    const [code2, mask2] = [this.#code & 0xffff, this.#mask & 0xffff];
    if (frame.extended) {
      const image = frame.id >>> 13;
      return !differs(image, code1, mask1, 0xffff) || !differs(image, code2, mask2, 0xffff);
    }
    const image = baseImage(frame);
    if (!differs(image, code2, mask2, BASE_ID_BITS)) return true;
    if (differs(image, code1, mask1, BASE_ID_BITS)) return false;
    // The first filter also compares the first data byte, where there is one.
    const [data] = frame.data;
    if (data === undefined) return true;
    return !differs(data >>> 4, code1, mask1, DATA_BITS) && !differs(data, code2, mask2, DATA_BITS);
  }

  #passesSingle(frame: CanFrame): boolean {
    if (frame.extended) {
      const image = (frame.id << 3) | (frame.kind === 'remote' ? 0x4 : 0);
      return !differs(image, this.#code, this.#mask, 0xffff_fffc);
    }
    if (differs(baseImage(frame), this.#code >>> 16, this.#mask >>> 16, BASE_ID_BITS)) return false;
    const [first, second] = frame.data;
    if (first !== undefined && differs(first, this.#code >>> 8, this.#mask >>> 8, 0xff)) return false;
    return second === undefined || !differs(second, this.#code, this.#mask, 0xff);
  }
}

function baseImage({ id, kind }: CanFrame): number {
  return (id << 5) | (kind === 'remote' ? 0x10 : 0);
}
