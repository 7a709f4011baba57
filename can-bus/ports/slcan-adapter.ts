import { quoted } from '../bytes/printable.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import { SLCAN_BIT_RATES } from './bus-url.ts';
import { SlcanAcceptance } from './slcan-acceptance.ts';
import { BEL, CR, decodeSlcanFrame, encodeSlcanFrame, isSlcanFrameLine } from './slcan-codec.ts';

/** `V`: hardware and software version, two digits each. */
const VERSION = 'V1010';
/** `N`: serial number, four characters. */
const SERIAL_NUMBER = 'NVSK1';
/** `F`: no flag set. A port has no controller of its own that could overrun or go bus-off. */
const STATUS_FLAGS = 'F00';

interface SlcanReaction {
  /** The reply to the tool; may be empty. */
  readonly reply: string;
  /** A frame the tool sends to the bus. */
  readonly frame: CanFrame | null;
  /** Something that the answer does not show to the tool's user, for our own log. */
  readonly warning?: string;
}

type SlcanChannel = 'closed' | 'open' | 'listen-only';

const SILENCE: SlcanReaction = { reply: '', frame: null };
const DONE: SlcanReaction = { reply: CR, frame: null };
const REFUSED: SlcanReaction = { reply: BEL, frame: null };

interface SlcanAdapterOptions {
  /** The bus carries CAN FD frames; without it their lines are refused. */
  readonly fd?: boolean;
  /** Bit rate of the bus in bit/s; null or absent where every bit rate is accepted. */
  readonly bitRate?: number | null;
}

/**
 * The adapter side of the LAWICEL protocol: a machine without input or output.
 *
 * Like the adapter of the manual it answers BEL to a channel command in the wrong state (S, s, O and L while open, C
 * while closed, frames and F while closed), to malformed lines and to unknown commands. It is more tolerant in two
 * points, because programs rely on it: O needs no bit rate first (the bus has its own), and Z, M, m and W are accepted
 * at any time. An empty line gets no answer: the manual recommends that tools send some at the beginning. The bit rate
 * has no effect, and one that differs from the bus's gives a warning. C also resets the acceptance filter, because the
 * next program to open the channel may be a different one.
 */
export class SlcanAdapter {
  readonly #fd: boolean;
  readonly #bitRate: number | null;
  readonly #acceptance = new SlcanAcceptance();
  #channel: SlcanChannel = 'closed';
  #timestamps = false;

  constructor(options: SlcanAdapterOptions = {}) {
    this.#fd = options.fd ?? false;
    this.#bitRate = options.bitRate ?? null;
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
    if (this.#channel === 'closed' || !this.#acceptance.accepts(frame)) return null;
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
        return this.#setBitRate(line, /^S[0-8]$/.test(line) ? (SLCAN_BIT_RATES[Number(line.charAt(1))] ?? null) : null);
      case 's':
        return this.#setBitRate(line, bitRateOfRegisters(line));
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
      case 'W':
        return this.#setAcceptance(line);
      default:
        return REFUSED;
    }
  }

  #whileClosed(isWellFormed: boolean, next: SlcanChannel): SlcanReaction {
    if (!isWellFormed || this.#channel !== 'closed') return REFUSED;
    this.#channel = next;
    return DONE;
  }

  /** @param bitRate the rate that the line requests; null where it cannot be read */
  #setBitRate(line: string, bitRate: number | null): SlcanReaction {
    if (this.#channel !== 'closed') return REFUSED;
    const reaction = bitRate === null ? REFUSED : DONE;
    if (this.#bitRate === null || bitRate === this.#bitRate) return reaction;
    return { ...reaction, warning: describeBitRate(line, bitRate, this.#bitRate) };
  }

  #setAcceptance(line: string): SlcanReaction {
    if (line === 'W0' || line === 'W1') this.#acceptance.setDual(line === 'W0');
    else if (/^M[\da-fA-F]{8}$/.test(line)) this.#acceptance.setCode(Number.parseInt(line.slice(1), 16));
    else if (/^m[\da-fA-F]{8}$/.test(line)) this.#acceptance.setMask(Number.parseInt(line.slice(1), 16));
    else return REFUSED;
    return DONE;
  }

  #closeChannel(line: string): SlcanReaction {
    if (line !== 'C') return REFUSED;
    this.#acceptance.reset();
    if (this.#channel === 'closed') return REFUSED;
    this.#channel = 'closed';
    return DONE;
  }

  #switchTimestamps(line: string): SlcanReaction {
    if (line !== 'Z0' && line !== 'Z1') return REFUSED;
    this.#timestamps = line === 'Z1';
    return DONE;
  }
}

/** The controller's clock, halved: a time quantum is a whole number of its periods. */
const QUANTUM_CLOCK_HZ = 8_000_000;

/**
 * The setting of `sxxyy`: the bus timing registers BTR0 and BTR1 of an SJA1000 at 16 MHz. Null where it is malformed.
 */
function bitRateOfRegisters(line: string): number | null {
  if (!/^s[\da-fA-F]{4}$/.test(line)) return null;
  const registers = Number.parseInt(line.slice(1), 16);
  const prescaler = ((registers >>> 8) & 0x3f) + 1;
  const quanta = 1 + ((registers & 0x0f) + 1) + (((registers >>> 4) & 0x07) + 1);
  return QUANTUM_CLOCK_HZ / (prescaler * quanta);
}

function inKilobits(bitRate: number): string {
  return `${Number((bitRate / 1_000).toFixed(1))} kbit/s`;
}

function describeBitRate(line: string, asked: number | null, actual: number): string {
  const what = asked === null ? `an unknown bit rate (${quoted(line)})` : `${inKilobits(asked)} (${quoted(line)})`;
  const command = SLCAN_BIT_RATES.indexOf(actual);
  const fix = command < 0 ? '' : `, command S${command}`;
  return (
    `the tool sets ${what}, and this bus runs at ${inKilobits(actual)}: on a real bus it would receive nothing; ` +
    `set ${actual} in the tool${fix}`
  );
}
