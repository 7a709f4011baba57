import type { CarView } from './car-view.ts';
import type { Refusal } from './refusal.ts';

/** Kinds of events. What happens around the car is served, and in no trace: `time`, `client`, `technician`, `scenario`. */
export const SERVED_KINDS = [
  'frame',
  'uds',
  'effect',
  'state',
  'stimulus',
  'bus',
  'memory',
  'dealer',
  'time',
  'client',
  'technician',
  'scenario',
] as const;
export type ServedKind = (typeof SERVED_KINDS)[number];

/** A frame on the bus, as `GET /api/events` sends it. */
export interface ServedFrame {
  readonly kind: 'frame';
  /** Its place among all events; `id` is the frame's own. */
  readonly eventId: number;
  readonly timeUs: number;
  readonly source: string;
  /** The frame's id: 3 hex digits, 8 where it has 29 bits. */
  readonly id: string;
  /** Hex. */
  readonly data: string;
  readonly receivedUs?: number;
  readonly remoteLength?: number;
  readonly fd?: { readonly bitRateSwitch: boolean };
}

interface EventHead {
  /** Whole numbers from 1, one sequence over frames and events. */
  readonly id: number;
  readonly timeUs: number;
  readonly source: string;
  /** One sentence in words. */
  readonly text: string;
}

/** What the state shows has changed: these fields have these values from here on. */
export interface ViewEvent extends EventHead {
  readonly kind: 'state';
  readonly event: 'view';
  readonly changed: Partial<CarView>;
}

/** A request and what came of it. */
interface ExchangeEvent extends EventHead {
  readonly kind: 'uds';
  readonly event: 'uds-exchange';
  readonly endpoint: string;
  /** The participant that asked, where it is known. */
  readonly client?: string;
  readonly startedUs: number;
  /** Hex; without the bytes of a pass-code. */
  readonly request: string;
  /** How many bytes of a pass-code are left out of the request. */
  readonly hiddenBytes?: number;
  /** Hex; null where none was sent. */
  readonly response: string | null;
  /** Where the answer is negative. */
  readonly refusal?: Refusal;
}

/** Any other event: `event` says what happened, the further fields its particulars. */
export interface OtherEvent extends EventHead {
  readonly kind: Exclude<ServedKind, 'frame'>;
  readonly event: string;
  readonly refusal?: Refusal;
  readonly [detail: string]: unknown;
}

export type ServedEvent = ServedFrame | ViewEvent | ExchangeEvent | OtherEvent;
