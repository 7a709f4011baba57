import type { Observable } from 'rxjs';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { Outbox } from '../../../can-bus/virtual-bus/bus-node.ts';
import type { CarRecord } from '../car-event.ts';
import type { Car } from '../car.ts';
import type { ToolNode } from './tool-node.ts';
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

/** A bus on which the car is served. */
export interface BusState {
  readonly url: string;
  readonly clients: readonly ClientState[];
  /** Load of the car's bus, which all of these share: of the last whole second of vehicle time. */
  readonly loadPercent: number;
}

/** A tool's connection to the car's bus. */
export interface ToolLink {
  /** An input to the tool, now: where time does not move by itself, all that follows from it happens at once, as after a client's frame. */
  apply<Result>(action: (outbox: Outbox<never>, nowUs: Micros) => Result): Result;
  /** A change of the tool, now, that sends nothing: no time passes for it. */
  adjust(action: () => void): void;
  /** Off the bus. */
  leave(): void;
}

/** A car with its own time, as the HTTP server and the ports control it. */
export interface CarControl {
  readonly timeMode: TimeMode;
  /** Vehicle seconds in a real second; without effect in virtual time. */
  readonly rate: number;
  /** The vehicle's clock does not follow the wall clock, as in virtual time. */
  readonly paused: boolean;
  readonly car: Car;
  /**
   * An operator's input at the present instant: in real time the car is first brought to it, in virtual time no time
   * passes. Exceptions of the action are passed on; then nothing has changed.
   */
  act<T>(action: (car: Car) => T): T;
  /**
   * Switches the 12 V supply off for the given time; resolves when the ECUs have booted: false where the car has ended
   * before. In virtual time the clock advances by both.
   */
  powerCycle(offUs: Micros): Promise<boolean>;
  /**
   * How time moves from the present instant on; what is left out stays as it is. Where the clock no longer follows the
   * wall clock, the exchange under way is finished first, as in virtual time.
   */
  setTime(change: Partial<TimeSetting>): void;
  /**
   * Virtual time, or paused: moves to exactly that instant, not before the present one.
   *
   * @param isWithinExchange the time that a request takes: not reported, as that of a client's request is not
   */
  advanceTo(timeUs: Micros, isWithinExchange?: boolean): void;
  /**
   * The same, in slices where it takes long, so that the process does other work in between; resolves at the end:
   * false where the car has ended before that instant. Other inputs must wait for {@link advancing}.
   *
   * @param signal aborted: it ends at the present instant, with false
   */
  advance(timeUs: Micros, signal?: AbortSignal): Promise<boolean>;
  /**
   * Resolves when inputs may come again, because the {@link advance} under way is over: false where they may not,
   * because the car has ended. Null where they may come at once.
   */
  readonly advancing: Promise<boolean> | null;
  /** By how many real milliseconds the car is late; 0 where it does not follow the wall clock. */
  lagMs(): number;
  /** A fresh car of the same profile and seed takes its place: at time 0, booted, without faults. Clients stay. */
  restart(): void;
  readonly events: Observable<CarRecord>;
  /** What happens around the car, in order with {@link events}. */
  readonly hostEvents: Observable<HostEvent>;
  buses(): readonly BusState[];
  /** A tool of this process becomes one more client of the car's bus. */
  connectTool(tool: ToolNode): ToolLink;
}
