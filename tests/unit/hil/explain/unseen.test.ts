import { describe, expect, it } from 'vitest';
import { Unseen } from '../../../../hil/explain/unseen.ts';

describe('what a log does not show', () => {
  it('goes on while it is not silent for too long', () => {
    const unseen = new Unseen(100, 10);
    expect([unseen.goesOn(110), unseen.goesOn(120), unseen.goesOn(131), unseen.goesOn(131)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is over with a beginning that the log shows, until a part is skipped', () => {
    const unseen = new Unseen(100, 10);
    unseen.begun();
    expect(unseen.goesOn(101)).toBe(false);
    unseen.skipped(200);
    expect([unseen.goesOn(210), unseen.goesOn(221)]).toEqual([true, false]);
  });
});
