import type { CanFrame } from '../frame/can-frame.ts';
import type { TimedFrame } from './frame-record.ts';

/**
 * Properties of a frame that a log can have, but our traces do not. `sent`: the recording program sent it (Tx).
 * `error-state`: the error state indicator of a CAN FD frame. `raw-dlc`: a DLC above 8 of a classical frame, which
 * means 8.
 */
export type FrameDetail = 'sent' | 'error-state' | 'raw-dlc';

export const NO_DETAILS: readonly FrameDetail[] = [];

/** A frame of a trace. */
interface ReadFrame extends TimedFrame {
  readonly kind: 'frame';
  /** The node that sent it, where a trace has it; otherwise the bus. */
  readonly source: string;
  /** The bus it was on, as named in the log; the numbers of other logs begin with `can0`. */
  readonly bus: string;
  readonly details: readonly FrameDetail[];
}

/** The content of a line or packet, without its time and its bus. */
export type LineFrame =
  | { readonly kind: 'frame'; readonly frame: CanFrame; readonly details: readonly FrameDetail[] }
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'bad'; readonly message: string };

/** Something in a trace that is not a frame. `where` is `line 12` or `byte 4096`. */
export type TraceRemark =
  /** Valid, but not representable as a frame: an error frame, a statistics line. */
  | { readonly kind: 'passed-over'; readonly where: string; readonly what: string }
  /** Invalid. `expected` describes the valid form. */
  | { readonly kind: 'bad'; readonly where: string; readonly message: string; readonly expected: string }
  /** The file ends within something; everything before it has been read. */
  | { readonly kind: 'cut-off'; readonly where: string; readonly message: string };

export type TraceItem = ReadFrame | TraceRemark;

/**
 * Reads a trace piece by piece: a machine that holds back at most one line or block of it, of bounded length. It never
 * throws for a file's content: that becomes a remark.
 */
export interface TraceDecoder<Item = TraceItem> {
  /**
   * The next bytes of the file, split anywhere. Everything that is now complete is appended to `into`, in the file's
   * order.
   */
  push(chunk: Uint8Array, into: Item[]): void;
  /** The end of the file. */
  end(into: Item[]): void;
}
