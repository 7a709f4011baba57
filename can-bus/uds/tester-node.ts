import type { CanFrame } from '../frame/can-frame.ts';
import { IsoTpEndpoint } from '../isotp/endpoint.ts';
import type { IsoTpSnapshot } from '../isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode, Outbox } from '../virtual-bus/bus-node.ts';
import type { UdsClientConfig, UdsRequestOptions } from './client-config.ts';
import type { UdsExchange, UdsOutcome, UdsTarget } from './exchange.ts';
import { UdsClient } from './uds-client.ts';
import type { UdsClientEffect, UdsClientSnapshot } from './uds-client.ts';
import { UdsUsageError } from './usage-error.ts';

/** What a tester reports: each request that has ended. */
export type TesterEvent = UdsExchange;

export interface TesterConfig {
  readonly name: string;
  /** As the tester sees it: `sendId` is the ECU's request id, `receiveId` its response id. */
  readonly physical: IsoTpConfig;
  /** Id of functional requests; single frames only. Answers use the physical response id (conformance 16). */
  readonly functional?: IsoTpConfig;
  readonly client?: Partial<UdsClientConfig>;
  /**
   * `own-answers`: a message that answers no request of this tester is not received, and gets no flow control from it.
   * `all`: every message on the physical response id is received, for a bench whose requests reach the ECU in another
   * way. `own-answers` where absent.
   */
  readonly receives?: 'own-answers' | 'all';
}

/** A tester at one instant: a plain value. */
export interface TesterSnapshot {
  readonly physical: IsoTpSnapshot;
  readonly functional: IsoTpSnapshot | null;
  readonly client: UdsClientSnapshot;
  readonly exchange: UdsExchange | null;
}

/**
 * A scan tool's diagnostic stack as one node: ISO-TP below, a UDS client above. It runs on the virtual network and over
 * a port.
 */
export class TesterNode implements BusNode<TesterEvent> {
  readonly name: string;
  readonly listensTo: readonly number[];
  readonly #physical: IsoTpEndpoint;
  readonly #functional: IsoTpEndpoint | null;
  readonly #client: UdsClient;
  readonly #receivesAll: boolean;
  #exchange: UdsExchange | null = null;
  /** Filled and drained within one call. */
  readonly #physicalEffects: IsoTpEffect[] = [];
  readonly #functionalEffects: IsoTpEffect[] = [];
  readonly #clientEffects: UdsClientEffect[] = [];

  /** @throws UdsUsageError where tester present is to use a functional id that is not set; IsoTpUsageError */
  constructor(config: TesterConfig) {
    this.name = config.name;
    this.listensTo = [config.physical.addressing.receiveId];
    this.#physical = new IsoTpEndpoint(config.physical);
    this.#functional =
      config.functional === undefined ? null : new IsoTpEndpoint({ ...config.functional, singleFrameOnly: true });
    this.#client = new UdsClient(config.client);
    this.#receivesAll = config.receives === 'all';
    this.#endpoint(this.#client.config.keepAliveTarget);
  }

  /**
   * Starts a request; `outcome()` and an event report how it ended.
   *
   * @param payload the request's bytes, sent as given
   * @throws UdsUsageError while a request is in progress, without a byte to send, or to `functional` where none is set
   * up; IsoTpUsageError where a functional request does not fit a single frame. Then nothing has changed.
   */
  request(payload: Uint8Array, options: UdsRequestOptions, nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    this.#endpoint(options.target ?? 'physical').checkLength(payload.length);
    this.#client.request(payload, options, nowUs, this.#clientEffects);
    this.#exchange = null;
    this.#drain(nowUs, outbox);
  }

  /** How the last request ended; null while it is in progress, after it was cancelled, and before the first. */
  outcome(): UdsOutcome | null {
    return this.#exchange === null ? null : this.#exchange.outcome;
  }

  /** The last request with its result; null when `outcome()` is. */
  exchange(): UdsExchange | null {
    return this.#exchange;
  }

  /** True from a request until its outcome. */
  isBusy(): boolean {
    return this.#client.isBusy();
  }

