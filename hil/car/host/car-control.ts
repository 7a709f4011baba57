import type { Observable } from 'rxjs';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { CarRecord } from '../car-event.ts';
import type { Car } from '../car.ts';

export type TimeMode = 'virtual' | 'real';

/** A bus that the car is reached by. */
export interface BusState {
  readonly url: string;
  /** Who is connected, as the car's log names them. */
  readonly clients: readonly string[];
  /** Load of the car's bus, which all of these share: of the last whole second of vehicle time. */
  readonly loadPercent: number;
}

/** A car with a time of its own, as the HTTP server and the ports act on it. */
export interface CarControl {
  readonly timeMode: TimeMode;
  /** Vehicle seconds in a real second; 1 in virtual time, where it means nothing. */
  readonly rate: number;
  readonly car: Car;
  /**
   * A hand acts on the car at the present instant: in real time the car is first brought to it, in virtual time
   * nothing moves. What the action throws goes through; nothing has changed then.
   */
  act<T>(action: (car: Car) => T): T;
  /** Takes the 12 V away for so long; resolved when the ECUs have booted. In virtual time the clock moves by both. */
  powerCycle(offUs: Micros): Promise<void>;
  /** Virtual time only: moves to exactly that instant, not before the present one. */
  advanceTo(timeUs: Micros): void;
  readonly events: Observable<CarRecord>;
  buses(): readonly BusState[];
}
