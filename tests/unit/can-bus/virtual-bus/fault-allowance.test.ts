import { describe, expect, it } from 'vitest';
import { FaultAllowance } from '../../../../can-bus/virtual-bus/fault-allowance.ts';

describe('the allowance of a fault', () => {
  it('lets the first occasions pass, and strikes up to its count', () => {
    const allowance = new FaultAllowance();
    const bounds = { skip: 1, count: 2 };
    const allowed = [1, 2, 3, 4, 5].map(() => {
      const allows = allowance.allows(bounds);
      if (allows) allowance.strike();
      return allows;
    });
    expect(allowed).toEqual([false, true, true, false, false]);
    expect(allowance.state).toEqual({ seen: 5, struck: 2 });
    expect(allowance.isSpent(bounds)).toBe(true);
  });

  it('without a count is never spent', () => {
    const allowance = new FaultAllowance();
    allowance.restore({ seen: 3, struck: 1_000_000 });
    expect(allowance.isSpent({ skip: 0, count: null })).toBe(false);
    expect(allowance.allows({ skip: 0, count: null })).toBe(true);
  });

  it('counts on from what is restored', () => {
    const allowance = new FaultAllowance();
    allowance.restore({ seen: 1, struck: 1 });
    expect(allowance.isSpent({ skip: 0, count: 2 })).toBe(false);
    expect(allowance.allows({ skip: 2, count: 2 })).toBe(false);
    expect(allowance.state).toEqual({ seen: 2, struck: 1 });
  });
});
