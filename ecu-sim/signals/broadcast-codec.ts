import type { MessageSpec } from '../../can-bus/dbc/message.ts';
import { decodeSignal, encodeSignal, type SignalSpec } from '../../can-bus/dbc/signal.ts';
import { LOCK_REQUESTS, POWER_MODES, type LockRequest, type PowerMode } from '../description/codes.ts';
import {
  BODY_CONTROL_STATE,
  BODY_SIGNALS,
  DOOR_LOCKS,
  LOCK_SIGNALS,
  SMART_KEY_SIGNALS,
  SMART_KEY_STATUS,
  VEHICLE_SIGNALS,
  VEHICLE_STATE,
} from './broadcast-database.ts';

/*
 * The broadcast frames as typed values. Every `encode…` returns new bytes of the message's length and throws
 * SignalError for a value out of range; every `decode…` returns null for bytes shorter than the message (the content of
 * the wire is a value, not an exception) and ignores bytes beyond it.
 */

/** 0x620. */
export interface BodyControlState {
  readonly driverDoorOpen: boolean;
  readonly passengerDoorOpen: boolean;
  readonly rearLeftDoorOpen: boolean;
  readonly rearRightDoorOpen: boolean;
  readonly driverBeltUnlatched: boolean;
  readonly parkingBrake: boolean;
}

/** 0x638. */
interface DoorLocks {
  /** This frame reports a lock that has just moved. */
  readonly statusChanged: boolean;
  /** Every door is locked. */
  readonly locked: boolean;
  /** They were locked with a key's button. */
  readonly lockedViaKeyfob: boolean;
}

/** 0x5B0. */
export interface VehicleState {
  readonly powerMode: PowerMode;
  readonly trunkOpen: boolean;
  readonly brake: boolean;
  readonly shiftP: boolean;
  /** 0 to 65535 mV. */
  readonly batteryMv: number;
  /** 0 to 655.35 km/h; sent with a resolution of 0.01. */
  readonly speedKmh: number;
}

/** 0x5B5. */
export interface SmartKeyStatus {
  /** 0 none, 1 reset, 2 registration, 3 erasure. */
  readonly procedure: number;
  /** State byte of DID 1006. */
  readonly state: number;
  /** Registered keys, 0 to 15. */
  readonly keys: number;
  /** Rounded up, 0 to 65535 s. */
  readonly remainingS: number;
  /** Running count of exterior beeps; its low 8 bits are sent. */
  readonly beeps: number;
  /** The immobilizer is set (KEY-7). */
  readonly immobilizerSet: boolean;
  /** 0 off, 1 steady, 2 flashing. */
  readonly indicator: number;
  readonly lockRequest: LockRequest;
  readonly startPermit: boolean;
}

function bit(bytes: Uint8Array, spec: SignalSpec): boolean {
  return decodeSignal(bytes, spec) === 1;
}

function setBit(bytes: Uint8Array, spec: SignalSpec, value: boolean): void {
  encodeSignal(bytes, spec, value ? 1 : 0);
}

function tooShort(bytes: Uint8Array, message: MessageSpec): boolean {
  return bytes.length < message.length;
}

export function encodeBodyControlState(value: BodyControlState): Uint8Array {
  const bytes = new Uint8Array(BODY_CONTROL_STATE.length);
  setBit(bytes, BODY_SIGNALS.doorOpenFrontLeft, value.driverDoorOpen);
  setBit(bytes, BODY_SIGNALS.doorOpenFrontRight, value.passengerDoorOpen);
  setBit(bytes, BODY_SIGNALS.doorOpenRearLeft, value.rearLeftDoorOpen);
  setBit(bytes, BODY_SIGNALS.doorOpenRearRight, value.rearRightDoorOpen);
  setBit(bytes, BODY_SIGNALS.seatbeltDriverUnlatched, value.driverBeltUnlatched);
  setBit(bytes, BODY_SIGNALS.parkingBrake, value.parkingBrake);
  return bytes;
}

export function decodeBodyControlState(bytes: Uint8Array): BodyControlState | null {
  if (tooShort(bytes, BODY_CONTROL_STATE)) return null;
  return {
    driverDoorOpen: bit(bytes, BODY_SIGNALS.doorOpenFrontLeft),
    passengerDoorOpen: bit(bytes, BODY_SIGNALS.doorOpenFrontRight),
    rearLeftDoorOpen: bit(bytes, BODY_SIGNALS.doorOpenRearLeft),
    rearRightDoorOpen: bit(bytes, BODY_SIGNALS.doorOpenRearRight),
    driverBeltUnlatched: bit(bytes, BODY_SIGNALS.seatbeltDriverUnlatched),
    parkingBrake: bit(bytes, BODY_SIGNALS.parkingBrake),
  };
}

