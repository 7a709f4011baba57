import { describe, expect, it } from 'vitest';
import { brokenKeyRule } from '../../../../../hil/explore/world/key-rules.ts';
import type { WorldState } from '../../../../../hil/explore/world/world-state.ts';
import { WorldUnderTest } from '../small-world.ts';

const { world, state, car } = new WorldUnderTest({ cars: 2 });
const [key = 0] = world.keyIds;

function withContent(part: Partial<WorldState['cars'][number]['content']>): WorldState {
  return { ...state, cars: state.cars.with(0, { ...car, content: { ...car.content, ...part } }) };
}

describe('the keys of all cars together', () => {
  it('keep the rules at the start', () => {
    expect(brokenKeyRule(world, state)).toBeNull();
  });

  it('KEY-2: a key is in one slot', () => {
    expect(brokenKeyRule(world, withContent({ slots: [key, key] }))?.rule).toBe('KEY-2');
  });

  it('KEY-3: a registered key is not retired, and in one car', () => {
    expect(brokenKeyRule(world, withContent({ retired: [key] }))?.rule).toBe('KEY-3');
    expect(brokenKeyRule(world, { ...state, cars: [car, car] })?.rule).toBe('KEY-3');
  });

  it('KEY-1: a registered key is bound to that car', () => {
    expect(brokenKeyRule(world, { ...state, keys: [null, null] })?.rule).toBe('KEY-1');
  });
});
