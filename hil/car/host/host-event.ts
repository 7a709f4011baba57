import type { Micros } from '../../../can-bus/time/micros.ts';
import type { PortCloseCause } from '../../../can-bus/ports/can-port.ts';

/** How time moves. */
export type TimeMode = 'virtual' | 'real';

/** How a car's time moves from an instant on. */
export interface TimeSetting {
  readonly mode: TimeMode;
  /** Vehicle seconds in a real second; it is kept, and without effect, in virtual time. */
  readonly rate: number;
  /** The vehicle's clock does not follow the wall clock, as in virtual time. */
  readonly paused: boolean;
}

/** What happens around a car and not in it: it is in no trace. */
export type HostEvent =
  | ({ readonly timeUs: Micros; readonly kind: 'time'; readonly event: 'time-set' } & TimeSetting)
  | {
      readonly timeUs: Micros;
      readonly kind: 'time';
      readonly event: 'time-advanced';
      readonly fromUs: Micros;
      readonly toUs: Micros;
    }
  /** From here on it is a fresh car, at time 0 and without power; what it does when it boots comes after this. */
  | { readonly timeUs: Micros; readonly kind: 'time'; readonly event: 'car-restarted' }
  | {
      readonly timeUs: Micros;
      readonly kind: 'client';
      readonly event: 'client-connected';
      /** Of the bus. */
      readonly url: string;
      /** As the car's log names it. */
      readonly client: string;
    }
  | {
      readonly timeUs: Micros;
      readonly kind: 'client';
      readonly event: 'client-left';
      readonly url: string;
      readonly client: string;
      readonly cause: PortCloseCause;
      readonly reason: string;
    };
