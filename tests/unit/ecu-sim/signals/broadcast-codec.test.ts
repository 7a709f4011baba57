import { describe, expect, it } from 'vitest';
import type { LockRequest } from '../../../../ecu-sim/description/codes.ts';
import {
  decodeBodyControlState,
  decodeDoorLocks,
  decodeLockRequest,
  decodeSmartKeyStatus,
  decodeVehicleState,
  encodeBodyControlState,
  encodeDoorLocks,
  encodeSmartKeyStatus,
  encodeVehicleState,
  type BodyControlState,
  type SmartKeyStatus,
  type VehicleState,
} from '../../../../ecu-sim/signals/broadcast-codec.ts';

const NO_DOOR: BodyControlState = {
  driverDoorOpen: false,
  passengerDoorOpen: false,
  rearLeftDoorOpen: false,
  rearRightDoorOpen: false,
  driverBeltUnlatched: false,
  parkingBrake: false,
};

const STANDING: VehicleState = {
  powerMode: 'on',
  trunkOpen: false,
  brake: false,
  shiftP: true,
  batteryMv: 12_600,
  speedKmh: 0,
};

const IDLE: SmartKeyStatus = {
  procedure: 0,
  state: 0,
  keys: 2,
  remainingS: 0,
  beeps: 0,
  immobilizerSet: false,
  indicator: 0,
  lockRequest: 'none',
  startPermit: false,
};

describe('BODY_CONTROL_STATE 0x620 (VEH-2)', () => {
  const vectors: readonly [keyof BodyControlState, readonly number[]][] = [
    ['driverDoorOpen', [0, 0, 0, 0, 0, 0x20, 0, 0]],
    ['passengerDoorOpen', [0, 0, 0, 0, 0, 0x10, 0, 0]],
    ['rearRightDoorOpen', [0, 0, 0, 0, 0, 0x08, 0, 0]],
    ['rearLeftDoorOpen', [0, 0, 0, 0, 0, 0x04, 0, 0]],
    ['driverBeltUnlatched', [0, 0, 0, 0, 0, 0, 0, 0x40]],
    ['parkingBrake', [0, 0, 0, 0, 0, 0, 0, 0x10]],
  ];
  for (const [field, bytes] of vectors) {
    it(`carries ${field} in its own bit`, () => {
      const value = { ...NO_DOOR, [field]: true };
      expect([...encodeBodyControlState(value)]).toEqual(bytes);
      expect(decodeBodyControlState(new Uint8Array(bytes))).toEqual(value);
    });
  }
});

describe('DOOR_LOCKS 0x638', () => {
  it('says locked with 0 and unlocked with 1 in LOCK_STATUS', () => {
    const locked = { statusChanged: false, locked: true, lockedViaKeyfob: false };
    expect([...encodeDoorLocks(locked)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...encodeDoorLocks({ ...locked, locked: false })]).toEqual([0, 0, 0x10, 0, 0, 0, 0, 0]);
    expect(decodeDoorLocks(new Uint8Array([0, 0, 0x10, 0, 0, 0, 0, 0]))?.locked).toBe(false);
  });

  it('carries the change and the key in their own bits', () => {
    const value = { statusChanged: true, locked: true, lockedViaKeyfob: true };
    expect([...encodeDoorLocks(value)]).toEqual([0, 0x80, 0x80, 0, 0, 0, 0, 0]);
    expect(decodeDoorLocks(new Uint8Array([0, 0x80, 0x80, 0, 0, 0, 0, 0]))).toEqual(value);
  });
});

