import { describe, expect, it } from 'vitest';
import { allLocked, locksDiffer, obeyLockRequest, UNLOCKED } from '../../../../ecu-sim/body/door-locks.ts';

const LOCKED = { driver: true, others: true, cause: 'hand' } as const;

describe('the door locks', () => {
  it('KEY-5: lock all, unlock the driver’s door alone, or unlock all', () => {
    expect(obeyLockRequest(UNLOCKED, 'lock', 'keyfob')).toEqual({ driver: true, others: true, cause: 'keyfob' });
    expect(obeyLockRequest(LOCKED, 'unlock-driver', 'keyfob')).toEqual({
      driver: false,
      others: true,
      cause: 'keyfob',
    });
    expect(obeyLockRequest(UNLOCKED, 'unlock-driver', 'hand')).toEqual({ driver: false, others: false, cause: 'hand' });
    expect(obeyLockRequest(LOCKED, 'unlock-all', 'keyfob')).toEqual({ driver: false, others: false, cause: 'keyfob' });
  });

  it('stay the same object where nothing is requested', () => {
    expect(obeyLockRequest(LOCKED, 'none', 'keyfob')).toBe(LOCKED);
  });

  it('are all locked where the driver’s and the others are', () => {
    const halves = [LOCKED, UNLOCKED, { ...LOCKED, driver: false }, { ...LOCKED, others: false }];
    expect(halves.map(allLocked)).toEqual([true, false, false, false]);
  });

  it('differ where a motor has to move, regardless of what moved it', () => {
    expect(locksDiffer(LOCKED, { ...LOCKED, cause: 'keyfob' })).toBe(false);
    expect(locksDiffer(LOCKED, { ...LOCKED, driver: false })).toBe(true);
    expect(locksDiffer(LOCKED, { ...LOCKED, others: false })).toBe(true);
  });
});
