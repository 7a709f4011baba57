import { mix, nextU32, rewindState, type RandomState } from '../../can-bus/random/xoshiro.ts';
import { NONCE_LENGTH } from './seed-data.ts';

/** The last value of the seed counter; it is followed by 1 (AUT-1). */
export const SEED_COUNTER_MAX = 0xffff;
/** Rounds of the seed counter have 32 bits: 2.8 × 10¹⁴ seeds, 8900 years at one per millisecond. */
export const SEED_ROUND_MAX = 0xffff_ffff;

/** The position of an ECU in the seeds of its life; stored before a seed is sent (AUT-1). */
export interface SeedPosition {
  /** Counter of the last seed, 1 to 65535; 0 before the first one. */
  readonly seedCounter: number;
  /** How often the counter has restarted, u32. */
  readonly seedRound: number;
  readonly generator: RandomState;
}

interface GeneratedSeed {
  readonly position: SeedPosition;
  /** 6 bytes. */
  readonly nonce: Uint8Array;
}

/** Number of generator words per nonce. */
const WORDS_A_NONCE = 2;
const HALF = 0x100_0000;
const HALF_MASK = 0xff_ffff;
/** Steps of the permutation of the rounds. Any number keeps it a permutation; four make its values look unrelated. */
const PERMUTATION_STEPS = 4;

/**
 * Generates the next seed's counter and nonce; null when the rounds are used up.
 *
 * Counter and nonce together never repeat (AUT-1). Within a round the counter distinguishes seeds. In each new round
 * the generator restarts where it started in the first, so that for one counter the nonce is, in round r, `base ⊕
 * permuted(r) ⊕ permuted(0)`: base and permutation depend on the counter alone, and a permutation gives each round
 * another value. The first round's nonces are the generator's own.
 */
export function generateSeed(last: SeedPosition): GeneratedSeed | null {
  const isNewRound = last.seedCounter >= SEED_COUNTER_MAX;
  if (isNewRound && last.seedRound >= SEED_ROUND_MAX) return null;
  const seedRound = isNewRound ? last.seedRound + 1 : last.seedRound;
  const seedCounter = isNewRound ? 1 : last.seedCounter + 1;
  const from = isNewRound ? rewindState(last.generator, SEED_COUNTER_MAX * WORDS_A_NONCE) : last.generator;
  const first = nextU32(from);
  const second = nextU32(first.state);
  const offset = permuteRound(seedRound, from);
  const origin = permuteRound(0, from);
  const nonce = new Uint8Array(NONCE_LENGTH);
  // The base's 48 bits, in halves of 24 like the permutation's.
  writeHalf(nonce, 0, (first.value >>> 8) ^ offset.high ^ origin.high);
  writeHalf(nonce, 3, (((first.value & 0xff) << 16) | (second.value >>> 16)) ^ offset.low ^ origin.low);
  return { position: { seedCounter, seedRound, generator: second.state }, nonce };
}

/** 48 bits in two halves of 24. */
export interface Halves {
  readonly high: number;
  readonly low: number;
}

/** A permutation of 48-bit numbers, one for each key: a Feistel network, which is always a permutation. */
export function permuteRound(round: number, key: RandomState): Halves {
  let high = Math.floor(round / HALF);
  let low = round & HALF_MASK;
  for (let step = 0; step < PERMUTATION_STEPS; step++) {
    [high, low] = [low, high ^ permutationStep(low, key, step)];
  }
  return { high, low };
}

/** The value that a step combines with the other half: 24 bits. */
export function permutationStep(half: number, key: RandomState, step: number): number {
  const word = key[step % key.length] ?? 0;
  return mix(mix(half ^ word) + Math.imul(step + 1, 0x9e37_79b9)) & HALF_MASK;
}

function writeHalf(bytes: Uint8Array, offset: number, half: number): void {
  bytes[offset] = half >>> 16;
  bytes[offset + 1] = half >>> 8;
  bytes[offset + 2] = half;
}