export function encodeDoorLocks(value: DoorLocks): Uint8Array {
  const bytes = new Uint8Array(DOOR_LOCKS.length);
  setBit(bytes, LOCK_SIGNALS.lockStatusChanged, value.statusChanged);
  setBit(bytes, LOCK_SIGNALS.lockStatus, !value.locked);
  setBit(bytes, LOCK_SIGNALS.lockedViaKeyfob, value.lockedViaKeyfob);
  return bytes;
}

export function decodeDoorLocks(bytes: Uint8Array): DoorLocks | null {
  if (tooShort(bytes, DOOR_LOCKS)) return null;
  return {
    statusChanged: bit(bytes, LOCK_SIGNALS.lockStatusChanged),
    locked: !bit(bytes, LOCK_SIGNALS.lockStatus),
    lockedViaKeyfob: bit(bytes, LOCK_SIGNALS.lockedViaKeyfob),
  };
}

/** The nearest value that SPEED_CKMH can represent, in 0.01 km/h. */
export function speedInCkmh(speedKmh: number): number {
  return Math.round(speedKmh * 100);
}

export function encodeVehicleState(value: VehicleState): Uint8Array {
  const bytes = new Uint8Array(VEHICLE_STATE.length);
  encodeSignal(bytes, VEHICLE_SIGNALS.powerMode, POWER_MODES.indexOf(value.powerMode));
  setBit(bytes, VEHICLE_SIGNALS.trunkOpen, value.trunkOpen);
  setBit(bytes, VEHICLE_SIGNALS.brake, value.brake);
  setBit(bytes, VEHICLE_SIGNALS.shiftP, value.shiftP);
  encodeSignal(bytes, VEHICLE_SIGNALS.batteryMv, value.batteryMv);
  encodeSignal(bytes, VEHICLE_SIGNALS.speedCkmh, speedInCkmh(value.speedKmh));
  return bytes;
}

export function decodeVehicleState(bytes: Uint8Array): VehicleState | null {
  if (tooShort(bytes, VEHICLE_STATE)) return null;
  return {
    powerMode: POWER_MODES[decodeSignal(bytes, VEHICLE_SIGNALS.powerMode)] ?? 'off',
    trunkOpen: bit(bytes, VEHICLE_SIGNALS.trunkOpen),
    brake: bit(bytes, VEHICLE_SIGNALS.brake),
    shiftP: bit(bytes, VEHICLE_SIGNALS.shiftP),
    batteryMv: decodeSignal(bytes, VEHICLE_SIGNALS.batteryMv),
    speedKmh: decodeSignal(bytes, VEHICLE_SIGNALS.speedCkmh) / 100,
  };
}

export function encodeSmartKeyStatus(value: SmartKeyStatus): Uint8Array {
  const bytes = new Uint8Array(SMART_KEY_STATUS.length);
  encodeSignal(bytes, SMART_KEY_SIGNALS.procedure, value.procedure);
  encodeSignal(bytes, SMART_KEY_SIGNALS.state, value.state);
  encodeSignal(bytes, SMART_KEY_SIGNALS.keys, value.keys);
  encodeSignal(bytes, SMART_KEY_SIGNALS.remainingS, value.remainingS);
  encodeSignal(bytes, SMART_KEY_SIGNALS.beeps, value.beeps % 256);
  setBit(bytes, SMART_KEY_SIGNALS.immobilizer, value.immobilizerSet);
  encodeSignal(bytes, SMART_KEY_SIGNALS.indicator, value.indicator);
  encodeSignal(bytes, SMART_KEY_SIGNALS.lockRequest, LOCK_REQUESTS.indexOf(value.lockRequest));
  setBit(bytes, SMART_KEY_SIGNALS.startPermit, value.startPermit);
  return bytes;
}

/** Only LOCK_REQUEST, for a listener that needs no other part of 0x5B5. */
export function decodeLockRequest(bytes: Uint8Array): LockRequest | null {
  if (tooShort(bytes, SMART_KEY_STATUS)) return null;
  return LOCK_REQUESTS[decodeSignal(bytes, SMART_KEY_SIGNALS.lockRequest)] ?? null;
}

export function decodeSmartKeyStatus(bytes: Uint8Array): SmartKeyStatus | null {
  const lockRequest = decodeLockRequest(bytes);
  if (lockRequest === null) return null;
  return {
    procedure: decodeSignal(bytes, SMART_KEY_SIGNALS.procedure),
    state: decodeSignal(bytes, SMART_KEY_SIGNALS.state),
    keys: decodeSignal(bytes, SMART_KEY_SIGNALS.keys),
    remainingS: decodeSignal(bytes, SMART_KEY_SIGNALS.remainingS),
    beeps: decodeSignal(bytes, SMART_KEY_SIGNALS.beeps),
    immobilizerSet: bit(bytes, SMART_KEY_SIGNALS.immobilizer),
    indicator: decodeSignal(bytes, SMART_KEY_SIGNALS.indicator),
    lockRequest,
    startPermit: bit(bytes, SMART_KEY_SIGNALS.startPermit),
  };
}
