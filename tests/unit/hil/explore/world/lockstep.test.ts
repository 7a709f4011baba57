import { describe, expect, it } from 'vitest';
import { nextDeadlineUs } from '../../../../../hil/explore/world/lockstep.ts';
import { WorldUnderTest } from '../small-world.ts';

function armed(): WorldUnderTest {
  const test = new WorldUnderTest();
  test.give('request 10 03', "driver's door");
  test.unlock('27 01');
  test.give('request 31 01 02 01 01');
  return test;
}

describe('the inputs of a world', () => {
  it('move time to the next deadline, and 1 µs before and after it', () => {
    const test = new WorldUnderTest();
    expect(test.give('time moves to the next deadline')).toBe(false);
    test.give('request 10 03');
    expect(nextDeadlineUs(test.world, test.state)).toBe(5_000_000);
    test.give('to 1 µs before');
    expect([test.state.nowUs, test.car.firmware?.session]).toEqual([4_999_999, 'extended']);
    expect(test.give('to 1 µs before')).toBe(false);
    test.give('time moves to the next deadline');
    expect([test.state.nowUs, test.car.firmware?.session]).toEqual([5_000_000, 'default']);
    expect(nextDeadlineUs(test.world, test.state)).toBe(Infinity);
  });

  it('RST-4: a reset completes at its deadline, with its keys retired', () => {
    const test = armed();
    test.unlock('27 03');
    test.give('request 31 01 02 01 02');
    for (let count = 0; count < 2; count++) test.give('to 1 µs before', 'request 3E 80');
    test.give('time moves to the next deadline');
    expect(test.state.nowUs).toBe(12_000_000);
    expect([test.car.content.slots, test.car.content.retired]).toEqual([[null, null], [0x1000_0001]]);
    expect(test.lockstep.difference).toBeNull();
  });

  it('VEH-4: each write has two other outcomes, with the supply gone before or after its commit', () => {
    const test = armed();
    expect(test.lockstep.cuts.map(({ committed, state }) => [committed, state.cars[0]?.phase])).toEqual([
      [true, 'off'],
      [false, 'off'],
    ]);
    test.give('request 22 F1 86');
    expect(test.lockstep.cuts).toEqual([]);
  });

  it('AUT-2: an old pass-code is refused, superseded or used', () => {
    const test = new WorldUnderTest();
    test.give('request 10 03', 'request 27 05', 'the pass-code of the seed before it');
    expect([test.lockstep.difference, test.car.content.attempts]).toEqual([null, 1]);
    test.give('request 27 05', 'the same pass-code again');
    expect([test.lockstep.difference, test.car.content.attempts, test.car.firmware?.unlockedLevel]).toEqual([
      null,
      1,
      0,
    ]);
  });

  it('one car is used while the other rests', () => {
    const test = new WorldUnderTest({ cars: 2 });
    expect(test.give('car 1: request 10 03')).toBe(true);
    expect(test.give('car 2: request 10 03')).toBe(false);
    expect(test.give('time moves to the next deadline', 'car 2: request 10 03')).toBe(true);
  });

  it('there are no more disturbances at once than the world allows', () => {
    const test = new WorldUnderTest({ disturbances: 1 });
    expect([test.give('supply falls'), test.give('begins to move'), test.give('fault B278D')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(test.give('supply falls', 'begins to move')).toBe(true);
  });

  it('KEY-3: a key that another vehicle has registered is refused', () => {
    const test = new WorldUnderTest();
    expect(test.give('another vehicle registers key 1')).toBe(false);
    test.give('another vehicle registers key 2', 'request 10 03');
    test.unlock('27 05');
    test.give(
      'request 31 01 02 02 01',
      'key 1 touches',
      'request 31 01 02 02 02',
      'request 31 01 02 02 03',
      'key 2 touches',
    );
    expect(test.lockstep.difference).toBeNull();
    expect(test.car.content.history[0]).toMatchObject({ outcome: 2, reason: 6 });
  });
});
