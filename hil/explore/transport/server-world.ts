import { counted } from '../../../can-bus/text/counted.ts';
import { seedState } from '../../../can-bus/random/xoshiro.ts';
import { NEVER_US } from '../../../can-bus/time/micros.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { bootFirmware, firmwareDeadlineUs, stepFirmware, type FirmwareInput } from '../../../ecu-sim/firmware.ts';
import { factoryContent, type NvmContent } from '../../../ecu-sim/memory/content.ts';
import { parseProfile, type Profile } from '../../../ecu-sim/profile.ts';
import { SILENT_BUZZERS } from '../../../ecu-sim/smart-key/buzzers.ts';
import {
  UNKNOWN_SIGNALS,
  type EndpointName,
  type FirmwareContext,
  type FirmwareState,
} from '../../../ecu-sim/smart-key/state.ts';
import { hexOf } from './isotp-rules.ts';
import type { Step, World } from './search.ts';
import { UDS_START, UdsRules, type Expected, type UdsRequest, type UdsState, type UdsStep } from './uds-rules.ts';

/*
 * The shipped firmware's server in lock-step with the rules: every kind of request in every state of session, security
 * access, delay, boot and busy server. A state is what the rules know of it, and what the firmware answers by: seeds and
 * history are left out, because no answer to these requests depends on them.
 */

interface ServerBounds {
  readonly name: string;
  readonly requests: readonly UdsRequest[];
  readonly attemptsDelayUs: number;
  readonly testerPresentUs: number;
}

type ServerInput =
  | { readonly kind: 'request'; readonly request: UdsRequest }
  | { readonly kind: 'power-cut' }
  | { readonly kind: 'time'; readonly offsetUs: -1 | 0 | 1 };

interface ServerState {
  readonly nowUs: number;
  /** Null while it boots. */
  readonly firmware: FirmwareState | null;
  readonly content: NvmContent;
  readonly rules: UdsState;
}

const ATTEMPTS_MAX = 2;
const KEYS: readonly number[] = [0x1111_1111, 0x2222_2222];
const SUPPLY_MV = 12_600;
const INPUTS = { supplyMv: SUPPLY_MV, cabinKeys: [], faults: [] };

function profileOf({ attemptsDelayUs, testerPresentUs }: ServerBounds): Profile {
  return parseProfile({
    attemptsMax: ATTEMPTS_MAX,
    attemptsDelay: attemptsDelayUs / 1_000_000,
    actionDurations: { testerPresent: `${testerPresentUs / 1_000} ms` },
  });
}

/** What the firmware did: its answers, in order. */
interface Run {
  readonly state: ServerState;
  readonly answers: readonly { readonly endpoint: EndpointName; readonly payload: Uint8Array }[];
}

export class ServerWorld implements World<ServerState, ServerInput> {
  readonly initial: ServerState;
  readonly #bounds: ServerBounds;
  readonly #context: FirmwareContext;
  readonly #rules: UdsRules;

  /** @param rules in place of those that the profile has: for tests of the exploration */
  constructor(bounds: ServerBounds, rules?: UdsRules) {
    const profile = profileOf(bounds);
    const { attemptsDelayUs, testerPresentUs } = bounds;
    this.#bounds = bounds;
    this.#context = { profile, passCodes: createPassCodes(profile.passcodeSecret, profile.vin), lifeBaseSeconds: 0 };
    this.#rules =
      rules ??
      new UdsRules({ attemptsMax: ATTEMPTS_MAX, attemptsDelayUs, s3Us: 5_000_000, bootUs: 50_000, testerPresentUs });
    const generator = seedState(1, 'explore');
    const content = factoryContent({ keySlots: profile.keySlots, slots: KEYS, generator });
    const firmware = this.#boot(content, 0);
    this.initial = { nowUs: 0, firmware, content: firmware.content, rules: UDS_START };
  }

  #boot(content: NvmContent, nowUs: number): FirmwareState {
    return bootFirmware(this.#context, content, false, INPUTS, SILENT_BUZZERS, nowUs, 'reset').state;
  }

