import type { CanFrame } from '../frame/can-frame.ts';
import { IsoTpEndpoint } from '../isotp/endpoint.ts';
import { lossWords } from '../isotp/lost-message.ts';
import type { IsoTpConfig, IsoTpEffect, SendFault } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { MAX_RUNS_AT_ONE_INSTANT, StallError } from '../time/stall-error.ts';
import { LinkInputs } from './link-inputs.ts';

/** Messages that wait for the one before; a client may queue messages without waiting for their transmission. */
const MAX_WAITING = 16;
const NAME = 'iso-tp-link';

interface IsoTpLinkOptions {
  /** As this end sees it: its frames use `sendId`. */
  readonly config: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
  /** A frame for the bus. It counts as sent when this returns, unless `confirms` is set. */
  readonly deliver: (frame: CanFrame) => void;
  /** A frame counts as sent when {@link IsoTpLink.confirm} is called. */
  readonly confirms?: boolean;
  /** Whether a message that begins with these bytes is accepted; every message is, where absent. */
  readonly accepts?: (start: Uint8Array, nowUs: Micros) => boolean;
  /** A complete message was received. */
  readonly received: (payload: Uint8Array, nowUs: Micros) => void;
  /** Reception of a message of several frames begins. */
  readonly receptionStarted?: () => void;
  /** The oldest message passed in is completely on the bus. */
  readonly sent?: (nowUs: Micros) => void;
  /** The oldest message passed in was dropped; `failed` follows. */
  readonly notSent?: (fault: SendFault) => void;
  /** A message was lost during reception; `failed` follows. */
  readonly notReceived?: () => void;
  /** A message was lost, in either direction; the link continues. */
  readonly failed: (reason: string) => void;
  /** Everything received from the bus so far has been processed. */
  readonly quiet?: () => void;
  /** Shared with the other links of the same owner, for which the order of all their reports counts. */
  readonly inputs?: LinkInputs;
}

/**
 * One end of an ISO-TP channel for protocols that carry whole messages: messages in and out above, frames in and out
 * below. Of all that comes of an input, the frames go out first; then it is reported.
 */
export class IsoTpLink {
  readonly #options: IsoTpLinkOptions;
  readonly #endpoint: IsoTpEndpoint;
  readonly #alarm: Alarm;
  readonly #waiting: Uint8Array[] = [];
  /** Filled and drained within one call. */
  readonly #effects: IsoTpEffect[] = [];
  readonly #inputs: LinkInputs;
  /** From the bus, not processed yet. */
  #pending = 0;
  #isOpen = true;

