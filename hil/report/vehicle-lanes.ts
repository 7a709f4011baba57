import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { DEFAULT_BODY_INPUTS } from '../../ecu-sim/body/body-inputs.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { LaneBuilder } from './lane-builder.ts';

const DOOR_NAMES: Readonly<Record<string, string>> = {
  driver: "driver's door",
  passenger: "passenger's door",
  rearLeft: 'rear left door',
  rearRight: 'rear right door',
  trunk: 'trunk',
};

/** Doors, locks, power mode and supply: operator inputs, and the motors of the body ECU. */
export class VehicleLanes {
  readonly #doors: LaneBuilder;
  readonly #power: LaneBuilder;
  #batteryMv = DEFAULT_BODY_INPUTS.batteryMv;

  constructor(doors: LaneBuilder, power: LaneBuilder, isStartKnown: boolean) {
    this.#doors = doors;
    this.#power = power;
    if (isStartKnown) power.open('mode', 0, powerLabel(DEFAULT_BODY_INPUTS.powerMode), 'plain');
  }

  event(timeUs: Micros, event: CarEvent['event']): void {
    if (event.kind === 'vehicle-changed') this.#change(timeUs, event.change);
    else if (event.kind === 'power-cut') this.#power.open('cut', timeUs, 'no supply', 'bad');
    else if (event.kind === 'power-back') this.#power.close('cut', timeUs);
    else if (event.kind === 'lock-request') this.#doors.mark(timeUs, `ECU: ${event.request}`, 'active');
    else if (event.kind === 'trunk-opener') this.#doors.mark(timeUs, 'trunk opener', 'active');
    else if (event.kind === 'locks-changed') {
      const { driver, others, cause } = event.locks;
      const label = driver && others ? 'locked' : driver || others ? 'one lock open' : 'unlocked';
      this.#doors.open('locks', timeUs, label, 'muted', `by ${cause}`);
    }
  }

  #change(timeUs: Micros, change: Readonly<Record<string, unknown>>): void {
    const { doors, powerMode, batteryMv, ...others } = change;
    if (typeof doors === 'object' && doors !== null) {
      for (const [door, isOpen] of Object.entries(doors)) this.#moveDoor(timeUs, door, isOpen === true);
    }
    if (typeof powerMode === 'string') this.#power.open('mode', timeUs, powerLabel(powerMode), 'plain');
    if (typeof batteryMv === 'number' && batteryMv !== this.#batteryMv) {
      this.#batteryMv = batteryMv;
      if (batteryMv === DEFAULT_BODY_INPUTS.batteryMv) this.#power.close('battery', timeUs);
      else this.#power.open('battery', timeUs, `${batteryMv / MICROS_PER_MILLI} V`, 'wait');
    }
    for (const [name, value] of Object.entries(others)) this.#setOther(timeUs, name, value);
  }

  #moveDoor(timeUs: Micros, door: string, isOpen: boolean): void {
    const name = DOOR_NAMES[door] ?? door;
    if (!isOpen) this.#doors.close(name, timeUs);
    else if (!this.#doors.isOpen(name)) this.#doors.open(name, timeUs, name, 'active', 'open');
  }

  /** Brake, lever, speed, and further inputs of a bench: an item while one differs from the default car. */
  #setOther(timeUs: Micros, name: string, value: unknown): void {
    const isUsual = value === usual(name);
    if (isUsual) this.#power.close(name, timeUs);
    else this.#power.open(name, timeUs, `${name} ${String(value)}`, 'plain');
  }
}

function usual(name: string): unknown {
  return Object.entries(DEFAULT_BODY_INPUTS).find(([input]) => input === name)?.[1];
}

function powerLabel(mode: string): string {
  return mode === 'off' || mode === 'running' ? (mode === 'off' ? 'power off' : 'engine running') : mode.toUpperCase();
}
