import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { nextU32, type RandomState } from '../../../../can-bus/random/xoshiro.ts';
import { generateSeed, permuteRound } from '../../../../ecu-sim/identity/seed-generator.ts';

describe('the next seed', () => {
  it('AUT-1: counts from 1, with the first 48 bits of two words of the generator', () => {
    const first = generateSeed({ seedCounter: 0, seedRound: 0, generator: [1, 2, 3, 4] });
    // The generator's first words are 11520 and 0.
    expect(toHex(first?.nonce ?? new Uint8Array(0))).toBe('00002D000000');
    expect(first?.position).toMatchObject({ seedCounter: 1, seedRound: 0 });
  });

  it('AUT-1: after 65535 comes 1 of the next round', () => {
    const next = generateSeed({ seedCounter: 65_535, seedRound: 7, generator: [1, 2, 3, 4] });
    expect(next?.position).toMatchObject({ seedCounter: 1, seedRound: 8 });
  });

  it('AUT-1: does not exist once all rounds are used', () => {
    const generator = [1, 2, 3, 4] as const;
    expect(generateSeed({ seedCounter: 65_535, seedRound: 0xffff_ffff, generator })).toBeNull();
    expect(generateSeed({ seedCounter: 65_534, seedRound: 0xffff_ffff, generator })).not.toBeNull();
    const last = generateSeed({ seedCounter: 65_535, seedRound: 0xffff_fffe, generator });
    expect(last?.position).toMatchObject({ seedCounter: 1, seedRound: 0xffff_ffff });
  });

  it('AUT-1: a new round begins where the generator began in the first', () => {
    const first = generateSeed({ seedCounter: 0, seedRound: 0, generator: [1, 2, 3, 4] });
    let generator: RandomState = [1, 2, 3, 4];
    for (let word = 0; word < 2 * 65_535; word++) generator = nextU32(generator).state;
    const again = generateSeed({ seedCounter: 65_535, seedRound: 0, generator });
    expect(again?.position).toEqual({ ...first?.position, seedRound: 1 });
  });

  it('AUT-1: is the same in every version: an ECU goes on from what it has stored', () => {
    const key = [1, 2, 3, 4] as const;
    expect(permuteRound(0, key)).toEqual({ high: 10_029_535, low: 14_789_451 });
    expect(permuteRound(1, key)).toEqual({ high: 9_693_704, low: 11_365_836 });
    expect(permuteRound(0xffff_ffff, key)).toEqual({ high: 9_236_797, low: 13_879_652 });
    const next = generateSeed({ seedCounter: 65_535, seedRound: 7, generator: key });
    expect(toHex(next?.nonce ?? new Uint8Array(0))).toBe('4B30B0747B2C');
  });

  it('AUT-1: differs from round to round', () => {
    const values = Array.from({ length: 1000 }, (_, round) => permuteRound(round, [1, 2, 3, 4]));
    expect(new Set(values.map(({ high, low }) => `${high} ${low}`)).size).toBe(1000);
  });
});
