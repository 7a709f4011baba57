import { describe, expect, it } from 'vitest';
import {
  BENCH_FAULTS,
  draftOf,
  FULL_COMMUNICATION,
  procedureStateOf,
  UNKNOWN_SIGNALS,
} from '../../../../ecu-sim/smart-key/state.ts';
import { stateWith } from '../firmware-step.ts';

const ARMED = { kind: 'reset', state: 'armed', sinceUs: 0, deadlineUs: Infinity } as const;

describe('the state of the firmware', () => {
  it('a draft of it is a copy of every field', () => {
    const state = stateWith({ session: 'extended', lockRequest: 2 });
    const draft = draftOf(state);
    expect(draft).toEqual(state);
    expect(Object.keys(draft).sort()).toEqual(Object.keys(state).sort());
    draft.supplyMv = 9_000;
    expect(state.supplyMv).toBe(12_600);
  });

  it('a procedure has its own state; none is idle', () => {
    expect([procedureStateOf(ARMED), procedureStateOf({ kind: 'none' })]).toEqual(['armed', 'idle']);
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
