import type { Observable } from 'rxjs';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { CarRecord } from '../car-event.ts';
import type { Car } from '../car.ts';
import type { HostEvent, TimeMode, TimeSetting } from './host-event.ts';

/** A client of one of the car's buses. */
export interface ClientState {
  /** As the car's log names it. */
  readonly id: string;
  /** Vehicle time at which it connected; 0 where the car was restarted since. */
  readonly since: Micros;
  /** Frames taken from it, and frames sent to it. */
  readonly framesIn: number;
  readonly framesOut: number;
  /** Its frames that wait for the bus. */
  readonly waiting: number;
}

/** A bus that the car is reached by. */
export interface BusState {
  readonly url: string;
  readonly clients: readonly ClientState[];
  /** Load of the car's bus, which all of these share: of the last whole second of vehicle time. */
  readonly loadPercent: number;
}

/** A car with a time of its own, as the HTTP server and the ports act on it. */
export interface CarControl {
  readonly timeMode: TimeMode;
  /** Vehicle seconds in a real second; without effect in virtual time. */
  readonly rate: number;
  /** The vehicle's clock does not follow the wall clock, as in virtual time. */
  readonly paused: boolean;
  readonly car: Car;
  /**
   * A hand acts on the car at the present instant: in real time the car is first brought to it, in virtual time
   * nothing moves. What the action throws goes through; nothing has changed then.
   */
  act<T>(action: (car: Car) => T): T;
  /** Takes the 12 V away for so long; resolved when the ECUs have booted. In virtual time the clock moves by both. */
  powerCycle(offUs: Micros): Promise<void>;
  /**
   * How time moves from the present instant on; what is left out stays as it is. Where the clock no longer follows the
   * wall clock, the exchange under way is finished first, as in virtual time.
   */
  setTime(change: Partial<TimeSetting>): void;
  /** Virtual time, or paused: moves to exactly that instant, not before the present one. */
  advanceTo(timeUs: Micros): void;
  /** By how many real milliseconds the car is late; 0 where it does not follow the wall clock. */
  lagMs(): number;
  /** A fresh car of the same profile and seed takes its place: at time 0, booted, without faults. Clients stay. */
  restart(): void;
  readonly events: Observable<CarRecord>;
  /** What happens around the car, in order with {@link events}. */
  readonly hostEvents: Observable<HostEvent>;
  buses(): readonly BusState[];
}
