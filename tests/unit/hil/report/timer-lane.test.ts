import { describe, expect, it } from 'vitest';
import type { EcuTimer } from '../../../../ecu-sim/smart-key/timers.ts';
import { LaneBuilder } from '../../../../hil/report/lane-builder.ts';
import { seconds, TimerLane } from '../../../../hil/report/timer-lane.ts';

const RESET: EcuTimer = { name: 'reset', startedUs: 1_000_000, deadlineUs: 961_000_000 };

function laneOf(...updates: readonly (readonly [timeUs: number, timers: readonly EcuTimer[]])[]): unknown {
  const builder = new LaneBuilder('timers', 10);
  const lane = new TimerLane(builder);
  let timers: readonly EcuTimer[] = [];
  lane.attached(() => timers);
  for (const [timeUs, now] of updates) {
    timers = now;
    lane.update(timeUs);
  }
  return builder.build(2_000_000_000).items;
}

describe('the lane of timers', () => {
  it('RST-4: has a timer from its start to its deadline', () => {
    expect(laneOf([1_500_000, [RESET]], [961_000_000, []])).toEqual([
      [1_000_000, 961_000_000, 'reset 960 s', 'deadline 961 s, reached', 3],
    ]);
  });

  it('has the time that was left where a timer ended early', () => {
    expect(laneOf([1_500_000, [RESET]], [900_000_000, []])).toEqual([
      [1_000_000, 900_000_000, 'reset 960 s', 'deadline 961 s, ended 61 s before', 5],
    ]);
  });

  it('conformance 25: has S3 once, however often requests restart it', () => {
    const s3 = (startedUs: number): EcuTimer => ({ name: 's3', startedUs, deadlineUs: startedUs + 5_000_000 });
    expect(laneOf([0, [s3(0)]], [1_000_000, [s3(1_000_000)]], [2_000_000, []])).toEqual([
      [0, 2_000_000_000, 'S3 5 s', 'deadline 5 s', 3],
    ]);
  });

  it('has a restarted timer as another one', () => {
    const step = (startedUs: number): EcuTimer => ({
      name: 'registration-step',
      startedUs,
      deadlineUs: startedUs + 30_000_000,
    });
    expect(laneOf([0, [step(0)]], [10_000_000, [step(10_000_000)]], [40_000_000, []])).toEqual([
      [0, 10_000_000, 'registration step 30 s', 'deadline 30 s, ended 20 s before', 5],
      [10_000_000, 40_000_000, 'registration step 30 s', 'deadline 40 s, reached', 3],
    ]);
  });
});

describe('seconds', () => {
  it('has no zeros behind', () => {
    expect([seconds(960_058_212), seconds(1_500_000), seconds(0)]).toEqual(['960.058212 s', '1.5 s', '0 s']);
  });
});
