import type { CanFrame } from '../frame/can-frame.ts';
import { BEL, CR, decodeSlcanFrame, isSlcanFrameLine } from './slcan-codec.ts';
import { SLCAN_BIT_RATES, SLCAN_DATA_BIT_RATES } from './bus-url.ts';

/** The meaning of a line from the adapter. */
export type SlcanReply =
  | {
      readonly kind: 'frame';
      readonly frame: CanFrame;
      /** When the adapter received it: milliseconds, 0 to 65535; null where that is unknown. */
      readonly timestampMs: number | null;
    }
  /** The channel is open: all commands of {@link SlcanTool.opening} are answered. */
  | { readonly kind: 'opened' }
  /** The adapter does not open the channel. */
  | { readonly kind: 'not-opened' }
  /** An error answer (BEL), after the opening. */
  | { readonly kind: 'refused' }
  /** Text during the opening that is not an answer: it may say why the adapter disconnects. */
  | { readonly kind: 'notice'; readonly text: string }
  /** A line that is neither a frame nor an answer; null for one that is too long. */
  | { readonly kind: 'malformed'; readonly text: string | null }
  | { readonly kind: 'nothing' };

const NOTHING: SlcanReply = { kind: 'nothing' };

export interface SlcanToolOptions {
  /** One of SLCAN_BIT_RATES. */
  readonly bitRate: number;
  /** One of SLCAN_DATA_BIT_RATES; null or absent for the adapter's own. */
  readonly dataBitRate?: number | null;
  /** Whether the adapter adds time stamps to its frames; null or absent leaves the setting as it is. */
  readonly timestamps?: boolean | null;
}

function openingCommands({ bitRate, dataBitRate = null, timestamps = null }: SlcanToolOptions): readonly string[] {
  const commands = ['C'];
  if (timestamps !== null) commands.push(timestamps ? 'Z1' : 'Z0');
  commands.push(`S${SLCAN_BIT_RATES.indexOf(bitRate)}`);
  const dataCommand = dataBitRate === null ? undefined : SLCAN_DATA_BIT_RATES[dataBitRate];
  if (dataCommand !== undefined) commands.push(dataCommand);
  return [...commands, 'O'];
}

/**
 * The tool side of the LAWICEL protocol: a machine without input or output.
 *
 * C may be answered with an error (the channel was closed), and so may the settings (an adapter with a fixed rate):
 * only the answer to O counts.
 */
export class SlcanTool {
  readonly opening: string;
  readonly closing: string = `C${CR}`;
  /** Commands of the opening that have not been answered yet. */
  #unanswered: number;

  constructor(options: SlcanToolOptions) {
    const commands = openingCommands(options);
    this.opening = commands.map((command) => command + CR).join('');
    this.#unanswered = commands.length;
  }

  /** @param line as SlcanParser gives it to a tool */
  handle(line: string | null): SlcanReply {
    if (line === null) return { kind: 'malformed', text: null };
    if (line === '' || line === BEL) return this.#answer(line === BEL);
    if (line === 'z' || line === 'Z') return NOTHING;
    const decoded = decodeSlcanFrame(line);
    if (decoded !== null) return { kind: 'frame', frame: decoded.frame, timestampMs: decoded.timestampMs };
    const isNotice = this.#unanswered > 0 && !isSlcanFrameLine(line);
    return { kind: isNotice ? 'notice' : 'malformed', text: line };
  }

  #answer(isError: boolean): SlcanReply {
    if (this.#unanswered === 0) return isError ? { kind: 'refused' } : NOTHING;
    this.#unanswered--;
    if (this.#unanswered > 0) return NOTHING;
    return { kind: isError ? 'not-opened' : 'opened' };
  }
}
