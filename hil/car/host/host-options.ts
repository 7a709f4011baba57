import type { WallSource } from '../../../can-bus/time/real-clock.ts';
import type { Car } from '../car.ts';
import type { TimeMode } from './host-event.ts';

/** Keeps what must survive the process. */
export interface CarStore {
  /** All of the car may have changed. */
  markChanged(): void;
  /** Writes what has changed since the last time. @throws where it cannot; nothing may leave the process then */
  flush(): void;
}

export interface CarHostOptions {
  readonly car: Car;
  readonly timeMode: TimeMode;
  /** Vehicle seconds in a real second; above 0, default 1. */
  readonly rate?: number;
  /** Of real time; the machine's where absent. */
  readonly wall?: WallSource;
  /** Absent where nothing is to survive. */
  readonly store?: CarStore;
  /** Called once, with an error after which the car cannot go on: a bug, or a store that cannot be written. */
  readonly onFatal: (error: unknown) => void;
  /** A client fills the bus, or somebody waits for it in vain: a line for a person, at most one in 10 s. */
  readonly onBusFull?: (line: string) => void;
  /** Real milliseconds by which the car was late; reported at most every 10 s. */
  readonly onLate?: (lateMs: number) => void;
}
