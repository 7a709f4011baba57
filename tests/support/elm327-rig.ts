import { fromHex, numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { Elm327 } from '../../can-bus/elm327/elm327.ts';
import type { ElmVersion } from '../../can-bus/elm327/version.ts';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';

interface RigOptions {
  readonly version?: ElmVersion;
  readonly bitRate?: number | null;
  /** The frames with which the ECUs answer a frame, `7E8#0641…`. */
  readonly ecus?: (sent: string) => readonly string[];
  /** Nothing acknowledges a frame. */
  readonly isAlone?: boolean;
}

const FRAME_US: Micros = 250;

/** `7DF#0201000000000000`, as candump writes it. */
export function writtenFrame({ id, extended, data, kind }: CanFrame): string {
  const digits = numberToHex(id, extended ? 8 : 3);
  return kind === 'remote' ? `${digits}#R` : `${digits}#${toHex(data)}`;
}

export function readFrame(text: string): CanFrame {
  const [id = '', data = ''] = text.split('#');
  return dataFrame(Number.parseInt(id, 16), fromHex(data), { extended: id.length > 3 });
}

/** A simulated adapter, ECUs on its bus, and the time: each frame takes 250 µs. */
export class Elm327Rig {
  readonly elm: Elm327;
  /** Frames that the adapter has sent. */
  readonly sent: string[] = [];
  readonly troubles: string[] = [];
  nowUs: Micros = 0;
  batteryV = 12.6;
  ignitionOn = true;
  #output = '';
  readonly #frames: CanFrame[] = [];
  readonly #options: RigOptions;

  constructor(options: RigOptions = {}) {
    this.#options = options;
    const { version = '1.5', bitRate = 500_000 } = options;
    this.elm = new Elm327(
      { version, bitRate, power: () => ({ batteryV: this.batteryV, ignitionOn: this.ignitionOn }) },
      {
        reply: (text) => (this.#output += text),
        send: (frame) => this.#frames.push(frame),
        trouble: (reason) => this.troubles.push(reason),
      },
    );
  }

  /** What came since the last call. */
  takeOutput(): string {
    const output = this.#output;
    this.#output = '';
    return output;
  }

  /** Characters of the client; no time elapses but for the frames. */
  say(text: string): string {
    const bytes = Buffer.from(text, 'latin1');
    for (let read = 0; read < bytes.length;) {
      read += this.elm.receive(bytes.subarray(read), this.nowUs);
      this.#flow();
    }
    return this.takeOutput();
  }

  /** A command, and its whole answer: time elapses until it is complete. */
  ask(command: string): string {
    const output = this.say(`${command}\r`);
    return output + this.finish();
  }

  /** Several commands, of which the answers do not matter. */
  set(...commands: readonly string[]): this {
    for (const command of commands) this.ask(command);
    this.sent.length = 0;
    return this;
  }

  /** Lets time elapse until nothing is under way. */
  finish(): string {
    for (let dueUs = this.elm.deadlineUs(); dueUs !== NEVER_US; dueUs = this.elm.deadlineUs()) this.waitUntil(dueUs);
    return this.takeOutput();
  }

  waitUntil(timeUs: Micros): void {
    this.nowUs = Math.max(this.nowUs, timeUs);
    this.elm.onDeadline(this.nowUs);
    this.#flow();
  }

  /** A frame of an ECU, at the present instant. */
  frame(text: string): void {
    this.elm.onFrame(readFrame(text), this.nowUs);
    this.#flow();
  }

  #flow(): void {
    for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
      const text = writtenFrame(frame);
      this.sent.push(text);
      this.elm.onHandedOver(this.nowUs);
      if (this.#options.isAlone === true) continue;
      this.nowUs += FRAME_US;
      this.elm.onFrameSent(frame, this.nowUs);
      for (const response of this.#options.ecus?.(text) ?? []) {
        this.nowUs += FRAME_US;
        this.elm.onFrame(readFrame(response), this.nowUs);
      }
    }
  }
}

/** An engine ECU with a few parameters, and its VIN. */
export function engine(sent: string): readonly string[] {
  switch (sent) {
    case '7DF#0201000000000000':
      return ['7E8#06410080180011CC'];
    case '7DF#02010C0000000000':
      return ['7E8#04410C0AF0CCCCCC'];
    case '7DF#0209020000000000':
      return ['7E8#1014490201345431'];
    case '7E0#3000000000000000':
      return ['7E8#21425A314642344B', '7E8#2255393939393939'];
    default:
      return [];
  }
}
