import { toHex } from '../../../can-bus/bytes/hex.ts';
import { SID } from '../../../can-bus/uds/service-ids.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { FirmwareInput, FirmwareResult } from '../../../ecu-sim/firmware.ts';
import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import { SILENT_BUZZERS, silence } from '../../../ecu-sim/smart-key/buzzers.ts';
import type { EndpointName } from '../../../ecu-sim/smart-key/state.ts';
import type { Effect, Input } from '../oracle/model.ts';
import { isReceiving, signalsAt } from './body-signals.ts';
import { compareStates } from './compare-states.ts';
import { difference, rulesOfAnswer, type Difference } from './difference.ts';
import { receiveFrames, type CarUnderTest, type FirmwareUnderTest } from './world.ts';
import type { CarState } from './world-state.ts';

const PENDING = 0x78;

/** A write of one step: between these two contents the power may fail. */
interface Write {
  readonly before: NvmContent;
  readonly after: NvmContent;
  /** Keys whose registration it stores. */
  readonly bound: readonly number[];
}

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
    if (this.writes.length > 0) this.writes.length = 0;
    forget(this.#observed);
  }

  request(car: CarUnderTest, state: CarState, endpoint: EndpointName, payload: Uint8Array, nowUs: Micros): CarState {
    forget(this.#observed);
    const current = this.refresh(car, state, nowUs);
    let next = current;
    if (current.firmware !== null) {
      next = this.#input(car, current, { kind: 'request', endpoint, payload, busy: false }, nowUs);
      // The response leaves at once: frames and their time are no part of this world.
      if (this.#observed.responses > 0 && next.firmware !== null) {
        next = this.#input(car, next, { kind: 'response-sent' }, nowUs);
      }
    }
    const { state: oracle, effects } = car.oracle.step(current.oracle, { kind: 'request', endpoint, payload }, nowUs);
    this.#compareEffects(car, effects, rulesOfAnswer(payload));
    next = { ...next, oracle };
    if (payload[0] === SID.securityAccess) next = this.#takeSeed(car, next);
    return this.#compared(next);
  }

  /** An input that is no request. */
  stimulus(car: CarUnderTest, state: CarState, firmware: FirmwareInput, oracleInput: Input, nowUs: Micros): CarState {
    forget(this.#observed);
    const next = this.#input(car, state, firmware, nowUs);
    const { state: oracle, effects } = car.oracle.step(state.oracle, oracleInput, nowUs);
    this.#compareEffects(car, effects, 'KEY-4, REG-4 to REG-6, ERA-3');
    return this.#compared({ ...next, oracle });
  }

  /** All that is due at this instant. */
  deadline(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    forget(this.#observed);
    const next = this.#fire(car, state, nowUs);
    const { state: oracle, effects } = car.oracle.step(state.oracle, { kind: 'time' }, nowUs);
    this.#compareEffects(car, effects, 'RST-4, REG-7, ERA-2, ERA-7, conformance 20 to 24');
    this.#checkPending(car, state, nowUs);
    const wasPending = oracle.busy !== null && (state.wasPending || this.#observed.pending);
    return this.#compared({ ...next, oracle, wasPending });
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

  #fire(car: CarUnderTest, state: CarState, nowUs: Micros): CarState {
    if (state.phase === 'off') return state;
    if (state.firmware !== null) {
      let next = this.#input(car, state, { kind: 'deadline' }, nowUs);
      if (this.#observed.responses > 0 && next.firmware !== null) {
        next = this.#input(car, next, { kind: 'response-sent' }, nowUs);
      }
      return next;
    }
    if (state.bootEndUs > nowUs) return state;
    const { inputs, counted, bootCause } = state;
    const result = this.#firmware.boot(car.context, state.content, false, inputs, counted, nowUs, bootCause);
    return this.#settle(car, { ...state, phase: 'running', bootEndUs: Infinity }, result, nowUs);
  }

  #input(car: CarUnderTest, state: CarState, input: FirmwareInput, nowUs: Micros): CarState {
    const { firmware } = state;
    if (firmware === null) return state;
    const result = this.#firmware.step(car.context, firmware, input, signalsAt(state, nowUs), nowUs);
    if (result.reaction?.reaction === 'start-permitted') this.#observed.startPermitted = true;
    if (result.state === firmware && result.effects.length === 0) return state;
    return this.#settle(car, state, result, nowUs);
  }

  /** As the ECU does it: stores first, then sends. The sounding of beeps, which changes nothing, is left out. */
  #settle(car: CarUnderTest, state: CarState, { state: firmware, effects }: FirmwareResult, nowUs: Micros): CarState {
    const observed = this.#observed;
    let resets = false;
    const boundBefore = observed.bound.length;
    for (const effect of effects) {
      if (effect.kind === 'respond') {
        if (effect.payload[0] === 0x7f && effect.payload[2] === PENDING) observed.pending = true;
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
    const { content } = firmware;
    if (content !== state.content) {
      this.writes.push({ before: state.content, after: content, bound: observed.bound.slice(boundBefore) });
    }
    if (resets) {
      const received = isReceiving(state) ? { signals: state.body, atUs: nowUs } : state.received;
      const counted = silence(firmware.buzzers);
      const bootEndUs = nowUs + car.context.profile.bootTimeUs;
      return { ...state, phase: 'booting', bootEndUs, bootCause: 'reset', content, firmware: null, counted, received };
    }
    const { soundings } = firmware.buzzers;
    const quiet = soundings.length === 0 ? firmware : { ...firmware, buzzers: silence(firmware.buzzers) };
    const next: CarState = { ...state, content, firmware: quiet };
    const falls = state.firmware !== null && isReceiving(state) && !isReceiving(next);
    return falls ? { ...next, received: { signals: state.body, atUs: nowUs } } : next;
  }

  #takeSeed(car: CarUnderTest, state: CarState): CarState {
    const { response } = this.#observed;
    const { state: oracle, problems } = car.oracle.seedAnswered(state.oracle, response);
    const [problem] = problems;
    if (problem !== undefined) {
      this.difference ??= difference(
        'AUT-1, conformance 38',
        'the seed',
        response === null ? 'none' : toHex(response, ' '),
        problem,
      );
    }
    return oracle === state.oracle ? state : { ...state, oracle };
  }

  #compareEffects(car: CarUnderTest, effects: readonly Effect[], rule: string): void {
    const observed = this.#observed;
    const wrong = car.oracle.compare(effects, observed.response);
    if (wrong !== null) {
      const answer = observed.response === null ? 'silence' : toHex(observed.response, ' ');
      this.difference ??= difference(rule, 'the answer', answer, wrong.replace(/^answered \S+, allowed: /, ''));
      return;
    }
    let answered: EndpointName | null = null;
    let permits = false;
    const beeps: string[] = [];
    const bound: number[] = [];
    for (const effect of effects) {
      if (effect.kind === 'answer') answered = effect.endpoint;
      else if (effect.kind === 'beeps') beeps.push(`${BUZZERS[effect.buzzer]} ${effect.count}`);
      else if (effect.kind === 'keyBound') bound.push(effect.id);
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
  if (observed.beeps.length > 0) observed.beeps.length = 0;
  if (observed.bound.length > 0) observed.bound.length = 0;
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
