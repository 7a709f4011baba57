import { toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import { DEFAULT_BODY_INPUTS, DOORS } from '../../ecu-sim/body/body-inputs.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { decodeBodyControlState, decodeVehicleState } from '../../ecu-sim/signals/broadcast-codec.ts';
import { BODY_CONTROL_STATE, VEHICLE_STATE } from '../../ecu-sim/signals/broadcast-database.ts';
import type { TracedEvent, TraceRecord } from '../trace/trace-record.ts';
import { DiagnosticChannels } from '../tester/passive-diagnostics.ts';

/** The body signals on the bus: doors and the signals of 0x5B0, by the names of a `vehicle` step. */
type BodySignals = Readonly<Record<string, string | number | boolean>>;

/**
 * Decodes a bus by listening only: the exchange of a tool with the ECU, and the body ECU's doors, power mode, supply,
 * brake, lever and speed. Keys use radio, and are not on the bus.
 */
export class BusListener {
  readonly #channels: DiagnosticChannels;
  /** The last received values; before that a new car's. */
  #body: BodySignals = signalsOf(DEFAULT_BODY_INPUTS);

  constructor(profile: Profile) {
    this.#channels = new DiagnosticChannels(profile);
  }

  /** The records of a frame, starting with the frame itself. */
  take(timeUs: Micros, frame: CanFrame): readonly TraceRecord[] {
    const records: TraceRecord[] = [{ kind: 'frame', timeUs, source: 'bus', frame, bus: OWN_BUS }];
    const message = this.#channels.take(frame, timeUs)?.message ?? null;
    if (message !== null) {
      const { endpoint, direction, payload } = message;
      const fields = { endpoint, direction, payload: toHex(payload) };
      records.push({ timeUs, kind: 'uds', source: 'bus', event: 'uds', ...fields });
    }
    return [...records, ...this.#bodyChanges(timeUs, frame)];
  }

  #bodyChanges(timeUs: Micros, frame: CanFrame): readonly TracedEvent[] {
    if (frame.extended || frame.kind !== 'data') return [];
    const received = bodySignals(frame);
    const changed = Object.entries(received).filter(([name, value]) => this.#body[name] !== value);
    this.#body = { ...this.#body, ...received };
    if (changed.length === 0) return [];
    const starts = changed.some(([name, value]) => name === 'powerMode' && value === 'running');
    const changes = changed.filter(([name, value]) => name !== 'powerMode' || value !== 'running');
    const doors = Object.fromEntries(changes.filter(([name]) => isDoor(name)));
    const others = Object.fromEntries(changes.filter(([name]) => !isDoor(name)));
    const change = { ...(Object.keys(doors).length === 0 ? {} : { doors }), ...others };
    const stimulus = { timeUs, kind: 'stimulus', source: 'bus' } as const;
    return [
      ...(changes.length === 0 ? [] : [{ ...stimulus, event: 'vehicle-changed', change } as const]),
      ...(starts ? [{ ...stimulus, event: 'engine-switch-pressed', running: true, reason: null } as const] : []),
    ];
  }
}

function bodySignals(frame: CanFrame): BodySignals {
  if (frame.id === BODY_CONTROL_STATE.id) {
    const state = decodeBodyControlState(frame.data);
    if (state === null) return {};
    const { driverDoorOpen, passengerDoorOpen, rearLeftDoorOpen, rearRightDoorOpen } = state;
    return {
      driver: driverDoorOpen,
      passenger: passengerDoorOpen,
      rearLeft: rearLeftDoorOpen,
      rearRight: rearRightDoorOpen,
    };
  }
  const state = frame.id === VEHICLE_STATE.id ? decodeVehicleState(frame.data) : null;
  if (state === null) return {};
  const { powerMode, trunkOpen, brake, shiftP, batteryMv, speedKmh } = state;
  return { powerMode, trunk: trunkOpen, brake, shiftP, batteryV: batteryMv / 1000, speedKmh };
}

function signalsOf({ doors, powerMode, brake, shiftP, speedKmh, batteryMv }: typeof DEFAULT_BODY_INPUTS): BodySignals {
  return { ...doors, powerMode, brake, shiftP, speedKmh, batteryV: batteryMv / 1000 };
}

function isDoor(name: string): boolean {
  return DOORS.some((door) => door === name);
}
