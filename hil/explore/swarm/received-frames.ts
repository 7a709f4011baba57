import { decodeSignal } from '../../../can-bus/dbc/signal.ts';
import { sameBytes } from '../../../can-bus/bytes/same-bytes.ts';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { BODY_CONTROL_STATE, VEHICLE_STATE } from '../../../ecu-sim/signals/broadcast-database.ts';
import type { DoorFrame, Input } from '../oracle/model.ts';

type VehicleFrame = Extract<Input, { readonly kind: 'vehicle' }>['frame'];

/** A broadcast frame that the oracle has not been given yet. */
interface Heard {
  readonly data: Uint8Array;
  readonly atUs: Micros;
}

export interface ReceivedSnapshot {
  readonly doors: Heard | null;
  readonly vehicle: Heard | null;
}

interface TimedInput {
  readonly input: Input;
  readonly atUs: Micros;
}

/**
 * The body ECU's frames on their way to the oracle. Of frames with the same content only the last counts (VEH-2), so
 * that the oracle is not given hundreds a second.
 */
export class ReceivedFrames {
  #doors: Heard | null = null;
  #vehicle: Heard | null = null;

  /** True where the frames before this one must be taken first, because its content is another. */
  isChange({ id, data }: CanFrame): boolean {
    const before = id === BODY_CONTROL_STATE.id ? this.#doors : id === VEHICLE_STATE.id ? this.#vehicle : null;
    return before !== null && !sameBytes(before.data, data);
  }

  hear({ id, data }: CanFrame, atUs: Micros): void {
    if (id === BODY_CONTROL_STATE.id) this.#doors = { data, atUs };
    else if (id === VEHICLE_STATE.id) this.#vehicle = { data, atUs };
  }

  /** In the order of their instants; none is left. */
  take(): readonly TimedInput[] {
    const { doors, vehicle } = this.snapshot();
    if (doors === null && vehicle === null) return [];
    this.forget();
    const inputs: TimedInput[] = [];
    if (doors !== null) inputs.push({ input: { kind: 'doors', frame: doorFrame(doors.data) }, atUs: doors.atUs });
    if (vehicle !== null) {
      inputs.push({ input: { kind: 'vehicle', frame: vehicleFrame(vehicle.data) }, atUs: vehicle.atUs });
    }
    return inputs.sort((a, b) => a.atUs - b.atUs);
  }

  forget(): void {
    [this.#doors, this.#vehicle] = [null, null];
  }

  snapshot(): ReceivedSnapshot {
    return { doors: this.#doors, vehicle: this.#vehicle };
  }

  restore({ doors, vehicle }: ReceivedSnapshot): void {
    [this.#doors, this.#vehicle] = [doors, vehicle];
  }
}

function signal(data: Uint8Array, message: typeof BODY_CONTROL_STATE, name: string): number {
  const spec = message.signals.find((candidate) => candidate.name === name);
  return spec === undefined ? 0 : decodeSignal(data, spec);
}

function doorFrame(data: Uint8Array): DoorFrame {
  const isOpen = (name: string): boolean => signal(data, BODY_CONTROL_STATE, name) === 1;
  return {
    frontLeft: isOpen('DOOR_OPEN_FL'),
    frontRight: isOpen('DOOR_OPEN_FR'),
    rearLeft: isOpen('DOOR_OPEN_RL'),
    rearRight: isOpen('DOOR_OPEN_RR'),
  };
}

function vehicleFrame(data: Uint8Array): VehicleFrame {
  const value = (name: string): number => signal(data, VEHICLE_STATE, name);
  const mode = value('POWER_MODE');
  return {
    powerMode: mode === 1 || mode === 2 || mode === 3 ? mode : 0,
    trunkOpen: value('TRUNK_OPEN') === 1,
    brake: value('BRAKE') === 1,
    shiftP: value('SHIFT_P') === 1,
    speed: value('SPEED_CKMH'),
  };
}
