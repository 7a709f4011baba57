import { counted } from '../../../can-bus/text/counted.ts';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../../../can-bus/isotp/endpoint.ts';
import type { IsoTpAddressing, IsoTpConfig, IsoTpEffect } from '../../../can-bus/isotp/types.ts';
import { NEVER_US } from '../../../can-bus/time/micros.ts';
import {
  hexOf,
  IsoTpRules,
  messageOf,
  RULES_IDLE,
  type RuleConfig,
  type RuleState,
  type RuleStep,
} from './isotp-rules.ts';
import type { Step, World } from './search.ts';

/*
 * One endpoint of can-bus/isotp, in lock-step with the rules: every frame that its peer could send, right or wrong, at
 * every point of a transfer, and time that moves to a deadline, one microsecond before it, or one beyond.
 */

const OWN_ID = 0x7bd;
const PEER_ID = 0x7b5;
const OWN_ADDRESS = 0xf1;
const PEER_ADDRESS = 0xb5;
const OTHER_ADDRESS = 0x40;

export interface EndpointBounds {
  readonly addressBytes: 0 | 1;
  readonly blockSize: number;
  readonly functional: boolean;
  /** Lengths of the messages that the peer announces, shortest first. */
  readonly received: readonly number[];
  /** Lengths of its own messages. */
  readonly sent: readonly number[];
  /** BS and STmin of the peer's flow controls. */
  readonly flowControls: readonly (readonly [blockSize: number, separationTime: number])[];
  /** Time also stops a microsecond before and after each deadline. */
  readonly isFine: boolean;
}

type EndpointInput =
  | { readonly kind: 'frame'; readonly name: string; readonly data: readonly number[] }
  | { readonly kind: 'confirm'; readonly frame: string }
  | { readonly kind: 'send'; readonly length: number }
  | { readonly kind: 'time'; readonly offsetUs: -1 | 0 | 1 };

interface EndpointState {
  readonly nowUs: number;
  readonly product: IsoTpSnapshot;
  readonly rules: RuleState;
  /** Own frames on their way to the wire. */
  readonly pending: readonly string[];
}

const RECEIVE_LIMIT = 130;
const MAX_WAIT_FRAMES = 1;

function addressingOf(addressBytes: 0 | 1): IsoTpAddressing {
  const ids = { sendId: OWN_ID, receiveId: PEER_ID };
  if (addressBytes === 0) return { kind: 'normal', ...ids };
  return { kind: 'extended', ...ids, sendAddress: OWN_ADDRESS, receiveAddress: PEER_ADDRESS };
}

/** The world of one endpoint with these bounds. */
export class EndpointWorld implements World<EndpointState, EndpointInput> {
  readonly initial: EndpointState;
  readonly #bounds: EndpointBounds;
  readonly #endpoint: IsoTpEndpoint;
  readonly #rules: IsoTpRules;

  /** @param changes of the product alone, as if it had been configured wrong: for tests of the exploration */
  constructor(bounds: EndpointBounds, changes: Partial<IsoTpConfig> = {}) {
    const { addressBytes, blockSize, functional } = bounds;
    const common = { blockSize, receiveLimit: RECEIVE_LIMIT, maxWaitFrames: MAX_WAIT_FRAMES, separationTime: 0 };
    const rules: RuleConfig = {
      ...common,
      addressBytes,
      sendAddress: OWN_ADDRESS,
      receiveAddress: PEER_ADDRESS,
      functional,
    };
    this.#bounds = bounds;
    this.#rules = new IsoTpRules(rules);
    this.#endpoint = new IsoTpEndpoint(
      isoTpConfig(addressingOf(addressBytes), { ...common, singleFrameOnly: functional, ...changes }),
    );
    this.initial = { nowUs: 0, product: this.#endpoint.snapshot(), rules: RULES_IDLE, pending: [] };
  }

