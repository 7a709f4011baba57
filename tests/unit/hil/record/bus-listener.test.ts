import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import {
  encodeBodyControlState,
  encodeVehicleState,
  type BodyControlState,
  type VehicleState,
} from '../../../../ecu-sim/signals/broadcast-codec.ts';
import { BusListener } from '../../../../hil/record/bus-listener.ts';
import type { TraceRecord } from '../../../../hil/trace/trace-record.ts';

function body(change: Partial<BodyControlState> = {}): CanFrame {
  const closed = {
    ...{ driverDoorOpen: false, passengerDoorOpen: false, rearLeftDoorOpen: false, rearRightDoorOpen: false },
    ...{ driverBeltUnlatched: false, parkingBrake: false },
  };
  return dataFrame(0x620, encodeBodyControlState({ ...closed, ...change }));
}

function vehicle(change: Partial<VehicleState> = {}): CanFrame {
  const usual = {
    powerMode: 'on',
    trunkOpen: false,
    brake: false,
    shiftP: true,
    batteryMv: 12_600,
    speedKmh: 0,
  } as const;
  return dataFrame(0x5b0, encodeVehicleState({ ...usual, ...change }));
}

/** What a frame gives besides itself. */
function recordsOf(listener: BusListener, frame: CanFrame): readonly TraceRecord[] {
  return listener.take(0, frame).slice(1);
}

const changed = (change: object): object => ({
  ...{ timeUs: 0, kind: 'stimulus', source: 'bus', event: 'vehicle-changed', change },
});
const STARTED = {
  ...{ timeUs: 0, kind: 'stimulus', source: 'bus', event: 'engine-switch-pressed', running: true, reason: null },
};

describe('a bus that is listened to', () => {
  it('gives each frame as a record of its own', () => {
    const frame = dataFrame(0x123, fromHex('01 02'));
    expect(new BusListener(DEFAULT_PROFILE).take(42, frame)).toEqual([
      { kind: 'frame', timeUs: 42, source: 'bus', frame, bus: 'can0' },
    ]);
  });

  it('gives a message to the ECU, or from it, when its last frame is there', () => {
    const listener = new BusListener(DEFAULT_PROFILE);
    expect(recordsOf(listener, dataFrame(0x750, fromHex('B5 03 22 F1 90')))).toEqual([
      {
        ...{ timeUs: 0, kind: 'uds', source: 'bus', event: 'uds' },
        ...{ endpoint: 'oem', direction: 'request', payload: '22F190' },
      },
    ]);
    expect(recordsOf(listener, dataFrame(0x7bd, fromHex('10 08 62 F1 86 01 F1 86')))).toEqual([]);
    expect(recordsOf(listener, dataFrame(0x7bd, fromHex('21 01 00')))).toMatchObject([
      { event: 'uds', endpoint: 'generic', direction: 'response', payload: '62F18601F1860100' },
    ]);
  });

  it('VEH-1 reports a change of the body once, and nothing while all is as in a new car', () => {
    const listener = new BusListener(DEFAULT_PROFILE);
    expect(recordsOf(listener, body())).toEqual([]);
    expect(recordsOf(listener, vehicle())).toEqual([]);
    const open = body({ driverDoorOpen: true, rearLeftDoorOpen: true });
    expect(recordsOf(listener, open)).toEqual([changed({ doors: { driver: true, rearLeft: true } })]);
    expect(recordsOf(listener, open)).toEqual([]);
    expect(recordsOf(listener, body({ rearLeftDoorOpen: true }))).toEqual([changed({ doors: { driver: false } })]);
  });

  it.each([
    [{ trunkOpen: true }, { doors: { trunk: true } }],
    [{ powerMode: 'off' }, { powerMode: 'off' }],
    [
      { brake: true, shiftP: false },
      { brake: true, shiftP: false },
    ],
    [{ batteryMv: 10_500 }, { batteryV: 10.5 }],
    [{ speedKmh: 12.34 }, { speedKmh: 12.34 }],
    [
      { trunkOpen: true, brake: true },
      { doors: { trunk: true }, brake: true },
    ],
  ] as const)('VEH-1 names %j as a vehicle step does', (state, change) => {
    expect(recordsOf(new BusListener(DEFAULT_PROFILE), vehicle(state))).toEqual([changed(change)]);
  });

  it('takes a power mode that becomes running for a press of the engine switch', () => {
    const listener = new BusListener(DEFAULT_PROFILE);
    expect(recordsOf(listener, vehicle({ powerMode: 'running', brake: true }))).toEqual([
      changed({ brake: true }),
      STARTED,
    ]);
    expect(recordsOf(listener, vehicle({ powerMode: 'on', brake: true }))).toEqual([changed({ powerMode: 'on' })]);
    expect(recordsOf(listener, vehicle({ powerMode: 'running', brake: true }))).toEqual([STARTED]);
  });

  it('reads nothing from a frame that is too short, asks for data, or has a 29-bit id', () => {
    const listener = new BusListener(DEFAULT_PROFILE);
    const open = encodeBodyControlState({
      ...{ driverDoorOpen: true, passengerDoorOpen: false, rearLeftDoorOpen: false, rearRightDoorOpen: false },
      ...{ driverBeltUnlatched: false, parkingBrake: false },
    });
    expect(recordsOf(listener, dataFrame(0x620, open.subarray(0, 7)))).toEqual([]);
    expect(recordsOf(listener, remoteFrame(0x620, 8))).toEqual([]);
    expect(recordsOf(listener, dataFrame(0x620, open, { extended: true }))).toEqual([]);
    expect(recordsOf(listener, dataFrame(0x5b0, fromHex('00')))).toEqual([]);
  });
});
