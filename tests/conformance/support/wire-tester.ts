import { fromHex, numberToHex, toHex } from '../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { BusNode } from '../../../can-bus/virtual-bus/bus-node.ts';
import { parseProfile } from '../../../ecu-sim/profile.ts';
import type { CarEvent } from '../../../hil/car/car-event.ts';
import type { CarOptions } from '../../../hil/car/car-options.ts';
import { Car } from '../../../hil/car/car.ts';
import { formatFrame, parseFrame } from './frame-text.ts';
import { keyFor } from './pass-codes.ts';

export const MS: Micros = 1_000;
export const SECOND: Micros = 1_000_000;

export type Via = 'oem' | 'generic' | 'functional';

/** A frame of the ECU's, when its last bit was on the wire. */
export interface ReceivedFrame {
  readonly timeUs: Micros;
  readonly text: string;
}

/** A message of the ECU's, put together from its frames. */
export interface ReceivedMessage {
  readonly via: 'oem' | 'generic';
  readonly text: string;
  /** When its first frame was complete on the wire. */
  readonly startUs: Micros;
  readonly endUs: Micros;
}

/** One endpoint as the tester sees it: ids as the tests write them, and the byte that leads each frame. */
interface Route {
  readonly request: string;
  readonly response: string;
  readonly address: string;
}

const ROUTES: Readonly<Record<Via, Route>> = {
  oem: { request: '750', response: '758', address: 'B5' },
  generic: { request: '7B5', response: '7BD', address: '' },
  functional: { request: '7DF', response: '7BD', address: '' },
};

/** As for a car; the profile with the contract's field names. */
export type WireOptions = Omit<CarOptions, 'profile'> & { readonly profile?: Readonly<Record<string, unknown>> };

/** A CAN controller and nothing more: it only lends its name to the frames that the test sends. */
const CONTROLLER: BusNode = {
  name: 'tester',
  listensTo: [],
  deadlineUs: () => NEVER_US,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  hasPendingWork: () => false,
};

/**
 * A tester that knows nothing of our protocol stack: it puts frames on the wire of a started car, in virtual time, and
 * reads what the ECU puts there. Its own bit of ISO-TP is written here once more, from the standard's facts.
 */
export class WireTester {
  readonly car: Car;
  readonly events: CarEvent[] = [];
  #heard: ReceivedFrame[] = [];
  /** When the last frame of the tester's was complete on the wire. */
  sentUs: Micros = 0;

  constructor(options: WireOptions = {}) {
    const profile = parseProfile(options.profile);
    this.car = new Car({
      cyclicFrames: false,
      ...options,
      profile,
      observer: {
        frame: (timeUs, frame, sender) => this.#take(timeUs, frame, sender),
        event: (event) => this.events.push(event),
      },
    });
    this.car.attach(CONTROLLER);
    this.car.start();
    this.#heard = [];
  }

  get nowUs(): Micros {
    return this.car.nowUs;
  }

  /** Queues frames at the tester's controller; they go out as time moves. */
  send(...frames: readonly string[]): void {
    this.car.network.apply(CONTROLLER, (outbox) => {
      for (const frame of frames) outbox.send(parseFrame(frame));
    });
  }

  /** Sends frames one behind the other and runs until all is quiet: the ECU's frames. */
  exchange(...frames: readonly string[]): readonly string[] {
    this.send(...frames);
    this.car.settle();
    return this.frames();
  }

  /** The ECU's frames since they were last asked for. */
  frames(): readonly string[] {
    return this.timedFrames().map(({ text }) => text);
  }

  timedFrames(): readonly ReceivedFrame[] {
    return this.#heard.splice(0);
  }

  advance(us: Micros): void {
    this.car.advanceTo(this.nowUs + us);
  }

  advanceTo(timeUs: Micros): void {
    this.car.advanceTo(timeUs);
  }

