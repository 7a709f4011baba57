import { describe, expect, it } from 'vitest';
import { BODY_BROADCASTS, SMART_KEY_BROADCASTS } from '../../../../ecu-sim/description/broadcasts.ts';
import type { BroadcastSpec } from '../../../../ecu-sim/description/ecu-description.ts';

/** Name, start bit, length, unit, scale, highest value, enumeration and comment of each signal. */
function signalsOf({ signals }: BroadcastSpec): readonly unknown[] {
  return Object.entries(signals).map(([key, { name, startBit, length, ...more }]) => [
    ...[key, name, startBit, length],
    more,
  ]);
}

function frameOf({ id, name, length, cycleMs, receivers, comment }: BroadcastSpec): readonly unknown[] {
  return [id, name, length, cycleMs, receivers, comment];
}

describe('the frames of the body ECU', () => {
  it('are sent with the ids and cycles of the contract', () => {
    const { vehicleState, bodyControlState, doorLocks } = BODY_BROADCASTS;
    expect([vehicleState, bodyControlState, doorLocks].map(frameOf)).toEqual([
      [
        ...[0x5b0, 'VEHICLE_STATE', 8, 100, ['SMART_KEY']],
        'State of the car for the other ECUs; defined by this project. Every 100 ms and on change.',
      ],
      [
        ...[0x620, 'BODY_CONTROL_STATE', 8, 500, ['SMART_KEY']],
        'Doors, belt and parking brake, placed as in the public Toyota DBC. Every 500 ms and on change.',
      ],
      [
        ...[0x638, 'DOOR_LOCKS', 8, 1000, ['SMART_KEY']],
        'Door locks, placed as in the public Toyota DBC. Every 1 s and on change.',
      ],
    ]);
  });

  it('0x5B0 has power mode, trunk, brake, shift position, supply and speed', () => {
    expect(signalsOf(BODY_BROADCASTS.vehicleState)).toEqual([
      ['powerMode', 'POWER_MODE', 7, 2, { values: 'powerMode' }],
      ['trunkOpen', 'TRUNK_OPEN', 5, 1, {}],
      ['brake', 'BRAKE', 4, 1, {}],
      ['shiftP', 'SHIFT_P', 3, 1, {}],
      ['batteryMv', 'BATTERY_MV', 15, 16, { unit: 'mV' }],
      ['speedCkmh', 'SPEED_CKMH', 31, 16, { unit: 'km/h', scale: 0.01 }],
    ]);
  });

  it('0x620 has doors, belt and parking brake', () => {
    expect(signalsOf(BODY_BROADCASTS.bodyControlState)).toEqual([
      ['doorOpenFrontLeft', 'DOOR_OPEN_FL', 45, 1, {}],
      ['doorOpenFrontRight', 'DOOR_OPEN_FR', 44, 1, {}],
      ['doorOpenRearRight', 'DOOR_OPEN_RR', 43, 1, {}],
      ['doorOpenRearLeft', 'DOOR_OPEN_RL', 42, 1, {}],
      ['seatbeltDriverUnlatched', 'SEATBELT_DRIVER_UNLATCHED', 62, 1, {}],
      ['parkingBrake', 'PARKING_BRAKE', 60, 1, {}],
    ]);
  });

  it('0x638 has the locks', () => {
    expect(signalsOf(BODY_BROADCASTS.doorLocks)).toEqual([
      ['lockStatusChanged', 'LOCK_STATUS_CHANGED', 15, 1, { comment: '1 in the one frame that reports a moved lock.' }],
      ['lockStatus', 'LOCK_STATUS', 20, 1, { values: 'lockStatus' }],
      ['lockedViaKeyfob', 'LOCKED_VIA_KEYFOB', 23, 1, {}],
    ]);
  });
});

describe('the frame of the Smart Key ECU', () => {
  it('is 0x5B5, each 200 ms', () => {
    expect(frameOf(SMART_KEY_BROADCASTS.smartKeyStatus)).toEqual([
      ...[0x5b5, 'SMART_KEY_STATUS', 8, 200, ['BODY']],
      'State of the Smart Key ECU; defined by this project. Every 200 ms and on change.',
    ]);
  });

  it('has procedure, keys, beeps, immobilizer, indicator and what it asks of the body', () => {
    const [remaining, beeps] = [
      'Remaining time of the procedure, rounded up.',
      'Exterior beeps since power-on, modulo 256.',
    ];
    expect(signalsOf(SMART_KEY_BROADCASTS.smartKeyStatus)).toEqual([
      ['procedure', 'PROCEDURE', 7, 4, { values: 'procedure' }],
      ['state', 'STATE', 15, 8, { highest: 255, values: 'procedureState' }],
      ['keys', 'KEYS', 3, 4, {}],
      ['remainingS', 'REMAINING_S', 23, 16, { unit: 's', comment: remaining }],
      ['beeps', 'BEEPS', 39, 8, { comment: beeps }],
      ['immobilizer', 'IMMOBILIZER', 47, 1, { values: 'immobilizer' }],
      ['indicator', 'INDICATOR', 46, 2, { values: 'indicator' }],
      ['lockRequest', 'LOCK_REQUEST', 44, 2, { values: 'lockRequest' }],
      ['startPermit', 'START_PERMIT', 42, 1, {}],
    ]);
  });
});
