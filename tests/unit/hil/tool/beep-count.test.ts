import { describe, expect, it } from 'vitest';
import { BeepCount } from '../../../../hil/tool/beep-count.ts';
import { play } from './scripted-vehicle.ts';

const BEEPS = '22 10 07';

function heard(...answers: readonly string[]): readonly unknown[] {
  const beepCount = new BeepCount();
  return answers.map((answer) => play(beepCount.heard(), { answers: { [BEEPS]: answer } }).result);
}

describe('VEH-3: the beeps of a run', () => {
  it('are counted from the first look on, with those of the last signal', () => {
    expect(heard('62 10 07 00 00 00 05 03', '62 10 07 00 00 00 07 02', '62 10 07 00 00 00 08 01')).toEqual([
      { beeps: { last: 0, total: 0 } },
      { beeps: { last: 2, total: 2 } },
      { beeps: { last: 1, total: 3 } },
    ]);
  });

  it('are counted from 0 again after a loss of power', () => {
    expect(heard('62 10 07 00 00 00 05 03', '62 10 07 00 00 00 00 00', '62 10 07 00 00 00 01 01')).toEqual([
      { beeps: { last: 0, total: 0 } },
      { beeps: { last: 0, total: 0 } },
      { beeps: { last: 1, total: 1 } },
    ]);
  });

  it('are not shown where the vehicle does not count them', () => {
    expect(heard('7F 22 31', '')).toEqual([{}, {}]);
  });
});
