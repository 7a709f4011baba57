import { describe, expect, it } from 'vitest';
import { Guard } from '../../../../hil/run/guard.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';

function guardAfter(elapsedUs: number): Guard {
  let nowUs = 500;
  const guard = new Guard(2_000_000, () => nowUs);
  nowUs += elapsedUs;
  return guard;
}

function frames(guard: Guard, count: number): void {
  for (let index = 0; index < count; index++) guard.frame();
}

describe('the guard of a run', () => {
  it('gives up with frame 2048 once its time is over', () => {
    const guard = guardAfter(2_000_001);
    expect(() => frames(guard, 2047)).not.toThrow();
    expect(() => frames(guard, 1)).toThrow(BenchError);
  });

  it('lets a run continue up to its limit', () => {
    expect(() => frames(guardAfter(2_000_000), 3 * 2048)).not.toThrow();
  });

  it('has its limit in seconds in the error', () => {
    expect(guardAfter(0).error().message).toContain('2 s');
  });
});
