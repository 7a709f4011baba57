/**
 * The complete state of a generator: four unsigned 32-bit words, not all zero. A plain value, kept in snapshots and
 * memory.
 */
export type RandomState = readonly [number, number, number, number];

interface RandomStep {
  readonly state: RandomState;
  /** 0 to 2³² − 1. */
  readonly value: number;
}

const TWO_POW_32 = 0x1_0000_0000;
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
const GOLDEN_GAMMA = 0x9e37_79b9;

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads each bit of a word over all of its bits (the finaliser of MurmurHash3). */
export function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/**
 * The start state of one consumer of randomness. Equal seed and domain give equal sequences; another domain gives an
 * unrelated one, so that a new consumer does not change what the others draw.
 *
 * @param seed a whole number within ±(2⁵³ − 1)
 * @param domain the consumer: `bus`, `ecu/seeds`
 * @throws RangeError if the seed is not such a number
 */
export function seedState(seed: number, domain: string): RandomState {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a whole number within ±(2⁵³ − 1)`);
  const high = Math.floor(seed / TWO_POW_32) >>> 0;
  let word = mix(mix(hashText(domain)) ^ mix(high ^ GOLDEN_GAMMA)) ^ (seed >>> 0);
  const next = (): number => {
    word = (word + GOLDEN_GAMMA) >>> 0;
    return mix(word);
  };
  const state: RandomState = [next(), next(), next(), next()];
  // The all-zero state yields zeros only.
  return state.some((part) => part !== 0) ? state : [1, 0, 0, 0];
}

/** The next word of xoshiro128** (Blackman and Vigna): 32 bits of output, period 2¹²⁸ − 1. Not for secrets. */
export function nextU32(state: RandomState): RandomStep {
  const [s0, s1, s2, s3] = state;
  const value = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  const mixed2 = s2 ^ s0;
  const mixed3 = s3 ^ s1;
  return {
    state: [(s0 ^ mixed3) >>> 0, (s1 ^ mixed2) >>> 0, (mixed2 ^ (s1 << 9)) >>> 0, rotateLeft(mixed3, 11) >>> 0],
    value,
  };
}

/**
 * The state that leads to this one after a number of calls of {@link nextU32}: the generator runs backwards.
 *
 * @param steps 0 or more
 */
export function rewindState(state: RandomState, steps: number): RandomState {
  let [s0, s1, s2, s3] = state;
  for (let step = 0; step < steps; step++) {
    const mixed3 = rotateLeft(s3, 32 - 11);
    const earlier0 = s0 ^ mixed3;
    // s1 ^ (s1 << 9), solved for s1.
    const folded = s1 ^ s2;
    const earlier1 = folded ^ (folded << 9) ^ (folded << 18) ^ (folded << 27);
    const mixed2 = s1 ^ earlier1;
    [s0, s1, s2, s3] = [earlier0, earlier1, mixed2 ^ earlier0, mixed3 ^ earlier1];
  }
  return [s0 >>> 0, s1 >>> 0, s2 >>> 0, s3 >>> 0];
}
