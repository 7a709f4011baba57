import type { CanFrame } from '../frame/can-frame.ts';
import { BEL, CR, decodeSlcanFrame, isSlcanFrameLine } from './slcan-codec.ts';
import { SLCAN_BIT_RATES } from './bus-url.ts';

/** What a line from the adapter means to us. */
export type SlcanHeard =
  | { readonly kind: 'frame'; readonly frame: CanFrame }
  /** The channel is open: all commands of {@link SlcanTool.opening} are answered. */
  | { readonly kind: 'opened' }
  /** The adapter does not open the channel. */
  | { readonly kind: 'not-opened' }
  /** An error answer to something sent later. */
  | { readonly kind: 'refused' }
  /** Text that is no answer: it may say why the adapter hangs up. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'nothing' };

const NOTHING: SlcanHeard = { kind: 'nothing' };
/** Answers to C, S and O. */
const OPENING_ANSWERS = 3;

/**
 * The side of the LAWICEL protocol that uses an adapter: a machine without input or output.
 *
 * C may be answered with an error (the channel was closed), and S too (an adapter with a rate of its own): what
 * counts is the answer to O.
 */
export class SlcanTool {
  readonly opening: string;
  readonly closing: string = `C${CR}`;
  #answers = 0;

  /** @param bitRate one of SLCAN_BIT_RATES */
  constructor(bitRate: number) {
    this.opening = `C${CR}S${SLCAN_BIT_RATES.indexOf(bitRate)}${CR}O${CR}`;
  }

  /** @param line as SlcanParser gives it to a tool */
  handle(line: string | null): SlcanHeard {
    if (line === null) return { kind: 'malformed' };
    if (line === '' || line === BEL) return this.#answer(line === BEL);
    if (line === 'z' || line === 'Z') return NOTHING;
    if (!isSlcanFrameLine(line)) return { kind: 'notice', text: line };
    const decoded = decodeSlcanFrame(line);
    return decoded === null ? { kind: 'malformed' } : { kind: 'frame', frame: decoded.frame };
  }

  #answer(isError: boolean): SlcanHeard {
    if (this.#answers >= OPENING_ANSWERS) return isError ? { kind: 'refused' } : NOTHING;
    this.#answers++;
    if (this.#answers < OPENING_ANSWERS) return NOTHING;
    return { kind: isError ? 'not-opened' : 'opened' };
  }
}