  /** Sends a request as ISO-TP frames and runs until all is quiet: every message that came of it. */
  messages(hex: string, via: Via = 'generic'): readonly ReceivedMessage[] {
    this.frames();
    this.sendMessage(hex, via);
    const heard: ReceivedMessage[] = [];
    for (;;) {
      this.car.settle();
      const frames = this.timedFrames();
      if (frames.length === 0) return heard;
      heard.push(...this.#assemble(frames));
    }
  }

  /** The last message that a request brought; null for silence. */
  ask(hex: string, via: Via = 'generic'): string | null {
    return this.messages(hex, via).at(-1)?.text ?? null;
  }

  /** Sends a request; where it takes more than one frame, time runs until the last one is on the wire. */
  sendMessage(hex: string, via: Via = 'generic'): void {
    const { request, address } = ROUTES[via];
    const payload = toHex(fromHex(hex), ' ').split(' ');
    const room = address === '' ? 7 : 6;
    const lead = address === '' ? request : `${request} ${address}`;
    if (payload.length <= room) {
      this.send(`${lead} ${numberToHex(payload.length, 2)} ${payload.join(' ')}`);
      return;
    }
    const length = numberToHex(payload.length, 3);
    const first = payload.splice(0, room - 1);
    const [flow = ''] = this.exchange(`${lead} 1${length.slice(0, 1)} ${length.slice(1)} ${first.join(' ')}`);
    let left = this.#blockSize(flow, via);
    for (let number = 1; payload.length > 0; number++) {
      const answer = this.exchange(`${lead} 2${numberToHex(number % 16, 1)} ${payload.splice(0, room).join(' ')}`);
      left -= 1;
      if (payload.length === 0) {
        this.#heard.push(...answer.map((text) => ({ timeUs: this.nowUs, text })));
      } else if (left === 0) left = this.#blockSize(answer[0] ?? '', via);
    }
  }

  /** Into the extended session. */
  extended(via: Via = 'generic'): void {
    const answer = this.ask('10 03', via);
    if (answer?.startsWith('50 03') !== true) throw new Error(`no extended session: ${answer ?? 'silence'}`);
  }

  /** The seed of a level in hex; the request must succeed. */
  seed(level: 1 | 2 | 3 | 4, via: Via = 'generic'): string {
    const answer = this.ask(`27 0${level * 2 - 1}`, via) ?? '';
    if (!answer.startsWith('67')) throw new Error(`no seed for level ${level}: ${answer}`);
    return answer.slice('67 01 '.length);
  }

  /** The right pass-code's bytes in hex. */
  key(level: 1 | 2 | 3 | 4, seed: string): string {
    const { passcodeSecret, vin } = this.car.profile;
    return keyFor(level, seed, passcodeSecret, vin);
  }

  unlock(level: 1 | 2 | 3 | 4): string | null {
    return this.ask(`27 0${level * 2} ${this.key(level, this.seed(level))}`);
  }

  /** Draws a seed and answers it with zeros. */
  unlockWrongly(level: 1 | 2 | 3 | 4): string | null {
    this.seed(level);
    return this.ask(`27 0${level * 2} 00 00 00 00 00 00`);
  }

  openDriverDoor(): void {
    this.car.setVehicle({ doors: { driver: true } });
    this.car.settle();
    this.frames();
  }

  /** Takes the supply away for 100 ms and runs until the ECU has booted. */
  powerCycle(): void {
    this.car.advanceTo(this.car.cutPower(100 * MS));
    this.car.settle();
    this.frames();
  }

  /** Both resets' steps, with pass-codes: the reset runs. */
  beginReset(): void {
    this.extended();
    this.openDriverDoor();
    this.unlock(1);
    this.ask('31 01 02 01 01');
    this.unlock(2);
    this.ask('31 01 02 01 02');
  }

  #take(timeUs: Micros, frame: CanFrame, sender: string): void {
    if (sender === CONTROLLER.name) this.sentUs = timeUs;
    else if (this.#isOurs(frame)) this.#heard.push({ timeUs, text: formatFrame(frame) });
  }

  #isOurs({ id }: CanFrame): boolean {
    const { oem, generic } = this.car.profile.addressing;
    return id === oem.responseId || id === generic.responseId;
  }

  /** Frames that a "continue" flow control lets us send; it must be one. */
  #blockSize(frame: string, via: Via): number {
    const { response, address } = ROUTES[via];
    const lead = address === '' ? response : `${response} ${address}`;
    const match = new RegExp(`^${lead} 30 ([\\dA-F]{2}) 00`).exec(frame);
    if (match === null) throw new Error(`"${frame}" lets nobody continue`);
    const blockSize = Number.parseInt(match[1] ?? '', 16);
    return blockSize === 0 ? Infinity : blockSize;
  }

  #assemble(frames: readonly ReceivedFrame[]): readonly ReceivedMessage[] {
    return frames.flatMap((frame, index) => {
      const via = frame.text.startsWith(ROUTES.oem.response) ? 'oem' : 'generic';
      const bytes = frame.text.split(' ').slice(via === 'oem' ? 2 : 1);
      const control = Number.parseInt(bytes[0] ?? '', 16);
      if (control >> 4 === 0) return [message(via, bytes.slice(1, 1 + control), frame, frame)];
      return control >> 4 === 1 && index === frames.length - 1 ? [this.#receive(via, bytes, frame)] : [];
    });
  }

  #receive(via: 'oem' | 'generic', first: readonly string[], start: ReceivedFrame): ReceivedMessage {
    const { request, address } = ROUTES[via];
    const length = Number.parseInt(`${first[0]?.slice(1) ?? ''}${first[1] ?? ''}`, 16);
    const lead = address === '' ? request : `${request} ${address}`;
    this.send(`${lead} 30 00 00`);
    this.car.settle();
    const rest = this.timedFrames();
    const data = rest.flatMap(({ text }) => text.split(' ').slice(via === 'oem' ? 3 : 2));
    return message(via, [...first.slice(2), ...data].slice(0, length), start, rest.at(-1) ?? start);
  }
}

function message(
  via: 'oem' | 'generic',
  bytes: readonly string[],
  first: ReceivedFrame,
  last: ReceivedFrame,
): ReceivedMessage {
  return { via, text: bytes.join(' '), startUs: first.timeUs, endUs: last.timeUs };
}
