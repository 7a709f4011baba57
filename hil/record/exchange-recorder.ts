import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { SID, NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET } from '../../can-bus/uds/service-ids.ts';
import type { RecordedStep, YamlValue } from './recorded-step.ts';
import { expectationOf, nrcName, onlyLooks } from './response-pattern.ts';
import { subFunctionOf } from '../../can-bus/uds/messages.ts';

/** After this long without an answer a scenario's tester assumes silence; earlier answers must be skipped. */
const SILENCE_US: Micros = 200 * MICROS_PER_MILLI;
/** Services and sub-functions that need a pass-code: 27 01 to 27 08. */
const LEVELS = 4;

/** When a step began, and what could move that. */
export type StepBegin = Pick<RecordedStep, 'startUs' | 'quietSinceUs' | 'shiftUs'>;

interface Request extends StepBegin {
  readonly endpoint: string;
  readonly payload: Uint8Array;
  /** An answer has begun. */
  readonly isAnswered?: boolean;
  /** Another ECU has answered, which a scenario's tester does not hear. */
  readonly isOthers?: boolean;
  /** An answer was on the bus, but reached nobody. */
  readonly isLost?: boolean;
  /** The end of its last frame. */
  readonly sentUs?: Micros;
}

interface Seed {
  readonly level: number;
  /** The step that made the request. */
  readonly step: RecordedStep;
}

/** Requests and their answers become steps; a seed with its key becomes the one step that works with any seed. */
export class ExchangeRecorder {
  readonly #steps: RecordedStep[];
  #open: Request | null = null;
  #seed: Seed | null = null;

  /** @param steps receives the steps, together with those of stimuli */
  constructor(steps: RecordedStep[]) {
    this.#steps = steps;
  }

  request(request: Request): void {
    this.closeBy(request.startUs);
    this.#open = request;
  }

  response(payload: Uint8Array): void {
    const request = this.#open;
    // An answer to a request that is not in this recording, or that was assumed to be unanswered.
    if (request === null || !answers(request.payload, payload)) return;
    if (payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.requestCorrectlyReceivedResponsePending) return;
    this.#open = null;
    if (request.payload[0] === SID.securityAccess && this.#security(request, payload)) return;
    this.#steps.push(stepOf(request, expectationOf(request.payload, payload)));
  }

  /** The ECU begins to answer: the open request was not met with silence, even if the answer breaks off. */
  responseBegins(): void {
    if (this.#open !== null) this.#open = { ...this.#open, isAnswered: true };
  }

  /** Another ECU answers a request to all. */
  otherAnswers(): void {
    if (this.#open !== null) this.#open = { ...this.#open, isOthers: true };
  }

  /** An answer reaches nobody. */
  answerIsLost(): void {
    if (this.#open !== null) this.#open = { ...this.#open, isLost: true };
  }

  /** Something else happens at this instant: the scenario does not wait for the answer to an open request. */
  closeBy(timeUs: Micros): void {
    const request = this.#open;
    if (request === null) return;
    this.#open = null;
    const isAnswered = request.isAnswered === true || request.isOthers === true;
    const isSilence = !isAnswered && timeUs - request.startUs >= SILENCE_US;
    if (isSilence) {
      this.#steps.push(stepOf(request, { expect: 'none' }));
      return;
    }
    const { sentUs, isLost } = request;
    const waits = sentUs !== undefined && (isAnswered || isLost === true);
    this.#steps.push({ ...stepOf(request, { awaitAnswer: false }), ...(waits ? { sentUs } : {}) });
  }

  /** True where the step is about pass-codes. */
  #security(request: Request, response: Uint8Array): boolean {
    const subFunction = subFunctionOf(request.payload);
    const level = (subFunction + 1) >> 1;
    if (level < 1 || level > LEVELS) return false;
    if (subFunction % 2 === 1) return this.#seedAsked(request, response, level);
    const seed = this.#seed;
    this.#seed = null;
    if (seed?.level !== level) return false;
    const verdict = passCodeStep(level, response);
    if (verdict === null) {
      // The seed stays valid (AUT-3): the step itself contains the tool's error.
      this.#seed = seed;
      return false;
    }
    const begin = beginOf(this.#takeBack(seed.step) ?? request);
    this.#steps.push({ ...verdict, ...begin, poll: null });
    return true;
  }

  #seedAsked(request: Request, response: Uint8Array, level: number): boolean {
    this.#seed = null;
    const isSeed = response[0] !== NEGATIVE_RESPONSE && response.subarray(2).some((byte) => byte !== 0);
    if (!isSeed) return false;
    const step = stepOf(request, expectationOf(request.payload, response));
    this.#steps.push(step);
    this.#seed = { level, step };
    return true;
  }

  /**
   * The step with the pass-code requests the seed itself. Null where other requests came in between: their time
   * matters.
   */
  #takeBack(step: RecordedStep): RecordedStep | null {
    const index = this.#steps.lastIndexOf(step);
    if (index < 0) return null;
    const isLast = index === this.#steps.length - 1;
    this.#steps.splice(index, 1);
    return isLast ? step : null;
  }
}

/** Null where the response does not decide about the pass-code. */
function passCodeStep(
  level: number,
  response: Uint8Array,
): { readonly verb: string; readonly value: YamlValue } | null {
  const code = response[2] ?? 0;
  if (response[0] !== NEGATIVE_RESPONSE) return { verb: 'unlock', value: level };
  if (code === NRC.invalidKey) return { verb: 'passcode', value: { level, wrong: true } };
  if (code !== NRC.exceededNumberOfAttempts) return null;
  return { verb: 'passcode', value: { level, wrong: true, nrc: nrcName(code) } };
}

function answers(request: Uint8Array, response: Uint8Array): boolean {
  const [sid = 0] = request;
  return response[0] === NEGATIVE_RESPONSE ? response[1] === sid : response[0] === sid + POSITIVE_RESPONSE_OFFSET;
}

function stepOf(request: Request, expected: Readonly<Record<string, YamlValue>>): RecordedStep {
  const { endpoint, payload } = request;
  const value = { send: toHex(payload, ' '), ...(endpoint === 'oem' ? {} : { endpoint }), ...expected };
  const poll = onlyLooks(payload) ? JSON.stringify(value) : null;
  return { verb: 'uds', value, ...beginOf(request), poll };
}

function beginOf({ startUs, quietSinceUs, shiftUs }: StepBegin): StepBegin {
  return { startUs, quietSinceUs, ...(shiftUs === undefined ? {} : { shiftUs }) };
}
