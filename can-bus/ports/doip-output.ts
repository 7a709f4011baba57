import type { DoipFault } from '../doip/fault-plan.ts';
import { spoilMessage } from '../doip/spoil-message.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../time/micros.ts';
import type { StreamProtocolSink } from './stream-port.ts';

/** From the first segment of a message that is split to the second one, in real time. */
const SEGMENT_GAP_MS = 20;
/** How long a message waits for the one that it leaves with. */
const JOIN_WAIT_US: Micros = 100 * MICROS_PER_MILLI;
/** Messages that are delayed at the same time; further ones are not. */
const MAX_DELAYED = 1_000;
const NOTHING = new Uint8Array(0);

interface Delayed {
  readonly dueUs: Micros;
  readonly send: () => void;
}

/** Sends the messages of a gateway to one tester, as they are or as a fault wants them. */
export class DoipOutput {
  readonly #sink: StreamProtocolSink;
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #delayed: Delayed[] = [];
  /** Waits for the message that follows. */
  #joined: Uint8Array = NOTHING;

  constructor(sink: StreamProtocolSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
    this.#alarm = clock.createAlarm('doip-fault', (dueUs) => this.#expire(dueUs));
  }

  /** @param gapMs real time that passes after it before the next message, unless the tester speaks first */
  send(bytes: Uint8Array, fault: DoipFault | null, gapMs: number): void {
    if (fault === null) this.#put(bytes, gapMs);
    else if (fault.delayMs > 0 && this.#delayed.length < MAX_DELAYED) {
      this.#later(fault.delayMs * MICROS_PER_MILLI, () => this.#spoil(bytes, fault, gapMs));
    } else this.#spoil(bytes, fault, gapMs);
  }

  /** Messages are delayed. */
  get isWaiting(): boolean {
    return this.#delayed.length > 0;
  }

  close(): void {
    this.#delayed = [];
    this.#alarm.disarm();
  }

  #spoil(bytes: Uint8Array, fault: DoipFault, gapMs: number): void {
    const whole = spoilMessage(bytes, fault);
    const { split, join, cut } = fault;
    if (cut !== null) {
      this.#put(whole.subarray(0, cut), 0);
      this.#sink.end('a fault ends the connection');
    } else if (join) {
      this.#joined = Buffer.concat([this.#joined, whole]);
      this.#later(JOIN_WAIT_US, () => this.#put(NOTHING, 0));
    } else if (split !== null && split < whole.length) {
      this.#put(whole.subarray(0, split), SEGMENT_GAP_MS);
      this.#put(whole.subarray(split), gapMs);
    } else this.#put(whole, gapMs);
  }

  #put(bytes: Uint8Array, gapMs: number): void {
    const whole = this.#joined.length === 0 ? bytes : Buffer.concat([this.#joined, bytes]);
    this.#joined = NOTHING;
    if (whole.length === 0) return;
    this.#sink.reply(whole);
    if (gapMs > 0) this.#sink.pause(gapMs);
  }

  #later(afterUs: Micros, send: () => void): void {
    this.#delayed.push({ dueUs: this.#clock.nowUs() + Math.round(afterUs), send });
    this.#arm();
  }

  #expire(nowUs: Micros): void {
    const due = this.#delayed.filter(({ dueUs }) => dueUs <= nowUs);
    this.#delayed = this.#delayed.filter(({ dueUs }) => dueUs > nowUs);
    for (const { send } of due) send();
    this.#arm();
  }

  #arm(): void {
    this.#alarm.arm(this.#delayed.reduce((firstUs, { dueUs }) => Math.min(firstUs, dueUs), NEVER_US));
  }
}