  inputs(state: EndpointState): readonly EndpointInput[] {
    const inputs: EndpointInput[] = [...this.#frames(state)];
    for (const frame of state.pending) inputs.push({ kind: 'confirm', frame });
    if (state.rules.sending === null) {
      for (const length of this.#bounds.sent) inputs.push({ kind: 'send', length });
    }
    if (this.#deadlineUs(state) < NEVER_US) {
      for (const offsetUs of this.#bounds.isFine ? ([-1, 0, 1] as const) : ([0] as const)) {
        if (this.#deadlineUs(state) + offsetUs > state.nowUs) inputs.push({ kind: 'time', offsetUs });
      }
    }
    return inputs;
  }

  /** By the rules; that the product has the same one is checked at each step. */
  #deadlineUs({ rules }: EndpointState): number {
    return this.#rules.deadlineUs(rules);
  }

  /** Everything a peer can put on the wire here. */
  *#frames({ rules }: EndpointState): Generator<EndpointInput> {
    const { addressBytes, received, flowControls } = this.#bounds;
    const most = 7 - addressBytes;
    yield this.#frame('SF', [2, ...messageOf(2)]);
    yield this.#frame('SF, full', [most, ...messageOf(most)]);
    yield this.#frame('SF without padding', [1, 0x3e], false);
    yield this.#frame('SF_DL 0', [0]);
    yield this.#frame('SF_DL too great', [most + 1, ...messageOf(most)]);
    yield this.#frame('SF_DL beyond the data', [3, 1, 2], false);
    for (const length of received) {
      yield this.#frame(`FF of ${length}`, [0x10 | (length >> 8), length & 0xff, ...messageOf(6 - addressBytes)]);
    }
    yield this.#frame('FF_DL too small', [0x10, most, ...messageOf(6 - addressBytes)]);
    yield this.#frame('FF with too few bytes', [0x10, 20, 1, 2], false);
    yield this.#frame('FF_DL of 32 bits, 4095', [0x10, 0, 0, 0, 0x0f, 0xff]);
    if (received.length > 0) {
      yield this.#frame('FF_DL beyond the buffer', [0x10, RECEIVE_LIMIT + 1, ...messageOf(6 - addressBytes)]);
      yield this.#frame('FF_DL of 32 bits, 4096', [0x10, 0, 0, 0, 0x10, 0x00]);
    }
    yield* this.#consecutiveFrames(rules);
    for (const [blockSize, separationTime] of flowControls) {
      yield this.#frame(`FC, BS ${blockSize}, STmin ${separationTime}`, [0x30, blockSize, separationTime]);
    }
    yield this.#frame('FC wait', [0x31, 0, 0]);
    yield this.#frame('FC overflow', [0x32, 0, 0]);
    yield this.#frame('FC with FS 3', [0x33, 0, 0]);
    yield this.#frame('FC with FS 15', [0x3f, 0, 0]);
    yield this.#frame('FC with too few bytes', [0x30, 0], false);
    for (const type of [0x4, 0x9, 0xf]) yield this.#frame(`PCI ${type}`, [type << 4, 1, 2]);
    yield this.#frame('no PCI', [], false);
    if (addressBytes === 1) {
      yield { kind: 'frame', name: 'SF to another address', data: [OTHER_ADDRESS, 2, 0x3e, 0, 0, 0, 0, 0] };
    }
  }

  *#consecutiveFrames({ receiving }: RuleState): Generator<EndpointInput> {
    const size = 7 - this.#bounds.addressBytes;
    const [length, got, sn] = receiving === null ? [20, 6, 1] : [receiving.length, receiving.got, receiving.sn];
    const count = Math.min(size, length - got);
    const bytes = [...messageOf(length).subarray(got, got + count)];
    yield this.#frame('CF', [0x20 | sn, ...bytes]);
    yield this.#frame('CF without padding', [0x20 | sn, ...bytes], false);
    yield this.#frame('CF of the next SN', [0x20 | ((sn + 1) % 16), ...bytes]);
    yield this.#frame('CF of the SN before', [0x20 | ((sn + 15) % 16), ...bytes]);
    yield this.#frame('CF with a byte too few', [0x20 | sn, ...bytes.slice(1)], false);
  }

