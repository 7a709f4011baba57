import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { describe, expect, it } from 'vitest';
import { Guard } from '../../../../hil/run/guard.ts';
import { FakeWall } from '../car/host/fake-wall.ts';
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

  it('ends a run in real time in which nothing happens', () => {
    const wall = new FakeWall();
    const clock = new RealClock({ wall });
    const guard = new Guard(2_000_000, () => clock.nowUs());
    const signal = guard.signalWith(null, clock);
    wall.pass(1_900_000);
    expect(signal.aborted).toBe(false);
    wall.pass(200_000);
    expect(signal.reason).toEqual(guard.error());
  });

  it('leaves alone a run in real time that is over, or interrupted', () => {
    const wall = new FakeWall();
    const clock = new RealClock({ wall });
    const guard = new Guard(2_000_000, () => clock.nowUs());
    const interruption = new AbortController();
    const signal = guard.signalWith(interruption.signal, clock);
    guard.end();
    wall.pass(9_000_000);
    expect(signal.aborted).toBe(false);
    interruption.abort();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).not.toBeInstanceOf(BenchError);
  });

  it('has its limit in seconds in the error', () => {
    expect(guardAfter(0).error().message).toContain('2 s');
  });
});
