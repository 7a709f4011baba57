import { describe, expect, it } from 'vitest';
import type { ResetProcedure } from '../../../../ecu-sim/smart-key/state.ts';
import { StatusBroadcast } from '../../../../ecu-sim/smart-key/status-broadcast.ts';
import { NOW_US, stateWith } from '../firmware-step.ts';

const RUNNING: ResetProcedure = {
  kind: 'reset',
  state: 'running',
  sinceUs: NOW_US,
  deadlineUs: NOW_US + 960_000_000,
};

describe('the broadcast frame 0x5B5', () => {
  it('is the same object while it says the same', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    const frame = broadcast.frameAt(state, NOW_US);
    expect(frame.id).toBe(0x5b5);
    expect(broadcast.frameAt(state, NOW_US + 1_000_000)).toBe(frame);
    expect(broadcast.frameAt({ ...state, supplyMv: 9000 }, NOW_US)).toBe(frame);
    expect(broadcast.differs({ ...state, supplyMv: 9000 })).toBe(false);
  });

  it('RST-2: changes with each second of a reset, rounded up, and does not differ for that', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const first = broadcast.frameAt(state, NOW_US);
    expect(broadcast.snapshot().remainingS).toBe(960);
    expect(broadcast.frameAt(state, NOW_US + 1)).toBe(first);
    const next = broadcast.frameAt(state, NOW_US + 1_000_000);
    expect(next).not.toBe(first);
    expect(broadcast.snapshot().remainingS).toBe(959);
    expect(broadcast.differs({ ...state })).toBe(false);
  });

  it('differs where a procedure begins, or the lock request changes', () => {
    const broadcast = new StatusBroadcast();
    broadcast.frameAt(stateWith(), NOW_US);
    expect(broadcast.differs(stateWith({ procedure: RUNNING }))).toBe(true);
    expect(broadcast.differs(stateWith({ lockRequest: 1 }))).toBe(true);
    expect(broadcast.differs(stateWith())).toBe(false);
  });

  it('KEY-4: differs with the permission to start, whatever gives or takes it', () => {
    const broadcast = new StatusBroadcast();
    const outside = stateWith();
    broadcast.frameAt(outside, NOW_US);
    expect(broadcast.differs({ ...outside, startWindowUntilUs: NOW_US + 1 })).toBe(true);
    expect(broadcast.differs({ ...outside, cabinKeys: [0xa1] })).toBe(true);
    expect(broadcast.differs({ ...outside, cabinKeys: [0xb1], faults: ['B278D'] })).toBe(false);
    const inCabin = stateWith({ cabinKeys: [0xa1] });
    broadcast.frameAt(inCabin, NOW_US);
    expect(broadcast.differs({ ...inCabin, startWindowUntilUs: NOW_US + 1 })).toBe(false);
    expect(broadcast.differs({ ...inCabin, faults: ['B2781'] })).toBe(true);
  });

  it('VEH-3: counts the beeps outside, and not those of a touch', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    broadcast.frameAt(state, NOW_US);
    expect(broadcast.differs({ ...state, buzzers: { ...state.buzzers, interior: 1 } })).toBe(false);
    expect(broadcast.differs({ ...state, buzzers: { ...state.buzzers, exterior: 1 } })).toBe(true);
  });

  it('names the last state it was made for, also where the frame stayed the same', () => {
    const broadcast = new StatusBroadcast();
    expect(broadcast.state).toBeNull();
    broadcast.frameAt(stateWith(), NOW_US);
    const later = stateWith({ supplyMv: 9000 });
    broadcast.frameAt(later, NOW_US);
    expect(broadcast.state).toBe(later);
  });

  it('continues from a snapshot', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const frame = broadcast.frameAt(state, NOW_US);
    const restored = new StatusBroadcast();
    restored.restore(broadcast.snapshot());
    expect(restored.differs(state)).toBe(false);
    expect(restored.frameAt(state, NOW_US).data).toEqual(frame.data);
  });
});