  #frame(name: string, body: readonly number[], isPadded: boolean = true): EndpointInput {
    const data = this.#bounds.addressBytes === 1 ? [PEER_ADDRESS, ...body] : [...body];
    while (isPadded && data.length < 8) data.push(0xaa);
    return { kind: 'frame', name, data };
  }

  apply(state: EndpointState, input: EndpointInput): Step<EndpointState> {
    const nowUs = input.kind === 'time' ? this.#deadlineUs(state) + input.offsetUs : state.nowUs;
    const effects: IsoTpEffect[] = [];
    this.#endpoint.restore(state.product);
    const expected = this.#applyBoth(state, input, nowUs, effects);
    const seen = effects.flatMap(textOf);
    const pending = state.pending.filter((frame) => input.kind !== 'confirm' || frame !== input.frame);
    for (const text of expected.effects) if (text.startsWith('frame ')) pending.push(text.slice(6));
    const next = { nowUs, product: this.#endpoint.snapshot(), rules: expected.state, pending };
    return {
      state: { ...next, pending: this.#live(next) },
      rules: expected.rules,
      problem: this.#problem(expected, seen),
    };
  }

  /** A frame whose confirmation nobody waits for any more changes nothing. */
  #live({ rules, pending }: EndpointState): readonly string[] {
    const awaited = [rules.sending, rules.receiving].flatMap((side) => side?.frame ?? []);
    return [...new Set(pending)].filter((frame) => awaited.includes(frame));
  }

  #applyBoth(state: EndpointState, input: EndpointInput, nowUs: number, effects: IsoTpEffect[]): RuleStep {
    const endpoint = this.#endpoint;
    switch (input.kind) {
      case 'frame': {
        const data = Uint8Array.from(input.data);
        endpoint.onFrame(dataFrame(PEER_ID, data), nowUs, effects);
        return this.#rules.receive(state.rules, data, nowUs);
      }
      case 'confirm':
        endpoint.onFrameSent(dataFrame(OWN_ID, Uint8Array.from(Buffer.from(input.frame, 'hex'))), nowUs, effects);
        return this.#rules.confirm(state.rules, input.frame, nowUs);
      case 'send':
        endpoint.send(messageOf(input.length), nowUs, effects);
        return this.#rules.send(state.rules, input.length, nowUs);
      case 'time': {
        // What is due before that instant is done when it is due.
        const dueUs = Math.min(nowUs, this.#deadlineUs(state));
        if (endpoint.deadlineUs() <= dueUs) endpoint.onDeadline(dueUs, effects);
        return this.#rules.expire(state.rules, dueUs);
      }
    }
  }

  #problem({ state, effects }: RuleStep, seen: readonly string[]): string | null {
    if (effects.join('; ') !== seen.join('; ')) {
      return `the rules want "${effects.join('; ')}", the endpoint does "${seen.join('; ')}"`;
    }
    const byRules = this.#rules.deadlineUs(state);
    const own = this.#endpoint.deadlineUs();
    if (byRules === own || (byRules === Number.MAX_SAFE_INTEGER && own === NEVER_US)) return null;
    return `the rules have the next deadline at ${byRules} µs, the endpoint at ${own} µs`;
  }

  key({ nowUs, product, rules, pending }: EndpointState): string {
    const relative = (name: string, value: unknown): unknown => {
      if (value instanceof Uint8Array) return hexOf(value);
      if (!name.endsWith('Us') || typeof value !== 'number' || name === 'separationUs') return value;
      return value >= Number.MAX_SAFE_INTEGER ? null : value - nowUs;
    };
    return JSON.stringify([product, rules, pending], relative);
  }

  describe(input: EndpointInput): string {
    switch (input.kind) {
      case 'frame':
        return `${input.name} (${hexOf(Uint8Array.from(input.data))})`;
      case 'confirm':
        return `confirm ${input.frame}`;
      case 'send':
        return `send ${counted(input.length, 'byte')}`;
      case 'time':
        return `deadline ${input.offsetUs > 0 ? '+' : ''}${input.offsetUs} µs`;
    }
  }
}

/** What is not received is silent on the wire (conformance 57), and so is not compared. */
function textOf(effect: IsoTpEffect): readonly string[] {
  switch (effect.kind) {
    case 'send':
      return [`frame ${hexOf(effect.frame.data)}`];
    case 'received':
      return [`received ${hexOf(effect.payload)}`];
    case 'sent':
      return ['sent'];
    case 'send-failed':
      return ['not sent'];
    case 'reception-started':
    case 'receive-failed':
    case 'ignored':
      return [];
  }
}