  inputs({ rules, nowUs }: ServerState): readonly ServerInput[] {
    const inputs: ServerInput[] = this.#bounds.requests.map((request) => ({ kind: 'request', request }));
    const deadlineUs = this.#rules.deadlineUs(rules);
    if (rules.bootUs === Number.MAX_SAFE_INTEGER) inputs.push({ kind: 'power-cut' });
    if (deadlineUs === Number.MAX_SAFE_INTEGER) return inputs;
    for (const offsetUs of [-1, 0, 1] as const) {
      if (deadlineUs + offsetUs > nowUs) inputs.push({ kind: 'time', offsetUs });
    }
    return inputs;
  }

  apply(state: ServerState, input: ServerInput): Step<ServerState> {
    switch (input.kind) {
      case 'request':
        return this.#request(state, input.request);
      case 'power-cut': {
        const rules = { ...UDS_START, attempts: state.rules.attempts, bootUs: state.nowUs + 50_000 };
        return { state: { ...state, firmware: null, rules }, rules: [], problem: null };
      }
      case 'time':
        return this.#pass(state, this.#rules.deadlineUs(state.rules) + input.offsetUs);
    }
  }

  #request(state: ServerState, request: UdsRequest): Step<ServerState> {
    const payload = Uint8Array.from(this.#withKey(state, request));
    const endpoint: EndpointName = request.functional ? 'functional' : 'generic';
    const step = this.#rules.request(state.rules, request, state.nowUs);
    const run = this.#give(state, { kind: 'request', endpoint, payload, busy: false });
    const problem = this.#judge(step.expected, run);
    return this.#finish({ ...run.state, rules: step.state }, step, problem);
  }

