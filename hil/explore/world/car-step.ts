import { toHex } from '../../../can-bus/bytes/hex.ts';
import { emptyList } from '../../../can-bus/lists/empty-list.ts';
import { SID, NEGATIVE_RESPONSE } from '../../../can-bus/uds/service-ids.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { ruleOfRequest } from '../../../ecu-sim/description/rule-of-request.ts';
import { SMART_KEY } from '../../../ecu-sim/description/smart-key/smart-key-description.ts';
import type { FirmwareInput, FirmwareResult } from '../../../ecu-sim/firmware.ts';
import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import { SILENT_BUZZERS, silence } from '../../../ecu-sim/smart-key/buzzers.ts';
import type { EndpointName } from '../../../ecu-sim/smart-key/state.ts';
import type { Effect, Input } from '../oracle/model.ts';
import { isReceiving, signalsAt } from './body-signals.ts';
import { compareStates } from './compare-states.ts';
import { difference, type Difference } from './difference.ts';
import { receiveFrames, type CarUnderTest, type FirmwareUnderTest } from './world.ts';
import type { CarState } from './world-state.ts';
import { NRC } from '../../../can-bus/uds/negative-response-codes.ts';

// One object each: they are given millions of times.
const RESPONSE_SENT: FirmwareInput = { kind: 'response-sent' };
const DEADLINE: FirmwareInput = { kind: 'deadline' };
const TIME: Input = { kind: 'time' };
const NONE: readonly never[] = [];

/** A write of one step: between these two contents the power may fail. */
interface Write {
  readonly before: NvmContent;
  readonly after: NvmContent;
  /** Keys whose registration it stores. */
  readonly bound: readonly number[];
}

/** A new state while a step writes it. */
type Draft = { -readonly [Name in keyof CarState]: CarState[Name] };

/** What one side did in a step, in a form in which the two can be compared. */
interface Observed {
  response: Uint8Array | null;
  responses: number;
  endpoint: EndpointName | null;
  pending: boolean;
  readonly beeps: string[];
  readonly bound: number[];
  startPermitted: boolean;
}

/**
 * One car in lock-step: gives an input to the shipped firmware and to the oracle, and compares answers, events and states.
 * The results of the last input are in `difference`, `writes` and `bound`.
 */
export class CarStep {
  /** The first difference; null where there is none. */
  difference: Difference | null = null;
  readonly writes: Write[] = [];
  readonly #firmware: FirmwareUnderTest;
  readonly #observed: Observed = newObserved();

  constructor(firmware: FirmwareUnderTest) {
    this.#firmware = firmware;
  }

  /** Keys bound in the last input. */
  get bound(): readonly number[] {
    return this.#observed.bound;
  }

