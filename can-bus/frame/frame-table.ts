import { CanFrame, type CanFrameKind } from './can-frame.ts';

/** A frame as a plain value. */
export interface FrameSnapshot {
  readonly kind: CanFrameKind;
  readonly id: number;
  readonly extended: boolean;
  readonly data: Uint8Array;
  readonly length: number;
  readonly fd: boolean;
  readonly bitRateSwitch: boolean;
}

/**
 * The frames of one snapshot. A frame that is in two places (in a queue, and held by a fault) is one entry, so that it
 * is one object again after {@link restoreFrames}.
 */
export class FrameTable {
  readonly entries: FrameSnapshot[] = [];
  readonly #indexes = new Map<CanFrame, number>();

  has(frame: CanFrame): boolean {
    return this.#indexes.has(frame);
  }

  /** The index of the frame's entry; adds the entry if there is none. */
  indexOf(frame: CanFrame): number {
    const known = this.#indexes.get(frame);
    if (known !== undefined) return known;
    const { kind, id, extended, data, length, fd, bitRateSwitch } = frame;
    const index = this.entries.push({ kind, id, extended, data, length, fd, bitRateSwitch }) - 1;
    this.#indexes.set(frame, index);
    return index;
  }
}

/** The frames of a snapshot by index; a missing one means a damaged snapshot. */
export type FrameAt = (index: number) => CanFrame;

/** @returns the frame of an entry: always the same object for one index */
export function restoreFrames(entries: readonly FrameSnapshot[]): FrameAt {
  const frames = entries.map(
    ({ kind, id, extended, data, length, fd, bitRateSwitch }) =>
      new CanFrame(kind, id, extended, data, length, fd, bitRateSwitch),
  );
  return (index) => {
    const frame = frames[index];
    if (frame === undefined) throw new RangeError(`frame ${index} is not one of the snapshot's ${frames.length}`);
    return frame;
  };
}