  /** The key for the seed that the firmware waits for. */
  #withKey({ firmware }: ServerState, { bytes, key }: UdsRequest): readonly number[] {
    if (key === undefined) return bytes;
    const pending = firmware?.pendingSeed ?? null;
    if (pending === null) return bytes;
    const { passCodes } = this.#context;
    const code =
      pending.level === 1 ? [...Buffer.from(passCodes.forReset(pending.seed))] : [...passCodes.forKeys(pending.seed)];
    const [first = 0, ...rest] = code;
    return [...bytes.slice(0, 2), key === 'right' ? first : first ^ 1, ...rest];
  }

  /** Up to an instant; a deadline of the firmware that the rules do not have is a response pending, or a difference. */
  #pass(state: ServerState, targetUs: number): Step<ServerState> {
    let current = state;
    const rules: number[] = [];
    for (;;) {
      const byRules = this.#rules.deadlineUs(current.rules);
      const own = current.firmware === null ? current.rules.bootUs : firmwareDeadlineUs(current.firmware);
      const dueUs = Math.min(byRules, own);
      if (dueUs > targetUs) break;
      current = { ...current, nowUs: dueUs };
      const isPending = own < byRules;
      const step = isPending ? this.#passPending(current) : this.#expire(current);
      rules.push(...step.rules);
      if (step.problem !== null) return step;
      current = step.state;
    }
    return { state: { ...current, nowUs: targetUs }, rules, problem: null };
  }

  #passPending(state: ServerState): Step<ServerState> {
    const run = this.#give(state, { kind: 'deadline' });
    const [answer] = run.answers;
    const { state: rules, problem } = this.#rules.pending(state.rules, state.nowUs);
    const isPending = run.answers.length === 1 && answer !== undefined && hexOf(answer.payload) === '7f3e78';
    const wrong = isPending ? problem : `the rules have nothing due at ${state.nowUs} µs, the firmware has`;
    return { state: { ...run.state, rules }, rules: [18, 20, 21, 22, 23], problem: wrong };
  }

  #expire(state: ServerState): Step<ServerState> {
    const step = this.#rules.expire(state.rules, state.nowUs);
    if (state.firmware === null) {
      const firmware = this.#boot(state.content, state.nowUs);
      return this.#finish({ ...state, firmware, content: firmware.content, rules: step.state }, step, null);
    }
    const run = this.#give(state, { kind: 'deadline' });
    return this.#finish({ ...run.state, rules: step.state }, step, this.#judge(step.expected, run));
  }

  /** One input, and that its answers are on the bus at the same instant. */
  #give(state: ServerState, input: FirmwareInput): Run {
    if (state.firmware === null) return { state, answers: [] };
    const answers: { endpoint: EndpointName; payload: Uint8Array }[] = [];
    let { firmware } = state;
    const inputs: FirmwareInput[] = [input];
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      const result = stepFirmware(this.#context, firmware, next, UNKNOWN_SIGNALS, state.nowUs);
      firmware = result.state;
      for (const effect of result.effects) {
        if (effect.kind === 'respond') {
          answers.push({ endpoint: effect.endpoint, payload: effect.payload });
          inputs.push({ kind: 'response-sent' });
        } else if (effect.kind === 'reset-ecu') {
          return { state: { ...state, firmware: null, content: firmware.content }, answers };
        }
      }
    }
    return { state: { ...state, firmware, content: firmware.content }, answers };
  }

  #judge(expected: Expected, { answers }: Run): string | null {
    const seen = answers.map(({ payload }) => hexOf(payload)).join('; ');
    const [answer] = answers;
    if (expected.kind === 'none' || expected.kind === 'later') {
      return answers.length === 0 ? null : `the rules want no answer, the firmware answers ${seen}`;
    }
    if (answer === undefined || answers.length > 1)
      return `the rules want ${textOf(expected)}, the firmware answers "${seen}"`;
    return isAsExpected(expected, answer.payload)
      ? null
      : `the rules want ${textOf(expected)}, the firmware answers ${seen}`;
  }

  #finish(state: ServerState, { rules }: UdsStep, problem: string | null): Step<ServerState> {
    return { state, rules, problem: problem ?? this.#difference(state) };
  }

  /** Timers and F186's session, which answers show only later. */
  #difference({ rules, firmware }: ServerState): string | null {
    if (firmware === null) return null;
    const expected = [rules.extended, rules.s3Us, rules.level, rules.pendingSeed, rules.attempts, rules.delayUs];
    const seen = [
      firmware.session === 'extended',
      firmware.s3DeadlineUs,
      firmware.unlockedLevel,
      firmware.pendingSeed?.level ?? 0,
      firmware.content.attempts,
      firmware.lockoutDeadlineUs,
    ].map((value) => (value === NEVER_US ? Number.MAX_SAFE_INTEGER : value));
    if (expected.join() === seen.join()) return null;
    return `session, S3, level, seed, attempts and delay by the rules: ${expected.join(' ')}; in the firmware: ${seen.join(' ')}`;
  }

  key({ nowUs, rules }: ServerState): string {
    return JSON.stringify(rules, (name, value: unknown) => {
      if (!name.endsWith('Us') || typeof value !== 'number') return value;
      return value === Number.MAX_SAFE_INTEGER ? null : value - nowUs;
    });
  }

  describe(input: ServerInput): string {
    switch (input.kind) {
      case 'request': {
        const { bytes, functional, key } = input.request;
        const words = [
          hexOf(Uint8Array.from(bytes)),
          key === undefined ? '' : `${key} key`,
          functional ? 'functional' : '',
        ];
        return words.filter((word) => word !== '').join(', ');
      }
      case 'power-cut':
        return 'power cut';
      case 'time':
        return `deadline ${input.offsetUs > 0 ? '+' : ''}${input.offsetUs} µs`;
    }
  }
}

function isAsExpected(expected: Expected, answer: Uint8Array): boolean {
  switch (expected.kind) {
    case 'none':
    case 'later':
      return false;
    case 'negative':
      return answer.length === 3 && answer[0] === 0x7f && answer[2] === expected.code;
    case 'positive':
      return answer.length === expected.length && expected.start.every((byte, index) => answer[index] === byte);
    case 'seed': {
      const isForm = answer.length === 2 + expected.bytes && answer[0] === 0x67 && answer[1] === expected.sub;
      return isForm && answer.subarray(2).every((byte) => byte === 0) === expected.isZero;
    }
  }
}

