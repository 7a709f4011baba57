import type { Observable } from 'rxjs';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { CarRecord } from '../car-event.ts';
import type { Car } from '../car.ts';

export type TimeMode = 'virtual' | 'real';

/** A bus on which the car is served. */
export interface BusState {
  readonly url: string;
  /** The connected clients, as the car's log names them. */
  readonly clients: readonly string[];
  /** Load of the car's bus, which all of these share: over the last whole second of vehicle time. */
  readonly loadPercent: number;
}

/** A car with its own time, as the HTTP server and the ports control it. */
export interface CarControl {
  readonly timeMode: TimeMode;
  /** Vehicle seconds per real second; 1 in virtual time, where it has no meaning. */
  readonly rate: number;
  readonly car: Car;
  /**
   * An operator's input at the present instant: in real time the car is first brought to it, in virtual time no time
   * passes. Exceptions of the action are passed on; then nothing has changed.
   */
  act<T>(action: (car: Car) => T): T;
  /**
   * Switches the 12 V supply off for the given time; resolves when the ECUs have booted. In virtual time the clock
   * advances by both.
   */
  powerCycle(offUs: Micros): Promise<void>;
  /** Virtual time only: advances to exactly that instant, which must not be in the past. */
  advanceTo(timeUs: Micros): void;
  readonly events: Observable<CarRecord>;
  buses(): readonly BusState[];
}
