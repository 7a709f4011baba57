import { describe, expect, it } from 'vitest';
import { Part } from '../../../../../hil/explore/exhaustive/part.ts';
import { createWorld, SHIPPED_FIRMWARE } from '../../../../../hil/explore/world/world.ts';
import { OracleFailure } from '../../../../../hil/explore/world/guarded-oracle.ts';
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

  it('names an oracle that throws, and a firmware that does', () => {
    const world = createWorld(spec);
    const [car] = world.cars;
    if (car === undefined) throw new Error('there is no car');
    const step = (): never => {
      throw new OracleFailure(new Error('no rule for this'));
    };
    const failing = new Part({ ...world, cars: [{ ...car, oracle: { ...car.oracle, step } }] }, 0, 1);
    failing.begin();
    failing.expand(1);
    expect(failing.report().failure).toMatchObject({ kind: 'oracle', difference: { oracle: 'no rule for this' } });
    const firmware = { ...SHIPPED_FIRMWARE, step: (): never => expect.fail('a failed assertion') };
    const stopped = new Part(createWorld(spec, firmware), 0, 1);
    stopped.begin();
    stopped.expand(1);
    expect(stopped.report().failure).toMatchObject({ kind: 'rule', difference: { what: 'the firmware failed' } });
  });
});