  /** Before the inputs of one transition. */
  begin(): void {
    this.difference = null;
    emptyList(this.writes);
    forget(this.#observed);
  }

  request(car: CarUnderTest, state: CarState, endpoint: EndpointName, payload: Uint8Array, nowUs: Micros): CarState {
    forget(this.#observed);
    const current = this.refresh(car, state, nowUs);
    const next: Draft = { ...current };
    this.#input(car, next, { kind: 'request', endpoint, payload, busy: false }, nowUs);
    // The response leaves at once: frames and their time are no part of this world.
    if (this.#observed.responses > 0) this.#input(car, next, RESPONSE_SENT, nowUs);
    const { state: oracle, effects } = car.oracle.step(current.oracle, { kind: 'request', endpoint, payload }, nowUs);
    this.#compareEffects(car, effects, payload);
    next.oracle = payload[0] === SID.securityAccess ? this.#takeSeed(car, oracle) : oracle;
    return this.#compared(next);
  }

  /** An input that is no request. */
  stimulus(car: CarUnderTest, state: CarState, firmware: FirmwareInput, oracleInput: Input, nowUs: Micros): CarState {
    forget(this.#observed);
    const next: Draft = { ...state };
    this.#input(car, next, firmware, nowUs);
    const { state: oracle, effects } = car.oracle.step(state.oracle, oracleInput, nowUs);
    this.#compareEffects(car, effects, 'KEY-4, REG-4 to REG-6, ERA-3');
    next.oracle = oracle;
    return this.#compared(next);
  }

  /** All that is due at this instant. */
  deadline(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    forget(this.#observed);
    const next: Draft = { ...state };
    this.#fire(car, next, nowUs);
    const { state: oracle, effects } = car.oracle.step(state.oracle, TIME, nowUs);
    this.#compareEffects(car, effects, 'RST-4, REG-7, ERA-2, ERA-7, conformance 20 to 24');
    this.#checkPending(car, state, nowUs);
    next.oracle = oracle;
    next.wasPending = oracle.busy !== null && (state.wasPending || this.#observed.pending);
    return this.#compared(next);
  }

  /** The frames that the body ECU has sent meanwhile; the shipped code receives them whenever it looks. */
  refresh(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    if (!isReceiving(state) || state.oracle.doors?.atUs === nowUs) return state;
    return { ...state, oracle: receiveFrames(car, state, nowUs) };
  }

  /** Conformance 20: an action that takes P2 or longer is answered with 0x78 first, before P2 is over. */
  #checkPending(car: CarUnderTest, before: CarState, nowUs: Micros): void {
    const { busy } = before.oracle;
    if (busy === null) return;
    const lastUs = busy.sinceUs + car.oracle.profile.p2Us;
    if (this.#observed.pending && nowUs > lastUs) {
      this.difference ??= difference('conformance 20', 'the first 0x78', `${nowUs} µs`, `at most ${lastUs} µs`);
    }
    const wasPending = before.wasPending || this.#observed.pending;
    if (nowUs >= busy.untilUs && busy.untilUs >= lastUs && !wasPending) {
      this.difference ??= difference('conformance 20', 'the first 0x78', 'none', `at most ${lastUs} µs`);
    }
  }

  #fire(car: CarUnderTest, next: Draft, nowUs: Micros): void {
    if (next.phase === 'off') return;
    if (next.firmware !== null) {
      this.#input(car, next, DEADLINE, nowUs);
      if (this.#observed.responses > 0) this.#input(car, next, RESPONSE_SENT, nowUs);
    } else if (next.bootEndUs <= nowUs) {
      const { content, inputs, counted, bootCause } = next;
      next.phase = 'running';
      next.bootEndUs = Infinity;
      this.#settle(
        car,
        next,
        this.#firmware.boot(car.context, content, false, inputs, counted, nowUs, bootCause),
        nowUs,
      );
    }
  }

  /** One step of the shipped firmware, where it runs. */
  #input(car: CarUnderTest, next: Draft, input: FirmwareInput, nowUs: Micros): void {
    const { firmware } = next;
    if (firmware === null) return;
    const result = this.#firmware.step(car.context, firmware, input, signalsAt(next, nowUs), nowUs);
    if (result.reaction?.reaction === 'start-permitted') this.#observed.startPermitted = true;
    if (result.state !== firmware || result.effects.length > 0) this.#settle(car, next, result, nowUs);
  }

  /** As the ECU does it: stores first, then sends. The sounding of beeps, which changes nothing, is left out. */
  #settle(car: CarUnderTest, next: Draft, { state: firmware, effects }: FirmwareResult, nowUs: Micros): void {
    const boundBefore = this.#observed.bound.length;
    const resets = this.#observe(effects);
    const { content } = firmware;
    if (content !== next.content) {
      const { bound } = this.#observed;
      this.writes.push({
        before: next.content,
        after: content,
        bound: bound.length === 0 ? NONE : bound.slice(boundBefore),
      });
      next.content = content;
    }
    const wasReceiving = next.firmware !== null && isReceiving(next);
    const { soundings } = firmware.buzzers;
    if (resets) {
      next.phase = 'booting';
      next.bootEndUs = nowUs + car.context.profile.bootTimeUs;
      next.bootCause = 'reset';
      next.firmware = null;
      next.counted = silence(firmware.buzzers);
    } else next.firmware = soundings.length === 0 ? firmware : { ...firmware, buzzers: silence(firmware.buzzers) };
    if (wasReceiving && !isReceiving(next)) next.received = { signals: next.body, atUs: nowUs };
  }

  /** @returns whether the ECU resets itself */
  #observe(effects: FirmwareResult['effects']): boolean {
    const observed = this.#observed;
    let resets = false;
    for (const effect of effects) {
      if (effect.kind === 'respond') {
        if (
          effect.payload[0] === NEGATIVE_RESPONSE &&
          effect.payload[2] === NRC.requestCorrectlyReceivedResponsePending
        )
          observed.pending = true;
        else {
          observed.response = effect.payload;
          observed.endpoint = effect.endpoint;
          observed.responses++;
        }
      } else if (effect.kind === 'reset-ecu') resets = true;
      else if (effect.event.kind === 'beeps-ordered')
        observed.beeps.push(`${effect.event.buzzer} ${effect.event.count}`);
      else if (effect.event.kind === 'key-bound') observed.bound.push(effect.event.keyId);
    }
    return resets;
  }

  #takeSeed(car: CarUnderTest, before: CarState['oracle']): CarState['oracle'] {
    const { response } = this.#observed;
    const { state, problems } = car.oracle.seedAnswered(before, response);
    const [problem] = problems;
    if (problem !== undefined) {
      this.difference ??= difference(
        'AUT-1, conformance 38',
        'the seed',
        response === null ? 'none' : toHex(response, ' '),
        problem,
      );
    }
    return state;
  }

