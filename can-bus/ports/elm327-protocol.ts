import type { CanFrame } from '../frame/can-frame.ts';
import { Elm327 } from '../elm327/elm327.ts';
import type { VehiclePower } from '../elm327/adapter-state.ts';
import type { ElmVersion } from '../elm327/version.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { ANSWER_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import type { BusBehavior } from './tester-channel.ts';

export interface Elm327ProtocolOptions extends Pick<BusBehavior, 'settles'> {
  readonly version: ElmVersion;
  /** Vehicle time: the instants of frames. */
  readonly vehicleTimeUs: () => Micros;
  /** For the waits, at the pace of the vehicle's time. */
  readonly clock: Clock;
  /** Bit rate of the bus in bit/s. */
  readonly bitRate?: number;
  /** What the adapter measures at its plug; a car with the ignition on where absent. */
  readonly power?: () => VehiclePower;
}

const USUAL_POWER: VehiclePower = { batteryV: 12.6, ignitionOn: true };

/**
 * One client of a simulated ELM327 adapter, over any transport. Frames leave after the present call has returned: the
 * bus is in the middle of a step, and accepts no frame meanwhile.
 */
export class Elm327Protocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: Elm327ProtocolOptions;
  readonly #frames: CanFrame[] = [];
  #elm: Elm327 | null = null;
  #sink: StreamProtocolSink | null = null;
  #alarm: Alarm | null = null;
  #latestUs: Micros = 0;
  #isFlowing = false;
  #isFlowPending = false;

  constructor(options: Elm327ProtocolOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    this.#sink = sink;
    // What arrived together with the alarm is processed first, and may move the deadline.
    this.#alarm = this.#options.clock.createAlarm('elm327', () => {
      const dueUs = this.#deadlineUs();
      setImmediate(() => this.#expire(dueUs));
    });
    this.#elm = this.#createAdapter(sink);
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    const elm = this.#elm;
    if (elm === null) return chunk.length;
    let read = 0;
    while (read < chunk.length && sink.mayGoOn()) {
      read += elm.receive(chunk.subarray(read), this.#nowUs());
      this.#flow();
    }
    return read;
  }

  encode(frame: CanFrame): null {
    const isExpected = this.#elm?.isBusy === true;
    this.#elm?.onFrame(frame, this.#nowUs());
    if (isExpected) this.#flowLater();
    return null;
  }

  confirm(frame: CanFrame): void {
    this.#elm?.onFrameSent(frame, this.#nowUs());
    this.#flowLater();
  }

  /** A terminal's reader has left: the next one finds a new adapter. */
  dropped(): void {
    emptyList(this.#frames);
    if (this.#sink !== null) this.#elm = this.#createAdapter(this.#sink);
  }

  answersForMs(): number {
    return this.#elm?.isBusy === true ? ANSWER_TIME_MS : 0;
  }

  closed(): void {
    this.#alarm?.disarm();
    this.#sink = null;
    this.#elm = null;
  }

  #createAdapter(sink: StreamProtocolSink): Elm327 {
    const { version, bitRate = null, power = (): VehiclePower => USUAL_POWER } = this.#options;
    return new Elm327(
      { version, bitRate, power },
      {
        reply: (text) => sink.reply(text),
        send: (frame) => this.#frames.push(frame),
        trouble: (reason) => sink.trouble(reason),
      },
    );
  }

  /** A restarted car begins at 0: what was waited for was lost with the one before. */
  #nowUs(): Micros {
    const nowUs = this.#options.vehicleTimeUs();
    if (nowUs < this.#latestUs) this.#elm?.onDeadline(NEVER_US);
    this.#latestUs = nowUs;
    return nowUs;
  }

  #flowLater(): void {
    if (this.#isFlowing || this.#isFlowPending) return;
    this.#isFlowPending = true;
    queueMicrotask(() => {
      this.#isFlowPending = false;
      this.#flow();
    });
  }

  /** Hands frames to the bus until there are no more, in virtual time with all that follows from them. */
  #flow(): void {
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    do {
      for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
        this.#sink?.deliver(frame);
        this.#elm?.onHandedOver(this.#nowUs());
      }
      if (this.#options.settles?.() === true) this.#elm?.onSettled();
    } while (this.#frames.length > 0);
    this.#isFlowing = false;
    this.#arm();
  }

  #deadlineUs(): Micros {
    return this.#elm?.deadlineUs() ?? NEVER_US;
  }

  #expire(dueUs: Micros): void {
    if (dueUs === NEVER_US || this.#deadlineUs() !== dueUs) return;
    this.#elm?.onDeadline(dueUs);
    this.#flow();
  }

  /** The clock has another origin than the vehicle's time, and the same pace. */
  #arm(): void {
    const { clock, vehicleTimeUs, settles } = this.#options;
    // In virtual time no time elapses while the client thinks.
    const isTimeless = this.#elm?.isAwaitingClient === true && settles?.() === true;
    const dueUs = isTimeless ? NEVER_US : this.#deadlineUs();
    if (dueUs === NEVER_US) this.#alarm?.disarm();
    else this.#alarm?.arm(clock.nowUs() + Math.max(0, dueUs - vehicleTimeUs()));
  }
}
