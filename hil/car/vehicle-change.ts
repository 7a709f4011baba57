import type { BodyChange } from '../../ecu-sim/body/body-inputs.ts';
import type { TimedInput } from './faults/fault-timeline.ts';

/** What the operator changes on the car; absent parts stay as they are. */
export type VehicleChange = Pick<BodyChange, 'doors' | 'powerMode' | 'batteryMv' | 'brake' | 'shiftP' | 'speedKmh'>;

export interface StartAnswer {
  readonly running: boolean;
  /** Kebab-case; null where the engine runs. */
  readonly reason: string | null;
}

/** What a fault's input in time changes. */
export function vehicleChangeOf(input: TimedInput): VehicleChange {
  return input.kind === 'supply' ? { batteryMv: input.mv } : { doors: { [input.door]: input.open } };
}
