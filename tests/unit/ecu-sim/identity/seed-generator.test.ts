import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
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

  it('AUT-1: there is none when the rounds are used up', () => {
    const generator = [1, 2, 3, 4] as const;
    expect(generateSeed({ seedCounter: 65_535, seedRound: 0xffff_ffff, generator })).toBeNull();
    expect(generateSeed({ seedCounter: 65_534, seedRound: 0xffff_ffff, generator })).not.toBeNull();
  });

  it('AUT-1: differs from round to round', () => {
    const values = Array.from({ length: 1000 }, (_, round) => permuteRound(round, [1, 2, 3, 4]));
    expect(new Set(values.map(({ high, low }) => `${high} ${low}`)).size).toBe(1000);
  });
});
