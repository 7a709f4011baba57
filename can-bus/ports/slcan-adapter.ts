import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import { BEL, CR, decodeSlcanFrame, encodeSlcanFrame, isSlcanFrameLine } from './slcan-codec.ts';

/** `V`: hardware and software version, two digits each. */
const VERSION = 'V1010';
/** `N`: serial number, four characters. */
const SERIAL_NUMBER = 'NVSK1';
/** `F`: no flag set. A port has no controller of its own that could overrun or go bus-off. */
const STATUS_FLAGS = 'F00';

export interface SlcanReaction {
  /** What goes back to the tool; may be empty. */
  readonly reply: string;
  /** A frame the tool sends to the bus. */
  readonly frame: CanFrame | null;
}

export type SlcanChannel = 'closed' | 'open' | 'listen-only';

const SILENCE: SlcanReaction = { reply: '', frame: null };
const DONE: SlcanReaction = { reply: CR, frame: null };
const REFUSED: SlcanReaction = { reply: BEL, frame: null };

export interface SlcanAdapterOptions {
  /** The bus carries CAN FD frames; without it their lines are refused. */
  readonly fd?: boolean;
}

/**
 * The side of the LAWICEL protocol that plays the adapter: a machine without input or output.
 *
 * Like the adapter of the manual it answers BEL to a channel command in the wrong state (S, s, O and L while open,
 * C while closed, frames and F while closed), to anything malformed and anything unknown. It is milder in two points,
 * because programs rely on it: O needs no bit rate first (the bus has its own), and Z, M and m may come at any time.
 * An empty line is silence: the manual tells tools to send some to begin with. Acceptance masks are answered and have
 * no effect: every frame passes.
 */
export class SlcanAdapter {
  readonly #fd: boolean;
  #channel: SlcanChannel = 'closed';
  #timestamps = false;

  constructor(options: SlcanAdapterOptions = {}) {
    this.#fd = options.fd ?? false;
  }

  get channel(): SlcanChannel {
    return this.#channel;
  }

  /** @param line without its CR; null for one that was too long */
  handle(line: string | null): SlcanReaction {
    if (line === null) return REFUSED;
    if (line === '') return SILENCE;
    if (isSlcanFrameLine(line)) return this.#transmit(line);
    return this.#command(line);
  }

  /** The line for a frame seen on the bus at `nowUs` (vehicle time); null while the channel is closed. */
  encode(frame: CanFrame, nowUs: Micros): string | null {
    if (this.#channel === 'closed') return null;
    return encodeSlcanFrame(frame, this.#timestamps ? Math.floor(nowUs / MICROS_PER_MILLI) : null);
  }

  #transmit(line: string): SlcanReaction {
    if (this.#channel !== 'open') return REFUSED;
    const decoded = decodeSlcanFrame(line);
    if (decoded === null || decoded.isStamped) return REFUSED;
    const { frame } = decoded;
    if (frame.fd && !this.#fd) return REFUSED;
    return { reply: (frame.extended ? 'Z' : 'z') + CR, frame };
  }

  #command(line: string): SlcanReaction {
    switch (line.charAt(0)) {
      case 'S':
        return this.#whileClosed(/^S[0-8]$/.test(line), 'closed');
      case 's':
        return this.#whileClosed(/^s[\da-f]{4}$/i.test(line), 'closed');
      case 'O':
        return this.#whileClosed(line === 'O', 'open');
      case 'L':
        return this.#whileClosed(line === 'L', 'listen-only');
      case 'C':
        return this.#closeChannel(line);
      case 'V':
        return line === 'V' ? { reply: VERSION + CR, frame: null } : REFUSED;
      case 'N':
        return line === 'N' ? { reply: SERIAL_NUMBER + CR, frame: null } : REFUSED;
      case 'F':
        return line === 'F' && this.#channel !== 'closed' ? { reply: STATUS_FLAGS + CR, frame: null } : REFUSED;
      case 'Z':
        return this.#switchTimestamps(line);
      case 'M':
      case 'm':
        return /^.[\da-f]{8}$/i.test(line) ? DONE : REFUSED;
      default:
        return REFUSED;
    }
  }

  #whileClosed(isWellFormed: boolean, next: SlcanChannel): SlcanReaction {
    if (!isWellFormed || this.#channel !== 'closed') return REFUSED;
    this.#channel = next;
    return DONE;
  }

  #closeChannel(line: string): SlcanReaction {
    if (line !== 'C' || this.#channel === 'closed') return REFUSED;
    this.#channel = 'closed';
    return DONE;
  }

  #switchTimestamps(line: string): SlcanReaction {
    if (line !== 'Z0' && line !== 'Z1') return REFUSED;
    this.#timestamps = line === 'Z1';
    return DONE;
  }
}