  /** @param rule of the answer; or the request, whose rule it is */
  #compareEffects(car: CarUnderTest, effects: readonly Effect[], rule: string | Uint8Array): void {
    const observed = this.#observed;
    const wrong = car.oracle.compare(effects, observed.response);
    if (wrong !== null) {
      const answer = observed.response === null ? 'silence' : toHex(observed.response, ' ');
      const rules = typeof rule === 'string' ? rule : ruleOfRequest(SMART_KEY, rule);
      this.difference ??= difference(rules, 'the answer', answer, wrong.replace(/^answered \S+, allowed: /, ''));
      return;
    }
    let answered: EndpointName | null = null;
    let permits = false;
    let beeps: readonly string[] = NONE;
    let bound: readonly number[] = NONE;
    for (const effect of effects) {
      if (effect.kind === 'answer') answered = effect.endpoint;
      else if (effect.kind === 'beeps') beeps = [...beeps, `${BUZZERS[effect.buzzer]} ${effect.count}`];
      else if (effect.kind === 'keyBound') bound = [...bound, effect.id];
      else if (effect.kind === 'startAllowed') permits = true;
    }
    const endpoint = observed.endpoint === 'functional' ? 'generic' : observed.endpoint;
    if (endpoint !== null && endpoint !== answered) {
      this.difference ??= difference('conformance 16', 'the endpoint of the answer', endpoint, answered);
    }
    this.#compareLists('VEH-3, KEY-4, REG-4, REG-5, ERA-3', 'the beeps', observed.beeps, beeps);
    this.#compareLists('KEY-1', 'the keys that were bound', observed.bound, bound);
    if (permits !== observed.startPermitted) {
      this.difference ??= difference('KEY-4', 'the permission to start', observed.startPermitted, permits);
    }
  }

  #compareLists(rule: string, what: string, firmware: readonly unknown[], oracle: readonly unknown[]): void {
    if (firmware.length === 0 && oracle.length === 0) return;
    if (firmware.length === oracle.length && firmware.every((item, index) => item === oracle[index])) return;
    this.difference ??= difference(rule, what, firmware.join(', ') || 'none', oracle.join(', ') || 'none');
  }

  #compared(state: CarState): CarState {
    this.difference ??= compareStates(state);
    return state;
  }
}

const BUZZERS = { exterior: 'exterior', interior: 'interior', answerBack: 'answer-back' } as const;

function newObserved(): Observed {
  return { response: null, responses: 0, endpoint: null, pending: false, beeps: [], bound: [], startPermitted: false };
}

function forget(observed: Observed): void {
  observed.response = null;
  observed.responses = 0;
  observed.endpoint = null;
  observed.pending = false;
  emptyList(observed.beeps);
  emptyList(observed.bound);
  observed.startPermitted = false;
}

/** The supply is gone: what the memory holds stays, and nothing else. */
export function withoutSupply(car: CarUnderTest, state: CarState, content: NvmContent, nowUs: Micros): CarState {
  const oracle = car.oracle.step(state.oracle, { kind: 'powerLoss' }, nowUs).state;
  return {
    ...state,
    phase: 'off',
    bootEndUs: Infinity,
    bootCause: 'power-on',
    content,
    firmware: null,
    counted: SILENT_BUZZERS,
    received: null,
    wasPending: false,
    oracle,
  };
}
