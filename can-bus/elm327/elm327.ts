import { fromHex } from '../bytes/hex.ts';
import { remoteFrame, type CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../time/micros.ts';
import { AdapterState, type ElmOptions } from './adapter-state.ts';
import { requestId } from './addressing.ts';
import { rawLine } from './answer-text.ts';
import { CAN_COMMANDS } from './at-can-commands.ts';
import { runAtCommand, type AtCommand, type AtOutcome } from './at-command.ts';
import { GENERAL_COMMANDS } from './at-general-commands.ts';
import { isKLine, NO_INITIATION, type CanProtocol } from './can-protocol.ts';
import { Exchange, type ExchangeResult } from './exchange.ts';
import { LineReader } from './line-reader.ts';
import { requestFrames, type FrameFormat } from './request-frames.ts';
import { ResponseWait } from './response-wait.ts';
import { SerialBuffer } from './serial-buffer.ts';

/** What the machine wants done. */
interface ElmSink {
  /** Characters to the client, in this order. */
  reply(text: string): void;
  /** A frame to the bus. */
  send(frame: CanFrame): void;
  /** For the log: what the answer does not show. */
  trouble(reason: string): void;
}

const CR = '\r';
const PROMPT = '>';
const SEARCHING = 'SEARCHING...';
/** Unit of `AT BRT`. */
const BAUD_RATE_UNIT_US: Micros = 5 * MICROS_PER_MILLI;
/** No command. */
const TOO_LONG = '?';
const COMMANDS: readonly AtCommand[] = [...GENERAL_COMMANDS, ...CAN_COMMANDS];

/** A data line: what is sent, and after how many frames the answer ends. */
interface Request {
  readonly data: Uint8Array;
  readonly expected: number | null;
}

type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'monitor'; readonly accepts: (frame: CanFrame) => boolean }
  /** `AT BRD`: a CR in time confirms the other baud rate. */
  | { readonly kind: 'baud-rate'; readonly deadlineUs: Micros };

/** The protocols that are still to be tried. */
interface Search {
  readonly request: Request | null;
  readonly candidates: readonly CanProtocol[];
}

const IDLE: Activity = { kind: 'idle' };

/**
 * An ELM327 between a client and a CAN bus: characters and frames go in, characters and frames come out. A timed machine
 * without a clock, input or output.
 *
 * The chip's serial line has no flow control, and one character while an answer is under way ends it. Line feeds and
 * zero bytes are ignored.
 */
export class Elm327 {
  readonly #state: AdapterState;
  readonly #sink: ElmSink;
  readonly #reader = new LineReader();
  readonly #wait = new ResponseWait();
  readonly #buffer = new SerialBuffer();
  #activity: Activity = IDLE;
  #last: string = '';
  /** `SEARCHING...` is on a line that has not ended. */
  #isLineOpen = false;

  constructor(options: ElmOptions, sink: ElmSink) {
    this.#state = new AdapterState(options);
    this.#sink = sink;
  }

  /**
   * Reads characters up to the end of the first line.
   *
   * @returns how many were read
   */
  receive(chunk: Uint8Array, nowUs: Micros): number {
    this.onDeadline(nowUs);
    let echo = '';
    for (const [index, byte] of chunk.entries()) {
      if (!LineReader.counts(byte)) continue;
      if (this.#activity.kind !== 'idle') {
        this.#interrupt(byte);
        continue;
      }
      if (this.#reader.mayEcho) echo += this.#echoOf(byte);
      const line = this.#reader.push(byte);
      if (line === null) continue;
      this.#put(echo);
      this.#onLine(line.text, nowUs);
      return index + 1;
    }
    this.#put(echo);
    return chunk.length;
  }

  /** An answer is under way. */
  get isBusy(): boolean {
    return this.#activity.kind === 'exchange';
  }

  /** Only a character of the client, or the time, ends what is under way: nothing comes from the bus. */
  get isAwaitingClient(): boolean {
    return this.#activity.kind === 'baud-rate';
  }

  deadlineUs(): Micros {
    switch (this.#activity.kind) {
      case 'exchange':
        return this.#activity.exchange.deadlineUs();
      case 'baud-rate':
        return this.#activity.deadlineUs;
      case 'idle':
      case 'monitor':
        return NEVER_US;
    }
  }

  onDeadline(nowUs: Micros): void {
    if (this.deadlineUs() > nowUs) return;
    if (this.#activity.kind === 'exchange') this.#activity.exchange.onDeadline();
    else if (this.#activity.kind === 'baud-rate') this.#finish();
  }

  /** What was sent has been handed to the bus. */
  onHandedOver(nowUs: Micros): void {
    if (this.#activity.kind === 'exchange') this.#activity.exchange.onHandedOver(nowUs);
  }

  /** In virtual time: the bus is idle and no ECU has pending work, so that nothing more comes. */
  onSettled(): void {
    if (this.#activity.kind !== 'exchange' || !this.#activity.exchange.waitsForBus) return;
    this.#activity.exchange.onDeadline();
  }

  onFrameSent(frame: CanFrame, nowUs: Micros): void {
    this.onDeadline(nowUs);
    if (this.#activity.kind === 'exchange') this.#activity.exchange.onFrameSent(frame, nowUs);
  }

  onFrame(frame: CanFrame, nowUs: Micros): void {
    this.onDeadline(nowUs);
    const activity = this.#activity;
    if (activity.kind === 'exchange') activity.exchange.onFrame(frame, nowUs);
    if (activity.kind === 'monitor' && activity.accepts(frame)) this.#monitor(frame, nowUs);
  }

  get #newline(): string {
    return this.#state.settings.lineFeeds ? '\r\n' : CR;
  }

  #echoOf(byte: number): string {
    if (!this.#state.settings.echo) return '';
    const character = String.fromCharCode(byte);
    return character === CR ? this.#newline : character;
  }

  #put(text: string): void {
    if (text !== '') this.#sink.reply(text);
  }

  #line(text: string): void {
    this.#put((this.#isLineOpen ? this.#newline : '') + text + this.#newline);
    this.#isLineOpen = false;
  }

  #finish(...lines: readonly string[]): void {
    this.#activity = IDLE;
    for (const line of lines) this.#line(line);
    this.#put((this.#isLineOpen ? this.#newline : '') + this.#newline + PROMPT);
    this.#isLineOpen = false;
  }

  /** A character during an answer. */
  #interrupt(byte: number): void {
    if (this.#activity.kind !== 'baud-rate') this.#finish('STOPPED');
    else if (byte === CR.charCodeAt(0)) this.#finish('OK');
    else this.#finish();
  }

  /** @param line null where it was too long; an empty one repeats the last command */
  #onLine(line: string | null, nowUs: Micros): void {
    if (line === null) this.#sink.trouble('a line is too long for a command and is ignored');
    const text = line === '' ? this.#last : (line ?? TOO_LONG);
    this.#last = text;
    if (text === '') this.#finish();
    else if (text.startsWith('AT')) this.#onAtOutcome(runAtCommand(this.#state, text.slice(2), COMMANDS), nowUs);
    else this.#onData(text);
  }

  #onAtOutcome(outcome: AtOutcome, nowUs: Micros): void {
    switch (outcome.kind) {
      case 'answer':
        this.#finish(...outcome.lines);
        return;
      case 'reset':
        this.#reset();
        return;
      case 'monitor':
        this.#activity = outcome;
        this.#buffer.clear();
        return;
      case 'remote-frame':
        this.#request(null);
        return;
      case 'baud-rate':
        this.#changeBaudRate(nowUs);
        return;
      case 'unknown':
        this.#finish('?');
    }
  }

