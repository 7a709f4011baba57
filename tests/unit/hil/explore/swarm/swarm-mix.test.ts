import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../../../can-bus/random/random-source.ts';
import { drawMix, isDisturbance } from '../../../../../hil/explore/swarm/swarm-mix.ts';

describe('the mix of a run', () => {
  it('has some features only, another number in each run, and memory damage rarely', () => {
    const random = RandomSource.seeded(1, 'mix');
    const mixes = Array.from({ length: 200 }, () => drawMix(random));
    const sizes = new Set(mixes.map(({ features }) => features.length));
    expect(sizes.size).toBeGreaterThan(8);
    expect(mixes.every(({ features, purpose }) => features.length > 0 && purpose >= 2 && purpose <= 8)).toBe(true);
    const damaged = mixes.filter(({ features }) => features.includes('memory-damage')).length;
    expect(damaged).toBeGreaterThan(0);
    expect(damaged).toBeLessThan(40);
  });

  it('knows what is a disturbance', () => {
    expect(isDisturbance('write-cut')).toBe(true);
    expect(isDisturbance('reading')).toBe(false);
  });
});
