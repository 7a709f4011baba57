import type { LockRequest } from '../description/codes.ts';

/** The lock motors. The driver's door can be unlocked alone (KEY-5); all the others move together. True = locked. */
export interface LockState {
  readonly driver: boolean;
  readonly others: boolean;
  /** What moved them last: a key's button by way of LOCK_REQUEST, a person at the knob or switch, or a scan tool. */
  readonly cause: LockCause;
}

export type LockCause = 'keyfob' | 'hand' | 'tool';

export const UNLOCKED: LockState = { driver: false, others: false, cause: 'hand' };

export function allLocked(locks: LockState): boolean {
  return locks.driver && locks.others;
}

/** Whether a motor has to move for this change. */
export function locksDiffer(a: LockState, b: LockState): boolean {
  return a.driver !== b.driver || a.others !== b.others;
}

/** The state of the locks after a request; `none` returns the same object. */
export function obeyLockRequest(locks: LockState, request: LockRequest, cause: LockCause): LockState {
  switch (request) {
    case 'none':
      return locks;
    case 'lock':
      return { driver: true, others: true, cause };
    case 'unlock-driver':
      return { driver: false, others: locks.others, cause };
    case 'unlock-all':
      return { driver: false, others: false, cause };
  }
}