function textOf(expected: Expected): string {
  switch (expected.kind) {
    case 'none':
    case 'later':
      return 'no answer';
    case 'negative':
      return `NRC ${hexOf(Uint8Array.of(expected.code))}`;
    case 'positive':
      return hexOf(Uint8Array.from(expected.start));
    case 'seed':
      return `a seed of ${counted(expected.bytes, 'byte')}, ${expected.isZero ? 'all zero' : 'not zero'}`;
  }
}

function physical(...bytes: readonly number[]): UdsRequest {
  return { bytes, functional: false };
}

const NO_KEY = [0, 0, 0, 0, 0, 0];
const SESSION_REQUESTS: readonly UdsRequest[] = [
  physical(0x10, 0x01),
  physical(0x10, 0x03),
  physical(0x10, 0x83),
  physical(0x3e, 0x00),
  physical(0x3e, 0x80),
  { bytes: [0x3e, 0x80], functional: true },
  { bytes: [0x3e, 0x00], functional: true },
  physical(0x22, 0xf1, 0x86),
  physical(0x11, 0x01),
];
/** Each answered at once, and most of them refused: in every state. */
const ODD_REQUESTS: readonly UdsRequest[] = [
  ...[[0x10], [0x10, 0x02], [0x10, 0x03, 0x00], [0x11], [0x11, 0x04], [0x3e], [0x3e, 0x01], [0x3e, 0x00, 0x00]],
  ...[[0x14], [0x19], [0x19, 0x7f], [0x22], [0x22, 0xf1], [0x22, 0x12, 0x34], [0x22, 0xf1, 0x86, 0x12]],
  ...[[0x22, 0x12, 0x34, 0xf1, 0x86], [0x27], [0x27, 0x00], [0x27, 0x09], [0x27, 0x7f], [0x28], [0x28, 0x05]],
  ...[[0x2e], [0x2e, 0xf1, 0x98], [0x2e, 0xf1, 0x86, 0x01], [0x2e, 0xf1, 0x98, 0x20], [0x2f], [0x85], [0x85, 0x03]],
  ...[[0x31], [0x31, 0x01, 0x02], [0x31, 0x01, 0xff, 0x00], [0x31, 0x04, 0x02, 0x01], [0x31, 0x01, 0x02, 0x01]],
  ...[
    [0x31, 0x01, 0x02, 0x01, 0x09],
    [0x31, 0x01, 0x02, 0x01, 0x01],
    [0x31, 0x01, 0x02, 0x01, 0x01, 0x00],
  ],
  ...[
    [0x31, 0x02, 0x02, 0x01],
    [0x31, 0x03, 0x02, 0x01],
    [0x31, 0x03, 0x02, 0x01, 0x00],
  ],
  ...[[0x00], [0x01], [0x0f], [0x23, 0x00], [0x34], [0x3f], [0x83], [0xb0], [0x7f, 0x10, 0x11], [0x50, 0x01], [0xc1]],
].flatMap((bytes) => [
  { bytes, functional: false },
  { bytes, functional: true },
]);
const SECURITY_REQUESTS: readonly UdsRequest[] = [1, 3].flatMap((level): UdsRequest[] => [
  physical(0x27, level * 2 - 1),
  { bytes: [0x27, level * 2, ...NO_KEY], functional: false, key: 'right' },
  { bytes: [0x27, level * 2, ...NO_KEY], functional: false, key: 'wrong' },
  physical(0x27, level * 2, 0x00),
]);

export const SERVER_WORLDS: readonly ServerBounds[] = [
  {
    name: 'server: sessions and security',
    requests: [...SESSION_REQUESTS, ...ODD_REQUESTS, ...SECURITY_REQUESTS],
    attemptsDelayUs: 6_000_000,
    testerPresentUs: 0,
  },
  {
    name: 'server: busy for longer than P2',
    requests: [...SESSION_REQUESTS, ...ODD_REQUESTS.filter(({ bytes }) => bytes[0] !== 0x3e)],
    attemptsDelayUs: 6_000_000,
    testerPresentUs: 120_000,
  },
];