  /** Cancels the request in progress: nothing more of it is sent or received, and nothing is reported. */
  cancel(nowUs: Micros): void {
    this.#client.cancel(nowUs);
    this.#physical.reset();
    this.#functional?.reset();
  }

  /** Switches `3E 80` during a non-default session on or off. */
  keepAlive(on: boolean, nowUs: Micros): void {
    this.#client.keepAlive(on, nowUs);
  }

  deadlineUs(): Micros {
    const transport = Math.min(this.#physical.deadlineUs(), this.#functional?.deadlineUs() ?? Infinity);
    return Math.min(transport, this.#client.deadlineUs());
  }

  onDeadline(nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    this.#physical.onDeadline(nowUs, this.#physicalEffects);
    this.#functional?.onDeadline(nowUs, this.#functionalEffects);
    this.#client.onDeadline(nowUs, this.#clientEffects);
    this.#drain(nowUs, outbox);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    const start = this.#receivesAll ? null : this.#physical.payloadStart(frame);
    // Another tester's answer must not get a flow control of ours.
    if (start !== null && !this.#client.listensTo(frame.data, start, this.#physical.payloadEnd(frame, start))) return;
    this.#physical.onFrame(frame, nowUs, this.#physicalEffects);
    this.#drain(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    this.#physical.onFrameSent(frame, nowUs, this.#physicalEffects);
    this.#functional?.onFrameSent(frame, nowUs, this.#functionalEffects);
    this.#drain(nowUs, outbox);
  }

  hasPendingWork(): boolean {
    return (
      this.#physical.hasPendingWork() || (this.#functional?.hasPendingWork() ?? false) || this.#client.hasPendingWork()
    );
  }

  snapshot(): TesterSnapshot {
    return {
      physical: this.#physical.snapshot(),
      functional: this.#functional?.snapshot() ?? null,
      client: this.#client.snapshot(),
      exchange: this.#exchange,
    };
  }

  /** Restores the state of this tester, or of another one with the same configuration. */
  restore(snapshot: TesterSnapshot): void {
    this.#physical.restore(snapshot.physical);
    if (snapshot.functional !== null) this.#functional?.restore(snapshot.functional);
    this.#client.restore(snapshot.client);
    this.#exchange = snapshot.exchange;
  }

  #endpoint(target: UdsTarget): IsoTpEndpoint {
    if (target === 'physical') return this.#physical;
    if (this.#functional === null) throw new UdsUsageError(`tester ${this.name} has no functional request id`);
    return this.#functional;
  }

  /** Passes effects between transport and client until all are done. */
  #drain(nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    do {
      this.#takeTransport('physical', this.#physicalEffects, nowUs, outbox);
      this.#takeTransport('functional', this.#functionalEffects, nowUs, outbox);
      this.#takeClient(nowUs, outbox);
    } while (this.#physicalEffects.length + this.#functionalEffects.length > 0);
  }

  #takeTransport(target: UdsTarget, effects: IsoTpEffect[], nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    if (effects.length === 0) return;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          outbox.send(effect.frame);
          break;
        case 'reception-started':
          this.#client.onReceptionStarted();
          break;
        case 'received':
          this.#client.onReceived(effect.payload, nowUs, this.#clientEffects);
          break;
        case 'sent':
          this.#client.onSent(target, nowUs, this.#clientEffects);
          break;
        case 'send-failed':
          this.#client.onSendFailed(target, effect.fault, nowUs, this.#clientEffects);
          break;
        case 'receive-failed':
          this.#client.onReceiveFailed(effect.fault, nowUs, this.#clientEffects);
          break;
        case 'ignored':
      }
    }
    emptyList(effects);
  }

  #takeClient(nowUs: Micros, outbox: Outbox<TesterEvent>): void {
    if (this.#clientEffects.length === 0) return;
    for (const effect of this.#clientEffects) {
      if (effect.kind === 'finished') {
        this.#exchange = effect.exchange;
        outbox.emit(effect.exchange);
      } else {
        const effects = effect.target === 'physical' ? this.#physicalEffects : this.#functionalEffects;
        this.#endpoint(effect.target).send(effect.payload, nowUs, effects);
      }
    }
    emptyList(this.#clientEffects);
  }
}
