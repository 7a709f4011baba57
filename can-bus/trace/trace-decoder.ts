import type { CanFrame } from '../frame/can-frame.ts';
import type { TimedFrame } from './frame-record.ts';

/**
 * What a log can say of a frame, and none of ours keeps. `sent`: the recording program sent it (Tx). `error-state`: the
 * error state indicator of a CAN FD frame. `raw-dlc`: a DLC above 8 of a classical frame, which means 8.
 */
export type FrameDetail = 'sent' | 'error-state' | 'raw-dlc';

export const NO_DETAILS: readonly FrameDetail[] = [];

/** A frame of a trace. */
interface ReadFrame extends TimedFrame {
  readonly kind: 'frame';
  /** The node that sent it where a trace says so; else the bus. */
  readonly source: string;
  /** The bus it was on, as the log calls it; a log that has numbers begins with `can0`. */
  readonly bus: string;
  readonly details: readonly FrameDetail[];
}

/** What a line or packet says, without its time and its bus. */
export type LineFrame =
  | { readonly kind: 'frame'; readonly frame: CanFrame; readonly details: readonly FrameDetail[] }
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'bad'; readonly message: string };

/** Something in a trace that is no frame. `where` is `line 12` or `byte 4096`. */
export type TraceRemark =
  /** Rightly there, and nothing that a frame can say: an error frame, a statistics line. */
  | { readonly kind: 'passed-over'; readonly where: string; readonly what: string }
  /** It should not be there. `expected` is what should. */
  | { readonly kind: 'bad'; readonly where: string; readonly message: string; readonly expected: string }
  /** The file ends within something; all before it has been read. */
  | { readonly kind: 'cut-off'; readonly where: string; readonly message: string };

export type TraceItem = ReadFrame | TraceRemark;

/**
 * Reads a trace piece by piece: a machine that holds back no more than one line or block of it, of bounded length. It
 * never throws on what a file brings: that is a remark.
 */
export interface TraceDecoder<Item = TraceItem> {
  /** The next bytes of the file, cut anywhere. What is complete by now is appended to `into`, in the file's order. */
  push(chunk: Uint8Array, into: Item[]): void;
  /** The file is over. */
  end(into: Item[]): void;
}
