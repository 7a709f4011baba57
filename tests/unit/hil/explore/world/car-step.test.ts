import { describe, expect, it } from 'vitest';
import { SHIPPED_FIRMWARE, type FirmwareUnderTest } from '../../../../../hil/explore/world/world.ts';
import { WorldUnderTest } from '../small-world.ts';

type Step = FirmwareUnderTest['step'];

/** The shipped firmware with a defect in what a step returns. */
function defective(
  change: (result: ReturnType<Step>, input: Parameters<Step>[2]) => ReturnType<Step>,
): FirmwareUnderTest {
  return { ...SHIPPED_FIRMWARE, step: (...args) => change(SHIPPED_FIRMWARE.step(...args), args[2]) };
}

describe('one car in lock-step', () => {
  it('agrees on answers, events and states', () => {
    const test = new WorldUnderTest();
    test.give('request 10 03', "driver's door");
    test.unlock('27 01');
    test.give('request 31 01 02 01 01');
    expect(test.lockstep.difference).toBeNull();
    expect(test.car.firmware?.procedure).toMatchObject({ kind: 'reset', state: 'armed' });
    expect(test.car.oracle.procedure).toMatchObject({ kind: 'armed' });
  });

  it.each<[string, string, string, FirmwareUnderTest]>([
    ['a missing answer', 'request 10 03', 'the answer', defective((result) => ({ ...result, effects: [] }))],
    [
      'an answer on the other endpoint',
      'request 10 03',
      'the endpoint of the answer',
      defective((result) => ({
        ...result,
        effects: result.effects.map((effect) =>
          effect.kind === 'respond' ? { ...effect, endpoint: 'generic' } : effect,
        ),
      })),
    ],
    [
      'a beep too few',
      'key 1 touches',
      'the beeps',
      defective((result) => ({
        ...result,
        effects: result.effects.filter((effect) => effect.kind !== 'event' || effect.event.kind !== 'beeps-ordered'),
      })),
    ],
    [
      'a state that is not entered',
      'request 10 03',
      'the session',
      defective((result) => ({ ...result, state: { ...result.state, session: 'default' } })),
    ],
  ])('names %s', (_what, input, what, firmware) => {
    const test = new WorldUnderTest({}, firmware);
    test.give(input);
    expect(test.lockstep.difference?.what).toBe(what);
  });
});
