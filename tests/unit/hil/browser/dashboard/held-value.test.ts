import { describe, expect, it } from 'vitest';
import { HeldValue } from '../../../../../hil/browser/dashboard/held-value.ts';

describe('a slider that is held', () => {
  it('stays where it is held, whatever the car reports, until it is let go and the car has its value', () => {
    const held = new HeldValue(() => undefined);
    held.move(12.5);
    held.follow(12.5);
    expect(held.value.value).toBe(12.5);
    held.choose();
    held.move(12.4);
    held.choose();
    held.follow(12.5);
    expect(held.value.value).toBe(12.4);
    held.follow(12.4);
    expect(held.value.value).toBeNull();
  });

  it('shows where the car is where the car did not take its value', () => {
    const later: (() => void)[] = [];
    const held = new HeldValue((work) => later.push(work));
    held.move(9);
    held.choose();
    held.move(8);
    held.choose();
    later[0]?.();
    expect(held.value.value).toBe(8);
    later[1]?.();
    expect(held.value.value).toBeNull();
  });
});
