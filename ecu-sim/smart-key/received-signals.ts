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
  #bodyFrame: CanFrame | null = null;
  #body: BodyControlState | null = null;
  #bodyAtUs: Micros = -NEVER_US;
  #vehicleFrame: CanFrame | null = null;
  #vehicle: VehicleState | null = null;
  #vehicleAtUs: Micros = -NEVER_US;
  /** The last result of `at`, valid while no frame differs and none becomes too old. */
  #current: VehicleSignals = UNKNOWN_SIGNALS;
  #bodyFresh = false;
  #vehicleFresh = false;
  #changed = false;

  /** Processes a frame of the body ECU; other frames, and ones that are too short, are ignored. */
  take(frame: CanFrame, nowUs: Micros): void {
    if (frame.kind !== 'data' || frame.extended) return;
    if (frame.id === VEHICLE_STATE.id) {
      if (frame !== this.#vehicleFrame) {
        const vehicle = decodeVehicleState(frame.data);
        if (vehicle === null) return;
        this.#vehicle = vehicle;
        this.#vehicleFrame = frame;
        this.#changed = true;
      }
      this.#vehicleAtUs = nowUs;
    } else if (frame.id === BODY_CONTROL_STATE.id) {
      if (frame !== this.#bodyFrame) {
        const body = decodeBodyControlState(frame.data);
        if (body === null) return;
        this.#body = body;
        this.#bodyFrame = frame;
        this.#changed = true;
      }
      this.#bodyAtUs = nowUs;
    }
  }

  /** The known values at an instant. */
  at(nowUs: Micros): VehicleSignals {
    const bodyFresh = nowUs - this.#bodyAtUs < SIGNAL_LIFETIME_US;
    const vehicleFresh = nowUs - this.#vehicleAtUs < SIGNAL_LIFETIME_US;
    if (this.#changed || bodyFresh !== this.#bodyFresh || vehicleFresh !== this.#vehicleFresh) {
      this.#current = combine(bodyFresh ? this.#body : null, vehicleFresh ? this.#vehicle : null);
      this.#bodyFresh = bodyFresh;
      this.#vehicleFresh = vehicleFresh;
      this.#changed = false;
    }
    return this.#current;
  }

  /** The supply is lost, and the received values with it. */
  forget(): void {
    this.#bodyFrame = null;
    this.#body = null;
    this.#bodyAtUs = -NEVER_US;
    this.#vehicleFrame = null;
    this.#vehicle = null;
    this.#vehicleAtUs = -NEVER_US;
    this.#changed = true;
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
