import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { expiryUs, progressOf, remainingUs } from '../../../../ecu-sim/smart-key/progress.ts';
import type { ErasureProcedure, ResetProcedure } from '../../../../ecu-sim/smart-key/state.ts';

const RESET: ResetProcedure = { kind: 'reset', state: 'running', sinceUs: 1_000_000, deadlineUs: 961_000_000 };
const ARMED: ResetProcedure = { kind: 'reset', state: 'armed', sinceUs: 1_000_000, deadlineUs: Infinity };
const WINDOW: ErasureProcedure = {
  kind: 'erasure',
  state: 'window-open',
  sinceUs: 0,
  deadlineUs: 30_000_000,
  declared: 1,
  touched: [],
  stoppedAtUs: null,
};

describe('the progress of a procedure', () => {
  it('is zero where none is under way', () => {
    expect(progressOf({ kind: 'none' }, 5_000_000)).toEqual({ elapsedMs: 0, remainingMs: 0 });
    expect(remainingUs({ kind: 'none' }, 5_000_000)).toBe(0);
  });

  it('RST-2: elapsed milliseconds are rounded down, remaining ones up', () => {
    expect(progressOf(RESET, 1_001_999)).toEqual({ elapsedMs: 1, remainingMs: 959_999 });
    expect(progressOf(RESET, 961_000_000)).toEqual({ elapsedMs: 960_000, remainingMs: 0 });
    expect(progressOf(RESET, 960_999_999)).toEqual({ elapsedMs: 959_999, remainingMs: 1 });
  });

  it('has nothing remaining without a deadline, and never less than nothing', () => {
    expect(progressOf(ARMED, 3_000_000)).toEqual({ elapsedMs: 2000, remainingMs: 0 });
    expect(remainingUs(RESET, 962_000_000)).toBe(0);
  });

  it('ERA-7: does not continue while the delete is being written', () => {
    const stopped = { ...WINDOW, stoppedAtUs: 10_000_000 };
    expect(progressOf(stopped, 12_000_000)).toEqual({ elapsedMs: 10_000, remainingMs: 20_000 });
    expect(progressOf(WINDOW, 12_000_000)).toEqual({ elapsedMs: 12_000, remainingMs: 18_000 });
    expect([expiryUs(stopped), expiryUs(WINDOW)]).toEqual([NEVER_US, 30_000_000]);
  });

  it('is over at its deadline, or never', () => {
    expect([expiryUs(RESET), expiryUs(ARMED), expiryUs({ kind: 'none' })]).toEqual([961_000_000, NEVER_US, NEVER_US]);
  });

  it('fits into 24 bits', () => {
    expect(progressOf({ ...ARMED, sinceUs: 0 }, 16_777_216_000)).toEqual({ elapsedMs: 0xff_ffff, remainingMs: 0 });
  });
});
