import { toHex } from '../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode } from '../../can-bus/virtual-bus/bus-node.ts';
import { Car } from '../../hil/car/car.ts';
import type { SequenceFrame, Via } from './generators.ts';

const ROUTES = {
  oem: { request: 0x750, response: 0x758, address: 0xb5 },
  generic: { request: 0x7b5, response: 0x7bd, address: null },
  functional: { request: 0x7df, response: 0x7bd, address: null },
} as const;
/** The broadcast frame of the ECU. */
const STATUS_ID = 0x5b5;
const FRAME_LENGTH = 8;

/** The ECU did what it must not. */
export class Misbehaviour extends Error {
  override readonly name = 'Misbehaviour';
}

/** An answer being put together. */
interface Reception {
  bytes: number[];
  length: number;
}

/**
 * A car under random input: a tester that sends what it is given, lets answers of several frames come, and checks every
 * frame the ECU sends. Its ISO-TP is as little as it takes to be quick.
 */
export class FuzzedCar {
  readonly car: Car;
  /** Messages since they were last taken. */
  readonly messages: Uint8Array[] = [];
  /** Flow statuses since they were last taken. */
  readonly flows: number[] = [];
  readonly node: BusNode;
  #flowControl = true;
  readonly #receptions = new Map<number, Reception>();
  readonly #slots: readonly (number | null)[];

  constructor(seed: number) {
    this.car = new Car({ seed, logCapacity: 64 });
    this.node = {
      name: 'fuzzer',
      listensTo: [ROUTES.oem.response, ROUTES.generic.response, STATUS_ID],
      deadlineUs: () => NEVER_US,
      onDeadline: () => undefined,
      onFrame: (frame, _nowUs, outbox) => this.#take(frame, (answer) => outbox.send(answer)),
      onFrameSent: () => undefined,
      owes: () => false,
    };
    this.car.start();
    this.car.attach(this.node);
    this.#slots = [...this.car.smartKey.content.slots];
  }

  /** One request, and all that comes of it. */
  request(payload: Uint8Array, via: Via): readonly Uint8Array[] {
    this.#flowControl = true;
    this.messages.length = 0;
    this.flows.length = 0;
    const route = ROUTES[via];
    const room = route.address === null ? 7 : 6;
    if (payload.length <= room) this.#send(route, [payload.length, ...payload]);
    else this.#sendSegmented(route, payload, room);
    this.#settle();
    return this.messages;
  }

  /** Frames as they are; flow controls are the sequence's own affair. */
  sequence(frames: readonly SequenceFrame[]): readonly Uint8Array[] {
    this.#flowControl = false;
    this.messages.length = 0;
    this.flows.length = 0;
    for (const { via, data, pauseUs } of frames) {
      if (pauseUs !== null) this.#settle();
      if (pauseUs !== null && pauseUs > 0) this.pass(pauseUs);
      this.#send(ROUTES[via], data);
    }
    this.#settle();
    return this.messages;
  }

  pass(us: Micros): void {
    this.car.advanceTo(this.car.nowUs + us);
  }

  /** KEY: nothing but a procedure with its pass-code changes them. */
  checkKeys(): void {
    const { slots, retired } = this.car.smartKey.content;
    if (slots.some((id, index) => id !== this.#slots[index]) || retired.length > 0) {
      throw new Misbehaviour(`the keys have changed: ${slots.join(', ')}`);
    }
  }

  #settle(): void {
    this.car.settle();
    if (!this.car.network.isIdle()) throw new Misbehaviour('the ECU does not come to rest within a minute');
  }

  #send(route: (typeof ROUTES)[Via], bytes: ArrayLike<number>): void {
    const data = new Uint8Array(bytes.length + (route.address === null ? 0 : 1));
    if (route.address !== null) data[0] = route.address;
    data.set(bytes, route.address === null ? 0 : 1);
    const frame = dataFrame(route.request, data);
    this.car.network.apply(this.node, (outbox) => outbox.send(frame));
  }

  #sendSegmented(route: (typeof ROUTES)[Via], payload: Uint8Array, room: number): void {
    this.#send(route, [0x10 | (payload.length >> 8), payload.length & 0xff, ...payload.subarray(0, room - 1)]);
    this.#settle();
    let left = this.#permission();
    for (let at = room - 1, number = 1; at < payload.length && left > 0; at += room, number++) {
      this.#send(route, [0x20 | (number & 0x0f), ...payload.subarray(at, at + room)]);
      left -= 1;
      if (left > 0 || at + room >= payload.length) continue;
      this.#settle();
      left = this.#permission();
    }
  }

  /** Frames the last flow control lets us send; none where there was none (a functional first frame). */
  #permission(): number {
    const blockSize = this.flows.pop();
    return blockSize === undefined ? 0 : blockSize === 0 ? Infinity : blockSize;
  }

  #take(frame: CanFrame, send: (answer: CanFrame) => void): void {
    const { id, data } = frame;
    if (data.length !== FRAME_LENGTH || frame.extended || frame.fd) throw malformed(frame);
    if (id === STATUS_ID) return;
    const route = id === ROUTES.oem.response ? ROUTES.oem : ROUTES.generic;
    if (route.address !== null && data[0] !== route.address) throw malformed(frame);
    const start = route.address === null ? 0 : 1;
    const control = data[start] ?? 0;
    switch (control >> 4) {
      case 0:
        this.#single(frame, start, control);
        return;
      case 1:
        this.#first(frame, start, control);
        if (this.#flowControl) send(flowControl(route));
        return;
      case 2:
        this.#consecutive(frame, start, control);
        return;
      case 3:
        if (control !== 0x30 && control !== 0x32) throw malformed(frame);
        if (control === 0x30) this.flows.push(data[start + 1] ?? 0);
        return;
      default:
        throw malformed(frame);
    }
  }

  #single(frame: CanFrame, start: number, length: number): void {
    if (length === 0 || start + 1 + length > frame.data.length) throw malformed(frame);
    this.messages.push(frame.data.slice(start + 1, start + 1 + length));
  }

  #first({ id, data }: CanFrame, start: number, control: number): void {
    const length = ((control & 0x0f) << 8) | (data[start + 1] ?? 0);
    this.#receptions.set(id, { bytes: [...data.subarray(start + 2)], length });
  }

  #consecutive(frame: CanFrame, start: number, control: number): void {
    const reception = this.#receptions.get(frame.id);
    if (reception === undefined) throw malformed(frame);
    const room = FRAME_LENGTH - start - 1;
    const expected = (Math.floor((reception.bytes.length - (room - 1)) / room) + 1) & 0x0f;
    if ((control & 0x0f) !== expected) throw malformed(frame);
    reception.bytes.push(...frame.data.subarray(start + 1));
    if (reception.bytes.length < reception.length) return;
    this.#receptions.delete(frame.id);
    this.messages.push(Uint8Array.from(reception.bytes.slice(0, reception.length)));
  }
}

function flowControl({ request, address }: (typeof ROUTES)[Via]): CanFrame {
  const bytes = address === null ? [0x30, 0, 0] : [address, 0x30, 0, 0];
  return dataFrame(request, Uint8Array.from(bytes));
}

function malformed({ id, data }: CanFrame): Misbehaviour {
  return new Misbehaviour(`a frame that cannot be: ${id.toString(16)} ${toHex(data, ' ')}`);
}
