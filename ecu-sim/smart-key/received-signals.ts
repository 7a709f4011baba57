import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { POWER_MODES } from '../description/codes.ts';
import {
  decodeBodyControlState,
  decodeVehicleState,
  speedInCkmh,
  type BodyControlState,
  type VehicleState,
} from '../signals/broadcast-codec.ts';
import { BODY_CONTROL_STATE, VEHICLE_STATE } from '../signals/broadcast-database.ts';
import { UNKNOWN_SIGNALS, type VehicleSignals } from './state.ts';

/** A frame of this age or older is no longer valid (VEH-2). */
const SIGNAL_LIFETIME_US: Micros = 2_000_000;

/**
 * The last frames of the body ECU and when they were received (VEH-2). A cyclic frame with unchanged content only costs
 * a time stamp.
 */
export class ReceivedSignals {
  /** What is known, until `deadlineUs`: see {@link at}. */
  current: VehicleSignals = UNKNOWN_SIGNALS;
  /** When `onDeadline` has to bring `current` up to date: a frame may be too old then; at once where one has changed. */
  deadlineUs: Micros = NEVER_US;
  #bodyFrame: CanFrame | null = null;
  #body: BodyControlState | null = null;
  #bodyAtUs: Micros = -NEVER_US;
  #vehicleFrame: CanFrame | null = null;
  #vehicle: VehicleState | null = null;
  #vehicleAtUs: Micros = -NEVER_US;
  /** What `current` was made of: null for what was never received, or too long ago. */
  #knownBody: BodyControlState | null = null;
  #knownVehicle: VehicleState | null = null;

  /** What is known at an instant. */
  at(nowUs: Micros): VehicleSignals {
    if (this.deadlineUs <= nowUs) this.onDeadline(nowUs);
    return this.current;
  }

  /** A frame that was received last of its id, and is still valid, is there again: only its age changes. */
  takeAgain(frame: CanFrame, nowUs: Micros): boolean {
    if (frame === this.#vehicleFrame && isValid(this.#vehicleAtUs, nowUs)) {
      this.#vehicleAtUs = nowUs;
      return true;
    }
    if (frame === this.#bodyFrame && isValid(this.#bodyAtUs, nowUs)) {
      this.#bodyAtUs = nowUs;
      return true;
    }
    return false;
  }

  /** Processes a frame of the body ECU; other frames, and ones that are too short, are ignored. */
  take(frame: CanFrame, nowUs: Micros): void {
    if (frame.kind !== 'data' || frame.extended) return;
    if (frame.id === VEHICLE_STATE.id) {
      if (frame !== this.#vehicleFrame) {
        const vehicle = decodeVehicleState(frame.data);
        if (vehicle === null) return;
        this.#vehicle = vehicle;
        this.#vehicleFrame = frame;
        this.deadlineUs = nowUs;
      } else if (!isValid(this.#vehicleAtUs, nowUs)) this.deadlineUs = nowUs;
      this.#vehicleAtUs = nowUs;
    } else if (frame.id === BODY_CONTROL_STATE.id) {
      if (frame !== this.#bodyFrame) {
        const body = decodeBodyControlState(frame.data);
        if (body === null) return;
        this.#body = body;
        this.#bodyFrame = frame;
        this.deadlineUs = nowUs;
      } else if (!isValid(this.#bodyAtUs, nowUs)) this.deadlineUs = nowUs;
      this.#bodyAtUs = nowUs;
    }
  }

  onDeadline(nowUs: Micros): void {
    const body = isValid(this.#bodyAtUs, nowUs) ? this.#body : null;
    const vehicle = isValid(this.#vehicleAtUs, nowUs) ? this.#vehicle : null;
    if (body !== this.#knownBody || vehicle !== this.#knownVehicle) {
      this.current = combine(body, vehicle);
      this.#knownBody = body;
      this.#knownVehicle = vehicle;
    }
    const oldestUs = Math.min(
      body === null ? NEVER_US : this.#bodyAtUs,
      vehicle === null ? NEVER_US : this.#vehicleAtUs,
    );
    this.deadlineUs = oldestUs + SIGNAL_LIFETIME_US;
  }

  /** The supply is lost, and the received values with it. */
  forget(): void {
    this.#bodyFrame = null;
    this.#body = null;
    this.#bodyAtUs = -NEVER_US;
    this.#vehicleFrame = null;
    this.#vehicle = null;
    this.#vehicleAtUs = -NEVER_US;
    this.deadlineUs = -NEVER_US;
  }

  snapshot(): ReceivedSignalsSnapshot {
    return {
      body: this.#body,
      bodyAtUs: this.#bodyAtUs,
      vehicle: this.#vehicle,
      vehicleAtUs: this.#vehicleAtUs,
    };
  }

  restore(snapshot: ReceivedSignalsSnapshot): void {
    this.forget();
    this.#body = snapshot.body;
    this.#bodyAtUs = snapshot.bodyAtUs;
    this.#vehicle = snapshot.vehicle;
    this.#vehicleAtUs = snapshot.vehicleAtUs;
  }
}

export interface ReceivedSignalsSnapshot {
  readonly body: BodyControlState | null;
  readonly bodyAtUs: Micros;
  readonly vehicle: VehicleState | null;
  readonly vehicleAtUs: Micros;
}

function isValid(atUs: Micros, nowUs: Micros): boolean {
  return nowUs - atUs < SIGNAL_LIFETIME_US;
}

function combine(body: BodyControlState | null, vehicle: VehicleState | null): VehicleSignals {
  return {
    doorKnown: body !== null,
    doorDriver: body?.driverDoorOpen ?? false,
    doorPassenger: body?.passengerDoorOpen ?? false,
    doorRearLeft: body?.rearLeftDoorOpen ?? false,
    doorRearRight: body?.rearRightDoorOpen ?? false,
    trunk: vehicle?.trunkOpen ?? false,
    brake: vehicle?.brake ?? false,
    shiftP: vehicle?.shiftP ?? false,
    speedCkmh: vehicle === null ? UNKNOWN_SIGNALS.speedCkmh : speedInCkmh(vehicle.speedKmh),
    powerMode: vehicle === null ? 0 : POWER_MODES.indexOf(vehicle.powerMode),
  };
}
