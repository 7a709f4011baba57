import type { CanFrame, FrameFormat } from '../../../../can-bus/frame/can-frame.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint } from '../../../../can-bus/isotp/endpoint.ts';
import type { IsoTpAddressing, IsoTpConfig, IsoTpEffect } from '../../../../can-bus/isotp/types.ts';

export const NORMAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 };
export const EXTENDED: IsoTpAddressing = {
  kind: 'extended',
  sendId: 0x758,
  receiveId: 0x750,
  sendAddress: 0xb5,
  receiveAddress: 0xb5,
};

/** `02 3E 00` as bytes. */
export function bytes(hex: string): Uint8Array {
  const digits = hex.replaceAll(' ', '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hexadecimal: ${hex}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes as `02 3E 00`. */
export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** `length` bytes that count up from 1. */
export function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index + 1) & 0xff);
}

/** Drives one endpoint step by step and reports in words what it did. */
export class EndpointDriver {
  readonly endpoint: IsoTpEndpoint;
  nowUs = 0;
  readonly #effects: IsoTpEffect[] = [];
  readonly #reported: string[] = [];
  readonly #unconfirmed: CanFrame[] = [];

  constructor(addressing: IsoTpAddressing = NORMAL, changes: Partial<IsoTpConfig> = {}) {
    this.endpoint = new IsoTpEndpoint(isoTpConfig(addressing, changes));
  }

  /** Lets time pass up to and including an instant; deadlines fire on the way. */
  at(us: number): this {
    for (let due = this.endpoint.deadlineUs(); due <= us; due = this.endpoint.deadlineUs()) {
      this.endpoint.onDeadline(due, this.#effects);
      if (this.endpoint.deadlineUs() <= due) throw new Error('a deadline does not move');
    }
    this.nowUs = us;
    return this.#note();
  }

  send(payload: Uint8Array): this {
    this.endpoint.send(payload, this.nowUs, this.#effects);
    return this.#note();
  }

  /** A frame comes in, by default with the id the endpoint listens to. */
  frame(data: string, format: FrameFormat = {}): this {
    const { addressing, extendedIds } = this.endpoint.config;
    return this.give(dataFrame(addressing.receiveId, bytes(data), { extended: extendedIds, ...format }));
  }

  give(frame: CanFrame): this {
    this.endpoint.onFrame(frame, this.nowUs, this.#effects);
    return this.#note();
  }

  /** The oldest frame it sent is complete on the wire. */
  confirm(): this {
    const frame = this.#unconfirmed.shift();
    if (frame === undefined) throw new Error('no frame awaits its confirmation');
    this.endpoint.onFrameSent(frame, this.nowUs, this.#effects);
    return this.#note();
  }

  /** What it did since the last call. */
  reported(): string[] {
    return this.#reported.splice(0);
  }

  #note(): this {
    for (const effect of this.#effects.splice(0)) {
      this.#reported.push(describe(effect));
      if (effect.kind === 'send') this.#unconfirmed.push(effect.frame);
    }
    return this;
  }
}

function describe(effect: IsoTpEffect): string {
  switch (effect.kind) {
    case 'send':
      return `send ${hex(effect.frame.data)}`;
    case 'reception-started':
      return `reception-started ${effect.length}`;
    case 'received':
      return `received ${hex(effect.payload)}`;
    case 'sent':
    case 'ignored':
      return effect.kind;
    case 'send-failed':
    case 'receive-failed':
      return `${effect.kind} ${effect.fault}`;
  }
}
