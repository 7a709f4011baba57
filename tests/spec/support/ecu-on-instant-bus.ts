import { dataFrame, type CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Outbox } from '../../../can-bus/virtual-bus/bus-node.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { SmartKeyEcu } from '../../../ecu-sim/smart-key-ecu.ts';
import type { SmartKeyEvent } from '../../../ecu-sim/smart-key/events.ts';
import { newMemory } from '../../../hil/car/new-memory.ts';

const REQUEST_ID = 0x7b5;
const RESPONSE_ID = 0x7bd;
const PADDING = 0xcc;

/** Up to 4095 bytes as ISO-TP frames with normal addressing. */
function framesOf(payload: Uint8Array): readonly CanFrame[] {
  const frame = (...bytes: readonly number[]): CanFrame => {
    const data = new Uint8Array(8).fill(PADDING);
    data.set(bytes);
    return dataFrame(REQUEST_ID, data);
  };
  if (payload.length <= 7) return [frame(payload.length, ...payload)];
  const frames = [frame(0x10 | (payload.length >> 8), payload.length & 0xff, ...payload.subarray(0, 6))];
  for (let next = 6; next < payload.length; next += 7) {
    frames.push(frame(0x20 | (frames.length & 0x0f), ...payload.subarray(next, next + 7)));
  }
  return frames;
}

/**
 * The shipped Smart Key ECU on a bus that takes no time: each frame is on the wire at the instant it is requested, so
 * that a request and its answer fall on one instant.
 */
export class EcuOnInstantBus {
  readonly ecu: SmartKeyEcu;
  nowUs: number = 0;
  /** Complete answers since `takeAnswers`, without "response pending". */
  #answers: Uint8Array[] = [];
  readonly #sent: CanFrame[] = [];
  #partial: { bytes: number[]; length: number } | null = null;
  readonly boundKeys: Set<number> = new Set<number>();
  readonly #outbox: Outbox<SmartKeyEvent> = {
    send: (frame) => this.#sent.push(frame),
    emit: (event) => {
      if (event.kind === 'key-bound') this.boundKeys.add(event.keyId);
    },
  };

  constructor(profile: Profile, keys: readonly number[], supplyMv: number) {
    const inputs = { supplyMv, cabinKeys: [], faults: [] };
    this.ecu = new SmartKeyEcu(profile, newMemory(profile, 1, keys), inputs, false);
    for (const key of keys) this.boundKeys.add(key);
  }

  /** Calls the ECU, and puts what it sends on the wire at once. */
  does(what: (ecu: SmartKeyEcu, nowUs: number, outbox: Outbox<SmartKeyEvent>) => unknown): void {
    what(this.ecu, this.nowUs, this.#outbox);
    for (let frame = this.#sent.shift(); frame !== undefined; frame = this.#sent.shift()) {
      this.ecu.onFrameSent(frame, this.nowUs, this.#outbox);
      if (frame.id === RESPONSE_ID) this.#take(frame.data);
    }
  }

  /** Every deadline up to this instant, and at it. */
  passTo(targetUs: number): void {
    for (let due = this.ecu.deadlineUs(); due <= targetUs; due = this.ecu.deadlineUs()) {
      this.nowUs = due;
      this.does((ecu, nowUs, outbox) => ecu.onDeadline(nowUs, outbox));
    }
    this.nowUs = targetUs;
  }

  receive(frame: CanFrame): void {
    this.does((ecu, nowUs, outbox) => ecu.onFrame(frame, nowUs, outbox));
  }

  request(...payload: readonly number[]): void {
    for (const frame of framesOf(Uint8Array.from(payload))) this.receive(frame);
  }

  takeAnswers(): readonly Uint8Array[] {
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  #take(data: Uint8Array): void {
    const [first = 0, second = 0] = data;
    switch (first >> 4) {
      case 0:
        this.#complete(data.slice(1, 1 + first));
        return;
      case 1:
        this.#partial = { bytes: [...data.subarray(2)], length: ((first & 0x0f) << 8) | second };
        this.receive(dataFrame(REQUEST_ID, Uint8Array.of(0x30, 0, 0)));
        return;
      case 2:
        this.#takeConsecutive(data);
        return;
      default:
    }
  }

  #takeConsecutive(data: Uint8Array): void {
    if (this.#partial === null) throw new Error('a consecutive frame without a first frame');
    this.#partial.bytes.push(...data.subarray(1));
    if (this.#partial.bytes.length < this.#partial.length) return;
    this.#complete(Uint8Array.from(this.#partial.bytes.slice(0, this.#partial.length)));
    this.#partial = null;
  }

  #complete(answer: Uint8Array): void {
    if (answer[0] !== 0x7f || answer[2] !== 0x78) this.#answers.push(answer);
  }
}
