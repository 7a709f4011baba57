import type { Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';

/** How a port fares. After `trouble` it goes on; `closed` is the last one. Reasons are in a person's words. */
export type PortStatus =
  | { readonly kind: 'open' }
  /** `refusedFrames`: number of frames that {@link CanPort.send} had taken and that were refused by the other side. */
  | { readonly kind: 'trouble'; readonly reason: string; readonly refusedFrames?: number }
  | { readonly kind: 'closed'; readonly cause: PortCloseCause; readonly reason: string };

/**
 * `requested`: by {@link CanPort.close}. `left`: the other side went. `cut-off`: it lagged too far behind.
 * `failed`: the connection broke.
 */
export type PortCloseCause = 'requested' | 'left' | 'cut-off' | 'failed';

/**
 * A way to a CAN bus outside this process, or one client of a bus we serve.
 *
 * Observers are called in the order of the wire, frame by frame. They must not throw: rxjs would raise that later,
 * as an uncaught exception.
 */
export interface CanPort {
  /** What it is, for a person: the URL opened, or the client's address. */
  readonly url: string;
  /**
   * Frames from the other side, from the subscription on; never from within {@link send}, so that a bus which sends may
   * be handed them at once. Completes when the port is closed.
   */
  readonly frames: Observable<CanFrame>;
  /**
   * While a frame is being delivered: how long ago the other side received it, by its own time stamp, in real
   * microseconds (fractions allowed, 0 and more). Null, and absent, where it gives none.
   */
  readonly receivedAgoUs?: number | null;
  /** The present status at once, then each change. Completes after `closed`. */
  readonly status: Observable<PortStatus>;
  /** Never waits. False where the frame is not taken: the queue is full, or the port is closed. */
  send(frame: CanFrame): boolean;
  /**
   * Holds back what the other side sends from here on, or lets it come again; what is held back waits, in order, where
   * its sender notices. No frame comes while it is held back, nor from within this call.
   */
  holdBack?(on: boolean): void;
  /** No frame comes any more in this turn of the event loop, so that others get theirs. */
  yieldTurn?(): void;
  /** A frame that the port delivered is complete on the bus. Absent where the port has no use for it. */
  readonly confirm?: (frame: CanFrame) => void;
  /** Sends what is queued if that goes within a second, and closes. */
  close(): Promise<void>;
}

/** What a server of a bus reports. */
export type ServerStatus =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'client-connected'; readonly client: string }
  | { readonly kind: 'client-left'; readonly client: string; readonly cause: PortCloseCause; readonly reason: string }
  | { readonly kind: 'client-refused'; readonly client: string; readonly reason: string }
  | { readonly kind: 'trouble'; readonly reason: string }
  | { readonly kind: 'closed' };

/** We serve a bus; each client appears as a port of its own. */
export interface CanPortServer {
  /** Where it listens in fact: with the port number picked for port 0. */
  readonly url: string;
  /**
   * Each client that connects, from the subscription on. Subscribe to its `frames` at once, in the same call, and
   * none is lost.
   */
  readonly clients: Observable<CanPort>;
  /** The latest status at once, then each further one. Completes after `closed`. */
  readonly status: Observable<ServerStatus>;
  /** Parts from all clients and stops listening. */
  close(): Promise<void>;
}

/** How far a client may lag behind before it is cut off, whichever comes first. */
export const MAX_LAG_FRAMES = 200_000;
export const MAX_LAG_BYTES = 8_388_608;