describe('VEHICLE_STATE 0x5B0 (VEH-2)', () => {
  it('carries mode, trunk, brake, P, 12.6 V and 5.00 km/h', () => {
    const value: VehicleState = { ...STANDING, trunkOpen: true, brake: true, speedKmh: 5 };
    const bytes = [0xb8, 0x31, 0x38, 0x01, 0xf4, 0, 0, 0];
    expect([...encodeVehicleState(value)]).toEqual(bytes);
    expect(decodeVehicleState(new Uint8Array(bytes))).toEqual(value);
  });

  it('numbers the power modes off, ACC, on, running from 0', () => {
    const first = (powerMode: VehicleState['powerMode']): number | undefined =>
      encodeVehicleState({ ...STANDING, powerMode, shiftP: false })[0];
    expect([first('off'), first('acc'), first('on'), first('running')]).toEqual([0x00, 0x40, 0x80, 0xc0]);
  });

  it('sends the speed to the nearest 0.01 km/h up to 655.35', () => {
    expect([...encodeVehicleState({ ...STANDING, speedKmh: 4.996 }).slice(3, 5)]).toEqual([0x01, 0xf4]);
    expect([...encodeVehicleState({ ...STANDING, speedKmh: 655.35 }).slice(3, 5)]).toEqual([0xff, 0xff]);
  });

  for (const wrong of [{ speedKmh: 655.36 }, { speedKmh: -0.01 }, { speedKmh: NaN }]) {
    it(`refuses ${wrong.speedKmh} km/h by the signal's name`, () => {
      const refused = expect.objectContaining({ code: 'SIGNAL_VALUE', signal: 'SPEED_CKMH' });
      expect(() => encodeVehicleState({ ...STANDING, ...wrong })).toThrow(refused);
    });
  }

  it('refuses 65536 mV by the name of the signal', () => {
    const refused = expect.objectContaining({ code: 'SIGNAL_VALUE', signal: 'BATTERY_MV' });
    expect(() => encodeVehicleState({ ...STANDING, batteryMv: 65_536 })).toThrow(refused);
  });
});

describe('SMART_KEY_STATUS 0x5B5 (KEY-7)', () => {
  it('carries all its signals where diagnostics.md puts them', () => {
    const value: SmartKeyStatus = {
      procedure: 1,
      state: 0x12,
      keys: 2,
      remainingS: 960,
      beeps: 5,
      immobilizerSet: true,
      indicator: 2,
      lockRequest: 'unlock-all',
      startPermit: true,
    };
    const bytes = [0x12, 0x12, 0x03, 0xc0, 0x05, 0xdc, 0, 0];
    expect([...encodeSmartKeyStatus(value)]).toEqual(bytes);
    expect(decodeSmartKeyStatus(new Uint8Array(bytes))).toEqual(value);
  });

  it('sends the low 8 bits of the running count of beeps (VEH-3)', () => {
    expect([...encodeSmartKeyStatus({ ...IDLE, beeps: 257 })]).toEqual([0x02, 0, 0, 0, 0x01, 0, 0, 0]);
  });

  it('numbers the lock requests none, lock, unlock driver, unlock all from 0 (KEY-5)', () => {
    const requests: readonly LockRequest[] = ['none', 'lock', 'unlock-driver', 'unlock-all'];
    const sixth = requests.map((lockRequest) => encodeSmartKeyStatus({ ...IDLE, lockRequest })[5]);
    expect(sixth).toEqual([0x00, 0x08, 0x10, 0x18]);
    expect(sixth.map((byte) => decodeLockRequest(new Uint8Array([0, 0, 0, 0, 0, byte ?? 0, 0, 0])))).toEqual(requests);
  });

  for (const wrong of [{ procedure: 16 }, { state: 256 }, { keys: 16 }, { remainingS: 65_536 }, { indicator: 4 }]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      const refused = expect.objectContaining({ code: 'SIGNAL_VALUE' });
      expect(() => encodeSmartKeyStatus({ ...IDLE, ...wrong })).toThrow(refused);
    });
  }
});

describe('a frame of another length', () => {
  it('is null where it is shorter than its message', () => {
    const short = new Uint8Array(7);
    expect(decodeBodyControlState(short)).toBeNull();
    expect(decodeDoorLocks(short)).toBeNull();
    expect(decodeVehicleState(short)).toBeNull();
    expect(decodeSmartKeyStatus(short)).toBeNull();
    expect(decodeLockRequest(short)).toBeNull();
  });

  it('is read up to the length of its message where it is longer', () => {
    const long = new Uint8Array([0, 0, 0, 0, 0, 0x20, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    expect(decodeBodyControlState(long)).toEqual({ ...NO_DOOR, driverDoorOpen: true });
  });
});