  /** @throws IsoTpUsageError naming a part of the configuration that is out of range */
  constructor(options: IsoTpLinkOptions) {
    this.#options = options;
    this.#endpoint = new IsoTpEndpoint(options.config);
    this.#inputs = options.inputs ?? new LinkInputs();
    this.#alarm = options.clock.createAlarm(NAME, () => {
      this.#present();
      this.#arm();
    });
  }

  /** The queue is full: the next message would be refused. */
  get isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING;
  }

  /** @param payload 1 byte or more. @returns false where too many messages wait already */
  send(payload: Uint8Array): boolean {
    const nowUs = this.#present();
    if (!this.#endpoint.isSending()) {
      this.#endpoint.send(payload, nowUs, this.#effects);
      this.#carryOut(nowUs);
    } else if (this.isFull) return false;
    else this.#waiting.push(payload);
    this.#arm();
    return true;
  }

  /**
   * Takes a frame from the bus; one that is not for this channel is ignored. It is processed after the present call has
   * returned: the bus is in the middle of a step, and accepts no frame meanwhile.
   */
  take(frame: CanFrame): void {
    const { addressing, extendedIds } = this.#options.config;
    if (frame.id !== addressing.receiveId || frame.extended !== extendedIds) return;
    this.#later(frame, false);
  }

  /** A frame of this link is complete on the bus; as with {@link take}, it is processed later. */
  confirm(frame: CanFrame): void {
    this.#later(frame, true);
  }

  /** Drops all messages in progress; nobody waits for them any more. */
  forget(): void {
    this.#present();
    this.#endpoint.reset();
    emptyList(this.#waiting);
    this.#arm();
  }

  /** Drops the messages that wait for the one before. @returns how many */
  dropWaiting(): number {
    return this.#waiting.splice(0).length;
  }

  /** Drops everything in progress, without any further effect. */
  close(): void {
    this.#isOpen = false;
    this.#alarm.disarm();
  }

  #later(frame: CanFrame, isConfirmation: boolean): void {
    this.#pending++;
    this.#inputs.add(() => this.#process(frame, isConfirmation));
  }

  #process(frame: CanFrame, isConfirmation: boolean): void {
    this.#pending--;
    if (this.#isOpen) this.#takeIn(frame, isConfirmation);
    // An input may have closed it.
    if (this.#isOpen && this.#pending === 0) this.#options.quiet?.();
  }

  #takeIn(frame: CanFrame, isConfirmation: boolean): void {
    const nowUs = this.#present();
    if (isConfirmation) this.#endpoint.onFrameSent(frame, nowUs, this.#effects);
    else if (this.#accepts(frame, nowUs)) this.#endpoint.onFrame(frame, nowUs, this.#effects);
    this.#carryOut(nowUs);
    this.#arm();
  }

  #accepts(frame: CanFrame, nowUs: Micros): boolean {
    const { accepts } = this.#options;
    if (accepts === undefined) return true;
    const start = this.#endpoint.messageStart(frame);
    return start === null || accepts(start, nowUs);
  }

  /** A deadline fires before any input that bears the same time stamp. @returns the present instant */
  #present(): Micros {
    const nowUs = this.#options.clock.nowUs();
    let runs = 0;
    for (let dueUs = this.#endpoint.deadlineUs(); dueUs <= nowUs; dueUs = this.#endpoint.deadlineUs()) {
      if (++runs > MAX_RUNS_AT_ONE_INSTANT) throw new StallError(NAME, dueUs, runs);
      // The instant for which it was scheduled, so that late wake-ups do not accumulate.
      this.#endpoint.onDeadline(dueUs, this.#effects);
      this.#carryOut(dueUs);
    }
    return nowUs;
  }

  #arm(): void {
    if (!this.#isOpen) return;
    const dueUs = this.#endpoint.deadlineUs();
    if (dueUs === NEVER_US) this.#alarm.disarm();
    else this.#alarm.arm(dueUs);
  }

  #carryOut(nowUs: Micros): void {
    const { deliver, confirms = false } = this.#options;
    const effects = this.#effects;
    let reports: IsoTpEffect[] | null = null;
    // A confirmation, and the next message, add to the effects; the loop handles the added ones too.
    for (const effect of effects) {
      if (effect.kind === 'send') {
        deliver(effect.frame);
        if (!confirms) this.#endpoint.onFrameSent(effect.frame, nowUs, effects);
        continue;
      }
      if (effect.kind === 'sent' || effect.kind === 'send-failed') this.#sendNext(nowUs);
      if (reports === null) reports = [effect];
      else reports.push(effect);
    }
    emptyList(effects);
    if (reports !== null) for (const effect of reports) this.#report(effect, nowUs);
  }

  #sendNext(nowUs: Micros): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#endpoint.send(next, nowUs, this.#effects);
  }

  #report(effect: IsoTpEffect, nowUs: Micros): void {
    const { received, receptionStarted, sent, notSent, notReceived, failed } = this.#options;
    switch (effect.kind) {
      case 'send':
      case 'ignored':
        return;
      case 'received':
        received(effect.payload, nowUs);
        return;
      case 'reception-started':
        receptionStarted?.();
        return;
      case 'sent':
        sent?.(nowUs);
        return;
      case 'send-failed':
        notSent?.(effect.fault);
        failed(`a message was not sent: ${lossWords(effect.fault)}`);
        return;
      case 'receive-failed':
        notReceived?.();
        failed(`a message was not received: ${lossWords(effect.fault)}`);
    }
  }
}
