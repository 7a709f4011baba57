import { describe, expect, it } from 'vitest';
import {
  BENCH_FAULTS,
  FULL_COMMUNICATION,
  isProcedure,
  procedureStateOf,
  UNKNOWN_SIGNALS,
} from '../../../../ecu-sim/smart-key/state.ts';

const ARMED = { kind: 'reset', state: 'armed', sinceUs: 0, deadlineUs: Infinity } as const;

describe('the state of the firmware', () => {
  it('a procedure has its own state; none is idle', () => {
    expect([procedureStateOf(ARMED), procedureStateOf({ kind: 'none' })]).toEqual(['armed', 'idle']);
    expect([isProcedure(ARMED, 'reset'), isProcedure(ARMED, 'erasure')]).toEqual([true, false]);
  });

  it('VEH-2: before the body ECU is heard the speed is too high and no door is known', () => {
    expect(UNKNOWN_SIGNALS).toEqual({
      doorKnown: false,
      doorDriver: false,
      doorPassenger: false,
      doorRearLeft: false,
      doorRearRight: false,
      trunk: false,
      brake: false,
      shiftP: false,
      speedCkmh: 65_535,
      powerMode: 0,
    });
  });

  it('conformance 33: communicates fully at first, and has four faults that a bench can set (VEH-8)', () => {
    expect(FULL_COMMUNICATION).toEqual({ receive: true, transmit: true });
    expect(BENCH_FAULTS).toEqual(['B278D', 'B2785', 'B2781', 'B27A5']);
  });
});
