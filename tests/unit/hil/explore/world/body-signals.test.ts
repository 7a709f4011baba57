import { describe, expect, it } from 'vitest';
import { isReceiving, signalsAt, staleAtUs } from '../../../../../hil/explore/world/body-signals.ts';
import { WorldUnderTest } from '../small-world.ts';

describe('the signals of the body ECU', () => {
  it('are always fresh while they are sent', () => {
    const { car } = new WorldUnderTest();
    expect(isReceiving(car)).toBe(true);
    expect(staleAtUs(car, 0)).toBe(Infinity);
    expect(signalsAt(car, 99_000_000)).toMatchObject({ doorKnown: true, doorDriver: false, speedCkmh: 0 });
  });

  it('VEH-2: are unknown 2 s after the last frame, and not before', () => {
    const test = new WorldUnderTest();
    expect(test.give("driver's door", 'body ECU falls silent')).toBe(true);
    expect(staleAtUs(test.car, 0)).toBe(2_000_000);
    expect(signalsAt(test.car, 1_999_999)).toMatchObject({ doorKnown: true, doorDriver: true });
    expect(signalsAt(test.car, 2_000_000)).toMatchObject({ doorKnown: false, doorDriver: false, speedCkmh: 0xffff });
    expect(staleAtUs(test.car, 2_000_000)).toBe(Infinity);
  });

  it('are unknown without any frame since the supply came', () => {
    const test = new WorldUnderTest();
    test.give(
      'body ECU falls silent',
      'supply is disconnected',
      'supply is disconnected',
      'time moves to the next deadline',
    );
    expect(test.car.phase).toBe('running');
    expect(signalsAt(test.car, test.state.nowUs)).toMatchObject({ doorKnown: false });
  });
});
