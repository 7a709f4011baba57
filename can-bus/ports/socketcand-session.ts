import { quoted } from '../bytes/printable.ts';
import { toHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { MAX_SHORT_MESSAGE } from '../isotp/defaults.ts';
import type { Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import type { FrameFilter } from './receive-filter.ts';
import {
  decodeClientFrame,
  element,
  ElementError,
  ElementParser,
  encodeServerFrame,
  formatSeconds,
  parseDecimal,
  parseRun,
} from './socketcand-codec.ts';
import { parseIsoTpConf } from './socketcand-isotp.ts';
import { FRAMES_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';

export interface SocketcandSessionOptions {
  /** Vehicle time, which frames and messages are stamped with. */
  readonly vehicleTimeUs: () => Micros;
  /** For ISO-TP mode. */
  readonly clock: Clock;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
  /** Which frames the client receives; all of them where absent. */
  readonly accepts?: FrameFilter;
}

type Mode = 'no-bus' | 'bcm' | 'raw' | 'control' | 'isotp';

const MODE_COMMANDS: Readonly<Record<string, Mode>> = {
  bcmmode: 'bcm',
  rawmode: 'raw',
  controlmode: 'control',
  isotpmode: 'isotp',
};

/** Maximum length of Linux interface names; socketcand's manual sets the same limit for buses. */
const MAX_BUS_NAME = 16;
/** python-can and SavvyCAN expect "ok" to arrive alone: a frame waits this long for them to read it. */
const OK_PAUSE_MS = 20;
const MIN_STATISTICS_MS = 10;
const MAX_STATISTICS_MS = 3_600_000;

const OK = element('ok');
const UNKNOWN_COMMAND = 'unknown command';

/**
 * One connection of a client to the simulated daemon: raw mode, ISO-TP mode, statistics in control mode. BCM mode,
 * which `open` enters, accepts frames and sends none, because its subscriptions are not offered.
 *
 * A line feed precedes each frame: python-can 4.1 takes one character too many from its buffer after the frames it has
 * read, which would otherwise be the beginning of the next one.
 */
export class SocketcandSession implements StreamProtocol {
  readonly farewell = '';
  /** Anything between elements is skipped. */
  readonly probe = '\n';
  readonly #options: SocketcandSessionOptions;
  readonly #parser = new ElementParser();
  #mode: Mode = 'no-bus';
  #link: IsoTpLink | null = null;
  #statisticsTimer: NodeJS.Timeout | null = null;
  /** Frames and bytes: from the bus, and to it. */
  readonly #received = { frames: 0, bytes: 0 };
  readonly #sent = { frames: 0, bytes: 0 };

  constructor(options: SocketcandSessionOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    sink.reply(element('hi'));
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (words) => {
        try {
          this.#handle(words, sink);
        } catch (error) {
          if (!(error instanceof ElementError)) throw error;
          this.#refuse(error.message, sink);
        }
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): string | null {
    if (this.#options.accepts?.(frame) === false) return null;
    this.#received.frames++;
    this.#received.bytes += frame.data.length;
    if (this.#mode === 'raw') return `\n${encodeServerFrame(frame, this.#options.vehicleTimeUs())}`;
    this.#link?.take(frame);
    return null;
  }

  answersForMs(): number {
    return this.#mode === 'raw' || this.#mode === 'isotp' ? FRAMES_TIME_MS : 0;
  }

  closed(): void {
    this.#closeLink();
    this.#stopStatistics();
  }

  #handle(words: readonly string[] | null, sink: StreamProtocolSink): void {
    if (words === null) throw new ElementError('the command is too long');
    const [command = '', argument] = words;
    if (this.#mode === 'no-bus') {
      this.#openBus(command, argument, sink);
      return;
    }
    const mode = Object.hasOwn(MODE_COMMANDS, command) ? MODE_COMMANDS[command] : undefined;
    if (mode !== undefined) this.#enter(mode, sink);
    else if (command === 'echo') sink.reply(element('echo'));
    else this.#handleInMode(this.#mode, words, sink);
  }

  /**
   * In the modes that send frames, `< error CLASS SECONDS.MICROS >` is an error frame to a client: like the daemon, it
   * answers nothing there except "unknown command".
   */
  #refuse(reason: string, sink: StreamProtocolSink): void {
    const takesFrames = this.#mode === 'raw' || this.#mode === 'bcm';
    if (takesFrames && reason !== UNKNOWN_COMMAND) sink.trouble(`a command is ignored: ${quoted(reason)}`);
    else sink.reply(element('error', withoutBrackets(reason)));
  }

  #openBus(command: string, name: string | undefined, sink: StreamProtocolSink): void {
    if (command !== 'open') throw new ElementError(UNKNOWN_COMMAND);
    if (name === undefined || name.length > MAX_BUS_NAME) throw new ElementError('could not open bus');
    this.#mode = 'bcm';
    sink.reply(OK);
  }

  #enter(mode: Mode, sink: StreamProtocolSink): void {
    this.#closeLink();
    this.#mode = mode;
    sink.reply(OK);
    sink.pause(OK_PAUSE_MS);
  }

  #handleInMode(mode: Exclude<Mode, 'no-bus'>, words: readonly string[], sink: StreamProtocolSink): void {
    switch (mode) {
      case 'bcm':
      case 'raw':
        this.#sendFrame(words, sink);
        return;
      case 'control':
        if (words[0] !== 'statistics') throw new ElementError(UNKNOWN_COMMAND);
        this.#setStatistics(parseDecimal('the interval', words[1], MAX_STATISTICS_MS), sink);
        return;
      case 'isotp':
        this.#handleIsoTp(words, sink);
        return;
    }
  }

  #sendFrame(words: readonly string[], sink: StreamProtocolSink): void {
    const frame = decodeClientFrame(words);
    if (frame === null) throw new ElementError(UNKNOWN_COMMAND);
    if (frame.fd && this.#options.fd !== true) {
      // Like a daemon without CAN FD, which does not have the command: this shows a replay that the frame was refused.
      sink.trouble('a CAN FD frame is ignored: this bus has no CAN FD');
      throw new ElementError(UNKNOWN_COMMAND);
    }
    this.#deliver(frame, sink);
  }

  #deliver(frame: CanFrame, sink: StreamProtocolSink): void {
    this.#sent.frames++;
    this.#sent.bytes += frame.data.length;
    sink.deliver(frame);
  }

  #handleIsoTp(words: readonly string[], sink: StreamProtocolSink): void {
    const [command = '', digits] = words;
    switch (command) {
      case 'isotpconf':
        if (this.#link !== null) throw new ElementError('the channel is configured already: enter isotpmode again');
        this.#link = this.#createLink(words, sink);
        return;
      case 'sendpdu': {
        if (this.#link === null) throw new ElementError('isotpconf comes first');
        const payload = parseRun(digits);
        if (payload.length === 0 || payload.length > MAX_SHORT_MESSAGE) {
          throw new ElementError(`a message has 1 to ${MAX_SHORT_MESSAGE} bytes, not ${payload.length}`);
        }
        if (!this.#link.send(payload)) throw new ElementError('too many messages wait to be sent');
        return;
      }
      default:
        throw new ElementError(UNKNOWN_COMMAND);
    }
  }

  #createLink(words: readonly string[], sink: StreamProtocolSink): IsoTpLink {
    return new IsoTpLink({
      config: parseIsoTpConf(words),
      clock: this.#options.clock,
      deliver: (frame) => this.#deliver(frame, sink),
      received: (payload) => sink.reply(element('pdu', formatSeconds(this.#options.vehicleTimeUs()), toHex(payload))),
      failed: (reason) => sink.reply(element('error', reason)),
    });
  }

  #closeLink(): void {
    this.#link?.close();
    this.#link = null;
  }

  /** 0 stops them. They continue through changes of mode. */
  #setStatistics(intervalMs: number, sink: StreamProtocolSink): void {
    this.#stopStatistics();
    if (intervalMs === 0) return;
    if (intervalMs < MIN_STATISTICS_MS)
      throw new ElementError(`the interval is 0, or ${MIN_STATISTICS_MS} ms and more`);
    this.#statisticsTimer = setInterval(() => this.#sendStatistics(sink), intervalMs);
  }

  #sendStatistics(sink: StreamProtocolSink): void {
    const figures = [this.#received.bytes, this.#received.frames, this.#sent.bytes, this.#sent.frames];
    sink.reply(element('stat', ...figures.map(String)));
  }

  #stopStatistics(): void {
    if (this.#statisticsTimer !== null) clearInterval(this.#statisticsTimer);
    this.#statisticsTimer = null;
  }
}

/** A reason may contain text from the other side; it must not end the element. */
function withoutBrackets(text: string): string {
  return text.replace(/[<>]/g, '?');
}
