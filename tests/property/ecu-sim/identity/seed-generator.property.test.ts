import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { nextU32, rewindState, seedState, type RandomState } from '../../../../can-bus/random/xoshiro.ts';
import {
  generateSeed,
  type Halves,
  permuteRound,
  permutationStep,
  type SeedPosition,
} from '../../../../ecu-sim/identity/seed-generator.ts';

const word = fc.nat(0xffff_ffff);
const state: fc.Arbitrary<RandomState> = fc.tuple(word, word, word, word).filter((words) => words.some((w) => w > 0));
const seedRound = fc.oneof(fc.nat(3), fc.nat(0xffff_ffff), fc.constantFrom(0xff_ffff, 0x100_0000, 0xffff_ffff));

/** The other way: possible only where no two rounds have the same value. */
function roundOf({ high, low }: Halves, key: RandomState): number {
  let [left, right] = [high, low];
  for (let step = 3; step >= 0; step--) [left, right] = [right ^ permutationStep(left, key, step), left];
  return left * 0x100_0000 + right;
}

/** Counter and nonce of the next seeds, one after the other. */
function drawMany(from: SeedPosition, count: number): string[] {
  const seeds: string[] = [];
  let position = from;
  for (let index = 0; index < count; index++) {
    const draw = generateSeed(position);
    if (draw === null) throw new Error('no seed is left');
    position = draw.position;
    seeds.push(`${position.seedCounter} ${toHex(draw.nonce)}`);
  }
  return seeds;
}

describe('AUT-1 the seeds of an ECU’s life', () => {
  it('each round’s value can be traced back to that round, whatever the key', () => {
    fc.assert(
      fc.property(seedRound, state, (round, key) => {
        expect(roundOf(permuteRound(round, key), key)).toBe(round);
      }),
    );
  });

  it('one counter has another nonce in each round', () => {
    const rounds = fc.uniqueArray(seedRound, { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(rounds, state, fc.nat(0xfffe), (all, generator, seedCounter) => {
        const nonces = all.map((round) => drawMany({ seedCounter, seedRound: round, generator }, 1).join());
        expect(new Set(nonces).size).toBe(all.length);
      }),
    );
  });

  it('of three whole rounds are all different, and each round begins where the first began', () => {
    const generator = seedState(1, 'ecu/seeds/4T1BZ1FB4KU999999');
    const first: SeedPosition = { seedCounter: 0, seedRound: 0, generator };
    const seeds = drawMany(first, 3 * 65_535);
    expect(new Set(seeds).size).toBe(3 * 65_535);
    expect(seeds.map((seed) => Number.parseInt(seed, 10)).filter((counter) => counter === 1)).toHaveLength(3);
    expect(seeds[65_534]).toMatch(/^65535 /);
    expect(seeds[65_535]).toMatch(/^1 /);
    expect(drawMany({ ...first, seedRound: 1 }, 2)).toEqual(seeds.slice(65_535, 65_537));
  });

  it('the first round’s nonces are the generator’s own: 32 bits of a draw, and the upper 16 of the next', () => {
    fc.assert(
      fc.property(state, fc.nat(0xfffe), (generator, seedCounter) => {
        const one = nextU32(generator);
        const two = nextU32(one.state);
        const nonce = (one.value * 0x1_0000 + (two.value >>> 16)).toString(16).toUpperCase().padStart(12, '0');
        const draw = generateSeed({ seedCounter, seedRound: 0, generator });
        expect(draw === null ? null : toHex(draw.nonce)).toBe(nonce);
        expect(draw?.position).toEqual({ seedCounter: seedCounter + 1, seedRound: 0, generator: two.state });
      }),
    );
  });

  it('the generator runs backwards as it ran forwards', () => {
    fc.assert(
      fc.property(state, fc.nat(50), (start, steps) => {
        let now = start;
        for (let step = 0; step < steps; step++) now = nextU32(now).state;
        expect(rewindState(now, steps)).toEqual(start);
      }),
    );
  });

  it('end only with the last round', () => {
    const generator = seedState(1, 'ecu/seeds');
    const last = { seedCounter: 65_534, seedRound: 0xffff_ffff, generator };
    const draw = generateSeed(last);
    expect(draw?.position.seedCounter).toBe(65_535);
    expect(draw === null ? undefined : generateSeed(draw.position)).toBeNull();
  });
});
