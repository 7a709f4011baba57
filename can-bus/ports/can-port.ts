import type { Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import type { ConnectionProblem } from '../uds/exchange.ts';

/** Status of a port. After `trouble` it continues; `closed` is final. Reasons are written for people. */
export type PortStatus =
  | { readonly kind: 'open' }
  /** `refusedFrames`: number of frames that {@link CanPort.send} had accepted and that the other side refused. */
  | { readonly kind: 'trouble'; readonly reason: string; readonly refusedFrames?: number }
  | { readonly kind: 'closed'; readonly cause: PortCloseCause; readonly reason: string };

/**
 * `requested`: by {@link CanPort.close}. `left`: the other side disconnected. `cut-off`: it lagged too far behind.
 * `failed`: the connection broke.
 */
export type PortCloseCause = 'requested' | 'left' | 'cut-off' | 'failed';

/**
 * A connection to a CAN bus outside this process, or one client of a bus we serve.
 *
 * Observers are called in the order of the wire, frame by frame. They must not throw: rxjs would raise the error later,
 * as an uncaught exception.
 */
export interface CanPort {
  /** What it is, for people: the URL opened, or the client's address. */
  readonly url: string;
  /**
   * Frames from the other side, from the subscription on; never from within {@link send}, so that a bus may pass them
   * on while it sends. Completes when the port is closed.
   */
  readonly frames: Observable<CanFrame>;
  /**
   * While a frame is being delivered: how long ago the other side received it, by its own time stamp, in real
   * microseconds (fractions allowed, 0 or more). Null or absent where it gives no time stamp.
   */
  readonly receivedAgoUs?: number | null;
  /** Whether {@link receivedAgoUs} is used, as it is from the beginning: where it is not, frames may cost less. */
  wantStamps?(on: boolean): void;
  /** The present status at once, then each change. Completes after `closed`. */
  readonly status: Observable<PortStatus>;
  /** Never waits. Returns false where the frame is not accepted: the queue is full, or the port is closed. */
  send(frame: CanFrame): boolean;
  /**
   * Holds back what the other side sends from here on, or lets it through again; frames held back wait, in order, at
   * their sender. No frame is delivered while it is held back, nor from within this call.
   */
  holdBack?(on: boolean): void;
  /** Delivers no more frames in this turn of the event loop, so that other ports get their turn. */
  yieldTurn?(): void;
  /** A frame that the port delivered is complete on the bus. Absent where the port does not need to know. */
  readonly confirm?: (frame: CanFrame) => void;
  /** Why the last request has no answer, as far as the connection knows. Absent where it knows of no requests. */
  requestProblem?(): ConnectionProblem | null;
  /** Sends what is queued, if that takes less than a second, and closes. */
  close(): Promise<void>;
}

/** Status of a server of a bus. */
export type ServerStatus =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'client-connected'; readonly client: string }
  | { readonly kind: 'client-left'; readonly client: string; readonly cause: PortCloseCause; readonly reason: string }
  | { readonly kind: 'client-refused'; readonly client: string; readonly reason: string }
  | { readonly kind: 'trouble'; readonly reason: string }
  | { readonly kind: 'closed' };

/** A bus that is served; each client appears as a port of its own. */
export interface CanPortServer {
  /** The URL it actually listens on: with the port number picked for port 0. */
  readonly url: string;
  /**
   * Each client that connects, from the subscription on. Subscribe to its `frames` in the same call, and none is lost.
   */
  readonly clients: Observable<CanPort>;
  /** The latest status at once, then each further one. Completes after `closed`. */
  readonly status: Observable<ServerStatus>;
  /** Disconnects all clients and stops listening. */
  close(): Promise<void>;
}

/** How far a client may lag before it is disconnected, whichever limit comes first. */
export const MAX_LAG_FRAMES = 200_000;
export const MAX_LAG_BYTES = 8_388_608;
