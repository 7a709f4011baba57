import { toHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig, SendFault } from '../isotp/types.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import { AnswerWindow } from '../uds/answer-window.ts';
import { UDS_CLIENT_DEFAULTS } from '../uds/client-config.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import type { LinkInputs } from './link-inputs.ts';

/** What the bus provides for its ports, in addition to carrying their frames. */
export interface BusBehavior {
  /** Each frame of a port is confirmed when it is complete on the bus ({@link CanPort.confirm}). */
  readonly confirms?: boolean;
  /**
   * True in virtual time: once a frame of a port is accepted, everything pending has been sent. No answer is due after
   * that, however much time passes. Asked each time, for a bus may change in this; it does not where absent.
   */
  readonly settles?: () => boolean;
  /** What the bus may add to P2 and P2*, in time of the clock; asked by each client, 100 ms where absent. */
  readonly answerMarginUs?: () => Micros;
}

interface TesterChannelOptions extends BusBehavior {
  /** The channel to the ECU, as a tester sees it: `sendId` is the request id. */
  readonly channel: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2, and for P2 and P2*. */
  readonly clock: Clock;
  /** A frame for the bus. */
  readonly deliver: (frame: CanFrame) => void;
  /** @param request the request that it answers, as it was passed in; null where that is unknown */
  readonly answered: (payload: Uint8Array, request: Uint8Array | null) => void;
  /** The oldest request is completely on the bus. */
  readonly sent: () => void;
  /** The oldest request was dropped. */
  readonly notSent: (fault: SendFault) => void;
  readonly trouble: (reason: string) => void;
  /** The next request disturbs no other one: {@link TesterChannel.isBusy} is false. */
  readonly idle?: () => void;
  /** The ECU has answered all requests that it is busy with with a 0x78. */
  readonly pending?: () => void;
  /** Shared by the channels of one connection. */
  readonly inputs?: LinkInputs;
}

/**
 * A tester on the car's bus that is controlled by a program. It listens only while an answer of its own is due (see
 * {@link AnswerWindow}), so that it neither passes on nor requests the rest of another tool's answers.
 */
export class TesterChannel {
  readonly #options: TesterChannelOptions;
  readonly #window: AnswerWindow;
  readonly #alarm: Alarm;
  readonly #link: IsoTpLink;
  #isOpen = true;

  constructor(options: TesterChannelOptions) {
    const { channel, clock, deliver, confirms = false, settles = (): boolean => false } = options;
    this.#options = options;
    const { p2Us, p2StarUs, marginUs } = UDS_CLIENT_DEFAULTS;
    this.#window = new AnswerWindow({ p2Us, p2StarUs, marginUs: options.answerMarginUs?.() ?? marginUs });
    // An answer that arrived together with the alarm is processed first.
    this.#alarm = clock.createAlarm('answer', () => setImmediate(() => this.#expire(clock.nowUs())));
    this.#link = new IsoTpLink({
      config: channel,
      clock,
      confirms,
      deliver,
      ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
      accepts: (start, nowUs) => this.#window.accepts(start, nowUs),
      receptionStarted: () => this.#window.onReceptionStarted(),
      received: (payload, nowUs) => {
        const request = this.#window.onReceived(payload, nowUs);
        options.answered(payload, request);
        this.#arm();
        this.#noteState();
      },
      sent: (nowUs) => {
        this.#window.onSent(nowUs);
        options.sent();
        this.#arm();
        this.#noteState();
      },
      notSent: (fault) => {
        this.#window.onSendFailed();
        options.notSent(fault);
        this.#noteState();
      },
      notReceived: () => {
        this.#window.onReceiveFailed();
        if (settles()) this.#reportUnanswered(this.#window.onSettled());
        this.#arm();
      },
      failed: (reason) => options.trouble(reason),
      quiet: () => {
        if (settles()) this.#reportUnanswered(this.#window.onSettled());
      },
    });
  }

  /** The queue is full: the next request would be refused. */
  get isFull(): boolean {
    return this.#link.isFull;
  }

  /** An answer may still come. */
  get isAwaiting(): boolean {
    return this.#window.isOpen;
  }

  /**
   * A request is being sent, or its answer is due: an ECU ignores the next request while it sends that answer, and
   * refuses it while it works on it. Silence after a suppressed response is not waited for.
   */
  get isBusy(): boolean {
    return this.#window.isBusy;
  }

  /** The ECU has answered all requests that it is busy with with a 0x78: it takes a `3E 80`, and refuses others. */
  get isPending(): boolean {
    return this.#window.isPending;
  }

  /** @returns false where too many requests wait already */
  request(payload: Uint8Array): boolean {
    if (this.isFull) return false;
    // Before it is sent: in virtual time the answer exists when `send` returns.
    this.#window.onRequest(payload);
    return this.#link.send(payload);
  }

  /** A request to all ECUs: it is answered on other channels. @returns as {@link request} */
  broadcast(payload: Uint8Array): boolean {
    return this.#link.send(payload);
  }

  /** A request that another channel sends to all ECUs may be answered here. */
  expect(payload: Uint8Array): void {
    this.#window.onFunctionalRequest(payload, this.#options.clock.nowUs());
    this.#arm();
  }

  /** Requests that are not on the bus yet are dropped, without a report; the answers to the others are received. */
  dropWaiting(): void {
    this.#window.onDropped(this.#link.dropWaiting());
  }

  take(frame: CanFrame): void {
    const { channel, clock } = this.#options;
    const { sendId } = channel.addressing;
    if (frame.id === sendId && frame.extended === channel.extendedIds) this.#window.onOthersRequest(clock.nowUs());
    if (this.#window.isOpen) this.#link.take(frame);
  }

  confirm(frame: CanFrame): void {
    this.#link.confirm(frame);
  }

  close(): void {
    this.#isOpen = false;
    this.#link.close();
    this.#alarm.disarm();
  }

  #expire(nowUs: Micros): void {
    this.#reportUnanswered(this.#window.onDeadline(nowUs));
    this.#arm();
  }

  #arm(): void {
    if (this.#isOpen) this.#alarm.arm(this.#window.deadlineUs());
  }

  #noteState(): void {
    if (!this.isBusy) this.#options.idle?.();
    else if (this.isPending) this.#options.pending?.();
  }

  #reportUnanswered(requests: readonly Uint8Array[]): void {
    this.#noteState();
    for (const request of requests) {
      const shown = request.length > 8 ? `${toHex(request.subarray(0, 8))}…` : toHex(request);
      this.#options.trouble(`no response to ${shown} in time; a later one is not passed on`);
    }
  }
}
