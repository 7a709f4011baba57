import { describe, expect, it } from 'vitest';
import { Part } from '../../../../../hil/explore/exhaustive/part.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';
import { smallWorld } from '../small-world.ts';

const spec = smallWorld({ inputs: ['sessions', 'doors'], disturbances: 0 });

describe('a part of a search', () => {
  it('tries every input of its states, and keeps what is new', () => {
    const part = new Part(createWorld(spec), 0, 1);
    part.begin();
    expect(part.figures()).toMatchObject({ states: 1, frontier: 1 });
    expect(part.expand(10)).toBe(0);
    const level = part.report();
    // Three requests and the door; nothing else can happen.
    expect([level.transitions, level.failure]).toEqual([4, null]);
    const accepted = part.admit(level.batches);
    expect(accepted.map((numbers) => numbers.length)).toEqual([2]);
    expect(part.advance(accepted)).toMatchObject({ states: 3, frontier: 2 });
  });

  it('gives states away, and takes them over', () => {
    const [one, other] = [new Part(createWorld(spec), 0, 2), new Part(createWorld(spec), 1, 2)];
    one.begin();
    other.begin();
    expect([one.figures().states + other.figures().states, one.figures().frontier]).toEqual([1, 1]);
    other.take(one.give(5));
    expect([one.figures().frontier, other.figures().frontier]).toEqual([0, 1]);
  });

  it('loads the states that it owns of an earlier search', () => {
    const whole = new Part(createWorld(spec), 0, 1);
    whole.begin();
    const { words } = whole.snapshot();
    const parts = [0, 1, 2].map((part) => new Part(createWorld(spec), part, 3));
    for (const part of parts) part.load(words);
    expect(parts.reduce((sum, part) => sum + part.figures().states, 0)).toBe(1);
  });
});
