import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../../../can-bus/isotp/endpoint.ts';
import type { IsoTpEffect } from '../../../can-bus/isotp/types.ts';
import { NEVER_US } from '../../../can-bus/time/micros.ts';
import { hexOf, messageOf } from './isotp-rules.ts';
import type { Step, World } from './search.ts';

/*
 * Two endpoints of can-bus/isotp on one wire that loses frames, each with one message for the other. Whatever is lost: a
 * message arrives whole and once, or not at all; without a loss it arrives; and in the end nobody waits.
 */

interface PairBounds {
  readonly blockSize: number;
  readonly separationTime: number;
  readonly length: number;
  readonly losses: number;
  /** The second endpoint has a message too. */
  readonly isBothWays: boolean;
}

type Side = 0 | 1;
type PairInput =
  | { readonly kind: 'send'; readonly side: Side }
  | { readonly kind: 'carry' }
  | { readonly kind: 'lose' }
  | { readonly kind: 'time'; readonly offsetUs: -1 | 0 };

interface Message {
  readonly progress: 'waiting' | 'sending' | 'sent' | 'not sent';
  readonly arrivals: number;
}

interface PairState {
  readonly nowUs: number;
  readonly ends: readonly [IsoTpSnapshot, IsoTpSnapshot];
  readonly wire: readonly { readonly side: Side; readonly hex: string }[];
  readonly lost: number;
  readonly messages: readonly [Message, Message];
}

const IDS: readonly [number, number] = [0x7b5, 0x7bd];
const WAITING: Message = { progress: 'waiting', arrivals: 0 };

export class PairWorld implements World<PairState, PairInput> {
  readonly initial: PairState;
  readonly #bounds: PairBounds;
  readonly #ends: readonly [IsoTpEndpoint, IsoTpEndpoint];

