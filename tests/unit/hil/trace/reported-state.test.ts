import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  encodeBodyControlState,
  encodeDoorLocks,
  encodeSmartKeyStatus,
  encodeVehicleState,
} from '../../../../ecu-sim/signals/broadcast-codec.ts';
import { ReportedState } from '../../../../hil/trace/reported-state.ts';

const BODY = encodeBodyControlState({
  driverDoorOpen: true,
  passengerDoorOpen: false,
  rearLeftDoorOpen: false,
  rearRightDoorOpen: true,
  driverBeltUnlatched: false,
  parkingBrake: false,
});

describe('the state that a log reports', () => {
  it('is nothing at first', () => {
    expect(new ReportedState().known).toEqual([]);
  });

  it('follows the frames of the body ECU', () => {
    const state = new ReportedState();
    state.frame(5, dataFrame(0x620, BODY));
    expect(state.read().doors).toEqual({
      driver: true,
      passenger: false,
      rearLeft: false,
      rearRight: true,
      trunk: false,
    });
    expect(state.known.map(([part]) => part)).toEqual(['driver', 'passenger', 'rearLeft', 'rearRight']);
    const vehicle = { powerMode: 'on', trunkOpen: true, brake: true, shiftP: false, batteryMv: 11_900, speedKmh: 3.5 };
    state.frame(6, dataFrame(0x5b0, encodeVehicleState({ ...vehicle, powerMode: 'on' })));
    expect(state.read()).toMatchObject({ powerMode: 'on', brake: true, shiftP: false, batteryV: 11.9, speedKmh: 3.5 });
    expect(state.read().doors.trunk).toBe(true);
    expect(state.known.find(([part]) => part === 'trunk')).toEqual(['trunk', 6]);
  });

  it('follows those of the Smart Key ECU', () => {
    const state = new ReportedState();
    const status = { procedure: 1, state: 0x12, keys: 2, remainingS: 900, beeps: 0, indicator: 1 } as const;
    const bytes = encodeSmartKeyStatus({ ...status, immobilizerSet: true, lockRequest: 'none', startPermit: false });
    state.frame(5, dataFrame(0x5b5, bytes));
    expect(state.read()).toMatchObject({ procedure: 'reset', state: 'running', immobilizer: 'set' });
  });

  it('keeps what an event says of a single lock, which a frame cannot say', () => {
    const state = new ReportedState();
    const locks = { driver: false, others: true, cause: 'keyfob' } as const;
    state.event({ timeUs: 5, source: 'body', event: { kind: 'locks-changed', locks } });
    state.frame(6, dataFrame(0x638, encodeDoorLocks({ statusChanged: true, locked: false, lockedViaKeyfob: false })));
    expect(state.read().locks).toBe('driver-unlocked');
    state.frame(7, dataFrame(0x638, encodeDoorLocks({ statusChanged: true, locked: true, lockedViaKeyfob: true })));
    expect(state.read().locks).toBe('locked');
  });

  it('is the same object while a frame repeats what is known', () => {
    const state = new ReportedState();
    state.frame(5, dataFrame(0x620, BODY));
    const before = state.read();
    state.frame(6, dataFrame(0x620, BODY));
    expect(state.read()).toBe(before);
  });

  it('takes no state from frames that are too short, or of 29 bits', () => {
    const state = new ReportedState();
    state.frame(5, dataFrame(0x620, Uint8Array.of(0xff)));
    state.frame(6, dataFrame(0x620, BODY, { extended: true }));
    expect(state.known).toEqual([]);
  });
});
