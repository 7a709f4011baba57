import type { UdsClientConfig, UdsRequestOptions } from '../../../../can-bus/uds/client-config.ts';
import type { UdsExchange, UdsTarget } from '../../../../can-bus/uds/exchange.ts';
import { UdsClient } from '../../../../can-bus/uds/uds-client.ts';
import type { UdsClientEffect } from '../../../../can-bus/uds/uds-client.ts';
import { bytes, hex } from '../isotp/endpoint-driver.ts';

/** Drives a UDS client step by step, in place of its transport, and reports in words what it did. */
export class ClientDriver {
  readonly client: UdsClient;
  /** The last exchange it reported. */
  exchange: UdsExchange | null = null;
  nowUs = 0;
  readonly #effects: UdsClientEffect[] = [];
  readonly #reported: string[] = [];

  constructor(config: Partial<UdsClientConfig> = {}) {
    this.client = new UdsClient(config);
  }

  at(us: number): this {
    for (let due = this.client.deadlineUs(); due <= us; due = this.client.deadlineUs()) {
      this.client.onDeadline(due, this.#effects);
      if (this.client.deadlineUs() <= due) throw new Error('a deadline does not move');
    }
    this.nowUs = us;
    return this.#note();
  }

  request(payload: string, options: UdsRequestOptions = {}): this {
    this.client.request(bytes(payload), options, this.nowUs, this.#effects);
    return this.#note();
  }

  sent(target: UdsTarget = 'physical'): this {
    this.client.onSent(target, this.nowUs, this.#effects);
    return this.#note();
  }

  /** A request that is on the wire at once. */
  asked(payload: string, options: UdsRequestOptions = {}): this {
    return this.request(payload, options).sent(options.target ?? 'physical');
  }

  sendFailed(target: UdsTarget = 'physical'): this {
    this.client.onSendFailed(target, 'timeout-a', this.nowUs, this.#effects);
    return this.#note();
  }

  answerBegins(): this {
    this.client.onReceptionStarted();
    return this;
  }

  answer(payload: string): this {
    this.client.onReceived(bytes(payload), this.nowUs, this.#effects);
    return this.#note();
  }

  answerBreaks(fault: 'timeout-cr' | 'unexpected-frame'): this {
    this.client.onReceiveFailed(fault, this.nowUs, this.#effects);
    return this.#note();
  }

  reported(): string[] {
    return this.#reported.splice(0);
  }

  #note(): this {
    for (const effect of this.#effects.splice(0)) {
      if (effect.kind === 'finished') this.exchange = effect.exchange;
      this.#reported.push(
        effect.kind === 'transmit' ? `${effect.target} ${hex(effect.payload)}` : outcomeInWords(effect.exchange),
      );
    }
    return this;
  }
}

export function outcomeInWords({ outcome }: UdsExchange): string {
  switch (outcome.kind) {
    case 'positive':
      return `positive ${hex(outcome.response)}`;
    case 'negative':
      return `negative ${hex(Uint8Array.of(outcome.nrc))}`;
    case 'no-response':
      return 'no-response';
    case 'timeout':
      return `timeout ${outcome.waitedFor}`;
    case 'send-failed':
    case 'receive-failed':
      return `${outcome.kind} ${outcome.fault}`;
  }
}
