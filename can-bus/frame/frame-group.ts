import type { CanFrame } from './can-frame.ts';

/** A frame's content is not known to be in a log. */
export const NOT_LOGGED = -1;

/** Where the contents of a group's frames are in a log. */
export interface GroupPlaces {
  /** The part of the log that the places are in. */
  part: object | null;
  /** Of each frame, or {@link NOT_LOGGED}. */
  readonly places: Int32Array;
  /** Some of them are not logged. */
  isPartial: boolean;
}

/** Frames that end on the wire one after the other, each a fixed time after the same instant. */
export interface FrameGroup {
  readonly frames: readonly CanFrame[];
  readonly senders: readonly string[];
  /** Of each frame: from the instant to its end, in microseconds. */
  readonly endsUs: Float64Array;
  /** The log's; of a frame that becomes another one, the group sets the place. */
  readonly logged: GroupPlaces;
}
