import { nextU32, seedState } from './xoshiro.ts';
import type { RandomState } from './xoshiro.ts';

const TWO_POW_32 = 0x1_0000_0000;

/** For a consumer that only draws yes or no. */
export interface Chance {
  chance(probability: number): boolean;
}

/** A generator whose state can be saved; `state` is the value to continue from. */
export class RandomSource implements Chance {
  private current: RandomState;

  constructor(state: RandomState) {
    this.current = state;
  }

  /** See {@link seedState}. */
  static seeded(seed: number, domain: string): RandomSource {
    return new RandomSource(seedState(seed, domain));
  }

  get state(): RandomState {
    return this.current;
  }

  /** 0 to 2³² − 1, uniform. */
  u32(): number {
    const { state, value } = nextU32(this.current);
    this.current = state;
    return value;
  }

  /** `count` uniform bytes; four per draw, most significant first. */
  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let word = 0;
    for (let i = 0; i < count; i++) {
      if (i % 4 === 0) word = this.u32();
      bytes[i] = word >>> 24;
      word <<= 8;
    }
    return bytes;
  }

  /**
   * 0 to `limit` − 1, uniform without bias.
   *
   * @param limit 1 to 2³²
   * @throws RangeError outside that range
   */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > TWO_POW_32) {
      throw new RangeError(`limit ${limit} is not a whole number from 1 to 2³²`);
    }
    // Words above the last whole multiple would favour small results; at most every second draw is rejected.
    const fair = TWO_POW_32 - (TWO_POW_32 % limit);
    let value = this.u32();
    while (value >= fair) value = this.u32();
    return value % limit;
  }

  /** True with this probability (0 to 1). With 0 or 1 nothing is drawn. */
  chance(probability: number): boolean {
    if (!(probability > 0)) return false;
    if (probability >= 1) return true;
    return this.u32() < probability * TWO_POW_32;
  }
}