  constructor(bounds: PairBounds) {
    const { blockSize, separationTime } = bounds;
    const end = (sendId: number, receiveId: number): IsoTpEndpoint =>
      new IsoTpEndpoint(isoTpConfig({ kind: 'normal', sendId, receiveId }, { blockSize, separationTime }));
    this.#bounds = bounds;
    this.#ends = [end(IDS[0], IDS[1]), end(IDS[1], IDS[0])];
    const ends = [this.#ends[0].snapshot(), this.#ends[1].snapshot()] as const;
    this.initial = { nowUs: 0, ends, wire: [], lost: 0, messages: [WAITING, WAITING] };
  }

  inputs(state: PairState): readonly PairInput[] {
    const inputs: PairInput[] = [];
    const sides: readonly Side[] = this.#bounds.isBothWays ? [0, 1] : [0];
    for (const side of sides) if (state.messages[side].progress === 'waiting') inputs.push({ kind: 'send', side });
    if (state.wire.length > 0) {
      inputs.push({ kind: 'carry' });
      if (state.lost < this.#bounds.losses) inputs.push({ kind: 'lose' });
      return inputs;
    }
    const dueUs = this.#deadlineUs(state);
    if (dueUs === NEVER_US) return inputs;
    if (dueUs - 1 > state.nowUs) inputs.push({ kind: 'time', offsetUs: -1 });
    return [...inputs, { kind: 'time', offsetUs: 0 }];
  }

  #deadlineUs({ ends }: PairState): number {
    this.#ends[0].restore(ends[0]);
    this.#ends[1].restore(ends[1]);
    return Math.min(this.#ends[0].deadlineUs(), this.#ends[1].deadlineUs());
  }

  apply(state: PairState, input: PairInput): Step<PairState> {
    const dueUs = this.#deadlineUs(state);
    const nowUs = input.kind === 'time' ? dueUs + input.offsetUs : state.nowUs;
    const effects: readonly [IsoTpEffect[], IsoTpEffect[]] = [[], []];
    const messages: [Message, Message] = [...state.messages];
    const wire = [...state.wire];
    const isLost = input.kind === 'lose';
    if (input.kind === 'send') {
      this.#ends[input.side].send(messageOf(this.#bounds.length + input.side), nowUs, effects[input.side]);
      messages[input.side] = { ...messages[input.side], progress: 'sending' };
    } else if (input.kind === 'time') {
      for (const side of [0, 1] as const) {
        if (this.#ends[side].deadlineUs() <= nowUs) this.#ends[side].onDeadline(nowUs, effects[side]);
      }
    } else this.#carry(wire, isLost, nowUs, effects);
    const problems = ([0, 1] as const).flatMap((side) => this.#take(side, effects[side], wire, messages));
    const ends = [this.#ends[0].snapshot(), this.#ends[1].snapshot()] as const;
    const next: PairState = { nowUs, ends, wire, lost: state.lost + (isLost ? 1 : 0), messages };
    return { state: next, rules: effects.flat().flatMap(rulesOf), problem: problems[0] ?? this.#problem(next) };
  }

  /** The sender knows that its frame is on the wire, also where nobody gets it. */
  #carry(
    wire: PairState['wire'][number][],
    isLost: boolean,
    nowUs: number,
    effects: readonly [IsoTpEffect[], IsoTpEffect[]],
  ): void {
    const head = wire.shift();
    if (head === undefined) return;
    const frame = dataFrame(IDS[head.side], Uint8Array.from(Buffer.from(head.hex, 'hex')));
    const other: Side = head.side === 0 ? 1 : 0;
    this.#ends[head.side].onFrameSent(frame, nowUs, effects[head.side]);
    if (!isLost) this.#ends[other].onFrame(frame, nowUs, effects[other]);
  }

  #take(
    side: Side,
    effects: readonly IsoTpEffect[],
    wire: PairState['wire'][number][],
    messages: [Message, Message],
  ): readonly string[] {
    const other: Side = side === 0 ? 1 : 0;
    const problems: string[] = [];
    for (const effect of effects) {
      if (effect.kind === 'send') wire.push({ side, hex: hexOf(effect.frame.data) });
      else if (effect.kind === 'sent') messages[side] = { ...messages[side], progress: 'sent' };
      else if (effect.kind === 'send-failed') messages[side] = { ...messages[side], progress: 'not sent' };
      else if (effect.kind === 'received') {
        messages[other] = { ...messages[other], arrivals: messages[other].arrivals + 1 };
        const whole = hexOf(messageOf(this.#bounds.length + other));
        if (hexOf(effect.payload) !== whole) problems.push(`received ${hexOf(effect.payload)}, sent was ${whole}`);
      }
    }
    return problems;
  }

  #problem(state: PairState): string | null {
    const { messages, lost, wire } = state;
    if (messages.some(({ arrivals }) => arrivals > 1)) return 'a message arrived twice';
    const isOver = wire.length === 0 && this.#deadlineUs(state) === NEVER_US;
    if (isOver && this.#ends.some((end) => end.isSending() || end.isReceiving()))
      return 'an endpoint waits without end';
    const isAlone = messages.filter(({ progress }) => progress !== 'waiting').length === 1;
    if (!isOver || !isAlone || lost > 0) return null;
    const [{ progress, arrivals }] = messages;
    if (this.#bounds.isBothWays && progress === 'waiting') return null;
    return progress === 'sent' && arrivals === 1 ? null : 'without a loss, the message did not arrive';
  }

  key({ nowUs, ...state }: PairState): string {
    return JSON.stringify(state, (name, value: unknown) => {
      if (value instanceof Uint8Array) return hexOf(value);
      if (!name.endsWith('Us') || typeof value !== 'number' || name === 'separationUs') return value;
      return value >= NEVER_US ? null : value - nowUs;
    });
  }

  describe(input: PairInput): string {
    switch (input.kind) {
      case 'send':
        return `endpoint ${input.side} sends`;
      case 'carry':
        return 'the next frame arrives';
      case 'lose':
        return 'the next frame is lost';
      case 'time':
        return `deadline ${input.offsetUs} µs`;
    }
  }
}

/** Only what ends a transfer here was decided by a rule: the rest is judged by what arrives. */
const RULE_OF_FAULT: Readonly<Record<string, number>> = {
  'wrong-sequence-number': 57,
  'timeout-cr': 58,
  'timeout-bs': 60,
};

function rulesOf(effect: IsoTpEffect): readonly number[] {
  if (effect.kind !== 'send-failed' && effect.kind !== 'receive-failed') return [];
  const rule = RULE_OF_FAULT[effect.fault];
  return rule === undefined ? [] : [rule];
}
