import type { MessageSpec } from '../../can-bus/dbc/message.ts';
import type { SignalSpec } from '../../can-bus/dbc/signal.ts';
import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';

/*
 * diagnostics.md, "Broadcast frames", as data. `virtual-smart-key.dbc` beside this file says the same to other
 * people's tools; a test holds the two together. 0x620 and 0x638 follow the public Toyota DBC, the rest is ours.
 */

function signal(name: string, startBit: number, length: number): SignalSpec {
  return { name, startBit, length };
}

export type BodySignal =
  | 'doorOpenFrontLeft'
  | 'doorOpenFrontRight'
  | 'doorOpenRearRight'
  | 'doorOpenRearLeft'
  | 'seatbeltDriverUnlatched'
  | 'parkingBrake';

export const BODY_SIGNALS: Readonly<Record<BodySignal, SignalSpec>> = {
  doorOpenFrontLeft: signal('DOOR_OPEN_FL', 45, 1),
  doorOpenFrontRight: signal('DOOR_OPEN_FR', 44, 1),
  doorOpenRearRight: signal('DOOR_OPEN_RR', 43, 1),
  doorOpenRearLeft: signal('DOOR_OPEN_RL', 42, 1),
  seatbeltDriverUnlatched: signal('SEATBELT_DRIVER_UNLATCHED', 62, 1),
  parkingBrake: signal('PARKING_BRAKE', 60, 1),
};

export type LockSignal = 'lockStatusChanged' | 'lockStatus' | 'lockedViaKeyfob';

export const LOCK_SIGNALS: Readonly<Record<LockSignal, SignalSpec>> = {
  lockStatusChanged: signal('LOCK_STATUS_CHANGED', 15, 1),
  /** 0 = locked. */
  lockStatus: signal('LOCK_STATUS', 20, 1),
  lockedViaKeyfob: signal('LOCKED_VIA_KEYFOB', 23, 1),
};

export type VehicleSignal = 'powerMode' | 'trunkOpen' | 'brake' | 'shiftP' | 'batteryMv' | 'speedCkmh';

export const VEHICLE_SIGNALS: Readonly<Record<VehicleSignal, SignalSpec>> = {
  powerMode: signal('POWER_MODE', 7, 2),
  trunkOpen: signal('TRUNK_OPEN', 5, 1),
  brake: signal('BRAKE', 4, 1),
  shiftP: signal('SHIFT_P', 3, 1),
  batteryMv: signal('BATTERY_MV', 15, 16),
  /** In 0.01 km/h. */
  speedCkmh: signal('SPEED_CKMH', 31, 16),
};

export type SmartKeySignal =
  'procedure' | 'state' | 'keys' | 'remainingS' | 'beeps' | 'immobilizer' | 'indicator' | 'lockRequest' | 'startPermit';

export const SMART_KEY_SIGNALS: Readonly<Record<SmartKeySignal, SignalSpec>> = {
  procedure: signal('PROCEDURE', 7, 4),
  state: signal('STATE', 15, 8),
  keys: signal('KEYS', 3, 4),
  remainingS: signal('REMAINING_S', 23, 16),
  beeps: signal('BEEPS', 39, 8),
  immobilizer: signal('IMMOBILIZER', 47, 1),
  indicator: signal('INDICATOR', 46, 2),
  lockRequest: signal('LOCK_REQUEST', 44, 2),
  startPermit: signal('START_PERMIT', 42, 1),
};

export const BODY_CONTROL_STATE: MessageSpec = {
  id: 0x620,
  name: 'BODY_CONTROL_STATE',
  length: 8,
  cycleUs: 500 * MICROS_PER_MILLI,
  sender: 'BODY',
  signals: Object.values(BODY_SIGNALS),
};

export const DOOR_LOCKS: MessageSpec = {
  id: 0x638,
  name: 'DOOR_LOCKS',
  length: 8,
  cycleUs: 1_000 * MICROS_PER_MILLI,
  sender: 'BODY',
  signals: Object.values(LOCK_SIGNALS),
};

export const VEHICLE_STATE: MessageSpec = {
  id: 0x5b0,
  name: 'VEHICLE_STATE',
  length: 8,
  cycleUs: 100 * MICROS_PER_MILLI,
  sender: 'BODY',
  signals: Object.values(VEHICLE_SIGNALS),
};

export const SMART_KEY_STATUS: MessageSpec = {
  id: 0x5b5,
  name: 'SMART_KEY_STATUS',
  length: 8,
  cycleUs: 200 * MICROS_PER_MILLI,
  sender: 'SMART_KEY',
  signals: Object.values(SMART_KEY_SIGNALS),
};

/** All messages of diagnostics.md, "Broadcast frames". */
export const BROADCAST_MESSAGES: readonly MessageSpec[] = [
  VEHICLE_STATE,
  SMART_KEY_STATUS,
  BODY_CONTROL_STATE,
  DOOR_LOCKS,
];

/** Ids of the frames that the car sends cyclically, whoever listens. */
export const BROADCAST_IDS: readonly number[] = BROADCAST_MESSAGES.map(({ id }) => id);
