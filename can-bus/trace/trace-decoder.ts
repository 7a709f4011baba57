import type { TimedFrame } from './frame-record.ts';

/** A frame of a trace. */
export interface ReadFrame extends TimedFrame {
  readonly kind: 'frame';
  /** The bus or channel that a log names for it, or the node that sent it where a trace says so. */
  readonly source: string;
}

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
