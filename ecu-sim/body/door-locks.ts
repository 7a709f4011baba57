import type { LockRequest } from '../description/codes.ts';

/**
 * The lock motors. The driver's door can be unlocked alone (KEY-5); all the others go together.
 * True = locked.
 */
export interface LockState {
  readonly driver: boolean;
  readonly others: boolean;
  /** Who moved them last: a key's button by way of LOCK_REQUEST, or a hand at the knob or switch. */
  readonly cause: LockCause;
}

export type LockCause = 'keyfob' | 'hand';

export const UNLOCKED: LockState = { driver: false, others: false, cause: 'hand' };

export function allLocked(locks: LockState): boolean {
  return locks.driver && locks.others;
}

/** True where a motor has to move from one to the other. */
export function locksDiffer(a: LockState, b: LockState): boolean {
  return a.driver !== b.driver || a.others !== b.others;
}

/** What the locks do on a request; `none` leaves the same object. */
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