  /** The line here has no rate of its own: every one works, and the handshake is the chip's. */
  #changeBaudRate(nowUs: Micros): void {
    this.#line('OK');
    this.#line(this.#state.variant.identification);
    const deadlineUs = nowUs + this.#state.settings.baudRateTimeout * BAUD_RATE_UNIT_US;
    this.#activity = { kind: 'baud-rate', deadlineUs };
  }

  #reset(): void {
    this.#state.reset();
    this.#wait.reset();
    this.#put(this.#newline + this.#newline);
    this.#finish(this.#state.variant.identification);
  }

  #onData(text: string): void {
    if (!/^[\dA-F]{2,}$/.test(text)) {
      this.#finish('?');
      return;
    }
    const pairs = text.length - (text.length % 2);
    const count = Number.parseInt(text.slice(pairs), 16);
    this.#request({ data: fromHex(text.slice(0, pairs)), expected: count > 0 ? count : null });
  }

  /** @param request null for a remote frame */
  #request(request: Request | null): void {
    if (this.#state.mustSearch) {
      this.#put(SEARCHING);
      this.#isLineOpen = true;
      this.#search({ request, candidates: this.#state.candidates() });
      return;
    }
    const { protocol, bitRate, protocolNumber } = this.#state;
    if (protocol === null) this.#finish(isKLine(protocolNumber) ? NO_INITIATION : 'NO DATA');
    else if (bitRate !== null && protocol.bitRate !== bitRate) {
      this.#sink.trouble(
        `protocol ${protocolNumber} has ${protocol.bitRate} bit/s, and this bus ${bitRate}: use AT SP 6`,
      );
      this.#finish('CAN ERROR');
    } else this.#exchange(request, protocol, null);
  }

  #search({ request, candidates }: Search): void {
    const [protocol, ...rest] = candidates;
    if (protocol === undefined) this.#finish('UNABLE TO CONNECT');
    else this.#exchange(request, protocol, { request, candidates: rest });
  }

  #exchange(request: Request | null, protocol: CanProtocol, rest: Search | null): void {
    const { settings, filler, variant } = this.#state;
    const format: FrameFormat = { settings, protocol, filler };
    const frames =
      request === null
        ? [remoteFrame(requestId(settings, protocol), 0, { extended: protocol.extended })]
        : requestFrames(request.data, format);
    if (frames === null) {
      this.#finish('?');
      return;
    }
    const exchange = new Exchange({
      format,
      frames,
      expected: request?.expected ?? null,
      wait: this.#wait,
      waitsForPending: variant.waitsForPending,
      send: (frame) => this.#sink.send(frame),
      seen: (frame) => (this.#state.lastFrame = frame),
      line: (text) => this.#line(text),
      ended: (result) => this.#onEnded(result, protocol, rest),
    });
    this.#activity = { kind: 'exchange', exchange };
    exchange.start();
  }

  #onEnded(result: ExchangeResult, protocol: CanProtocol, rest: Search | null): void {
    if (result === 'answered') {
      this.#state.foundProtocol(protocol.number);
      this.#finish();
    } else if (rest !== null) this.#search(rest);
    else this.#finish(result === 'not-sent' ? 'CAN ERROR' : 'NO DATA');
  }

  #monitor(frame: CanFrame, nowUs: Micros): void {
    const text = rawLine(frame, this.#state.settings);
    if (this.#buffer.takes(text.length + this.#newline.length, nowUs)) this.#line(text);
    else this.#finish('BUFFER FULL');
  }
}
