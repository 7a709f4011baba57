import { decodeSignal, type SignalSpec } from '../../can-bus/dbc/signal.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { NRC, describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import type { Awaitable, ScenarioBench, SeenFrame } from './bench.ts';
import { bytesOfPattern } from './byte-pattern.ts';
import { formatSpan } from './describe-action.ts';
import { findMismatches, formatExpected, type ExpectedParts, type ObservedParts } from './expectation.ts';
import { describeOutcome, describeResponseExpectation, meetsExpectation } from './judge-response.ts';
import type { Verdict } from './result.ts';
import type { Action, Step, UdsAction } from './scenario.ts';

/** What came of a step. */
export interface StepOutcome {
  readonly verdict: Exclude<Verdict, 'error'>;
  /** Null where the step looked for nothing. */
  readonly expected: string | null;
  readonly got: string | null;
}

/** What one step hands on to later ones: captured bytes by name. */
export type Captures = Map<string, Uint8Array>;

const DONE: StepOutcome = { verdict: 'pass', expected: null, got: null };

/** Carries a step out on a bench and judges it. @throws BenchError */
export async function runStep(step: Step, bench: ScenarioBench, captures: Captures): Promise<StepOutcome> {
  const { action, car } = step;
  switch (action.kind) {
    case 'vehicle':
      await bench.setVehicle(car, action.change);
      return DONE;
    case 'startEngine': {
      const { running, reason } = await bench.pressEngineSwitch(car);
      return judge(action.expect, { running, reason });
    }
    case 'touch':
      return judge(action.expect, { ...(await bench.touchKey(car, action.key)) });
    case 'move':
      await bench.moveKey(car, action.key, action.to);
      return DONE;
    case 'press':
      return judge(action.expect, { ...(await bench.pressButton(car, action.key, action.button, action.holdMs)) });
    case 'powerCycle':
      await bench.powerCycle(car, action.offUs);
      return DONE;
    case 'fault':
      await bench.setFault(car, action.fault, action.on);
      return DONE;
    case 'faults':
      await bench.setFaults(car, action.form);
      return DONE;
    case 'clearFaults':
      await bench.clearFaults(car);
      return DONE;
    case 'uds':
      return request(action, car, bench, captures);
    case 'unlock':
      return passCode(action.level, false, null, car, bench);
    case 'passcode':
      return passCode(action.level, action.wrong, action.nrc, car, bench);
    case 'tool':
      return judgeTool(action.expect, await bench.runTool(car, action.run));
    case 'keepAlive':
      await bench.keepAlive(car, action.on);
      return DONE;
    case 'at':
    case 'advance':
    case 'advanceTo':
    case 'within':
    case 'expect':
    case 'frame':
      return runTimed(action, car, bench);
  }
}

type TimedAction = Extract<Action, { kind: 'at' | 'advance' | 'advanceTo' | 'within' | 'expect' | 'frame' }>;

async function runTimed(action: TimedAction, car: string, bench: ScenarioBench): Promise<StepOutcome> {
  switch (action.kind) {
    case 'at':
      return moveTo(action.timeUs, `an instant not before ${formatSpan(bench.nowUs())}`, bench);
    case 'advance':
      await bench.advanceTo(bench.nowUs() + action.spanUs);
      return DONE;
    case 'advanceTo': {
      const deadlineUs = (await bench.deadlines(car))[action.deadline];
      const pending = `a pending ${action.deadline} deadline`;
      if (deadlineUs === null) return inconclusive(pending, 'none');
      return moveTo(deadlineUs + action.offsetUs, `${pending} that is not yet past`, bench);
    }
    case 'expect':
      return judge(action.expect, await bench.observe(car));
    case 'within':
      return waitFor(bench, bench.nowUs() + action.timeUs, async () => judge(action.expect, await bench.observe(car)));
    case 'frame':
      return lookAtFrame(action, car, bench);
  }
}

/** Compares, and tells only the parts that differ where some do. */
function judge(expect: ExpectedParts, observed: ObservedParts): StepOutcome {
  const mismatches = findMismatches(expect, observed);
  if (mismatches.length > 0) {
    return {
      verdict: 'fail',
      expected: mismatches.map(({ path, expected }) => `${path} ${expected}`).join(', '),
      got: mismatches.map(({ path, got }) => `${path} ${got}`).join(', '),
    };
  }
  if (Object.keys(expect).length === 0) return DONE;
  const words = formatExpected(expect);
  return { verdict: 'pass', expected: words, got: words };
}

/** Says in the tool's words what went wrong, where it was to go well. */
function judgeTool(expect: ExpectedParts, observed: ObservedParts): StepOutcome {
  const outcome = judge(expect, observed);
  const what = observed['what'];
  return outcome.verdict === 'pass' || typeof what !== 'string'
    ? outcome
    : { ...outcome, got: `${outcome.got ?? ''}: ${what}` };
}

/** What a step needs is not there: nothing can be said of the car. */
function inconclusive(expected: string, got: string): StepOutcome {
  return { verdict: 'inconclusive', expected, got };
}

async function moveTo(timeUs: number, expected: string, bench: ScenarioBench): Promise<StepOutcome> {
  const nowUs = bench.nowUs();
  if (timeUs < nowUs) return inconclusive(expected, `${formatSpan(nowUs - timeUs)} ago`);
  await bench.advanceTo(timeUs);
  return DONE;
}

/** Looks again after each thing that happens, until it passes or the time is over; at the limit itself too. */
async function waitFor(
  bench: ScenarioBench,
  limitUs: number,
  look: () => Awaitable<StepOutcome>,
): Promise<StepOutcome> {
  let outcome = await look();
  while (outcome.verdict !== 'pass' && bench.nowUs() < limitUs) {
    await bench.advanceToNext(limitUs);
    outcome = await look();
  }
  return outcome;
}

async function lookAtFrame(
  action: Extract<Action, { kind: 'frame' }>,
  car: string,
  bench: ScenarioBench,
): Promise<StepOutcome> {
  const startUs = bench.nowUs();
  const spec = BROADCAST_MESSAGES.find((message) => message.name === action.message);
  if (spec === undefined) throw new Error(`there is no message ${action.message}`);
  const { signals, withinUs } = action;
  const look = (): StepOutcome => {
    const seen = bench.lastFrame(car, spec.id);
    const isNew = withinUs === null || (seen !== null && seen.timeUs > startUs);
    if (seen === null || !isNew || seen.frame.data.length < spec.length) {
      return { verdict: 'fail', expected: `${spec.name} ${formatExpected(signals)}`, got: 'no such frame' };
    }
    return judge(signals, signalsOf(seen, spec.signals));
  };
  return withinUs === null ? look() : waitFor(bench, startUs + withinUs, look);
}

function signalsOf({ frame }: SeenFrame, specs: readonly SignalSpec[]): ObservedParts {
  return Object.fromEntries(specs.map((spec) => [spec.name, decodeSignal(frame.data, spec)]));
}

async function request(action: UdsAction, car: string, bench: ScenarioBench, captures: Captures): Promise<StepOutcome> {
  const symbols = new Map([...keySymbols(action, bench, captures), ...captures]);
  const payload = bytesOfPattern(action.send, symbols);
  if (payload === null) return inconclusive('every name in braces captured', 'one that is not');
  if (!action.awaitAnswer) {
    await bench.send(car, action.endpoint, payload);
    return DONE;
  }
  const { outcome } = await bench.request(car, action.endpoint, payload);
  const expected = describeResponseExpectation(action.expect);
  const got = describeOutcome(outcome);
  if (!meetsExpectation(outcome, action.expect, symbols)) return { verdict: 'fail', expected, got };
  return capture(action, outcome, captures) ?? { verdict: 'pass', expected, got };
}

/** Names that no capture took stand for keys: the loader has seen to that. */
function keySymbols(action: UdsAction, bench: ScenarioBench, captures: Captures): ReadonlyMap<string, Uint8Array> {
  const tokens = [...action.send, ...(action.expect.kind === 'bytes' ? action.expect.pattern : [])];
  const names = tokens.flatMap((token) => (token.kind === 'symbol' && !captures.has(token.name) ? [token.name] : []));
  return new Map(names.map((name) => [name, bench.keyId(name)]));
}

/** Takes what the step wants kept; null where all of it is there. */
function capture(action: UdsAction, outcome: UdsOutcome, captures: Captures): StepOutcome | null {
  const response = 'response' in outcome ? outcome.response : new Uint8Array(0);
  for (const { name, from, to } of action.captures) {
    if (response.length < to)
      return inconclusive(`a response with ${to} bytes, for ${name}`, `${response.length} bytes`);
    captures.set(name, response.slice(from, to));
  }
  return null;
}

/** Asks for a seed and sends its pass-code, or a wrong one. */
async function passCode(
  level: SecurityLevel,
  wrong: boolean,
  nrc: number | null,
  car: string,
  bench: ScenarioBench,
): Promise<StepOutcome> {
  const { outcome: seedAnswer } = await bench.request(car, 'oem', Uint8Array.of(0x27, level * 2 - 1));
  if (seedAnswer.kind !== 'positive') {
    return { verdict: 'fail', expected: `a seed of level ${level}`, got: describeOutcome(seedAnswer) };
  }
  const key = (await bench.passCodeFor(car, level, seedAnswer.response.slice(2))).slice();
  const [first] = key;
  // Another digit, or byte, in the first place: of the right form, and wrong for certain.
  if (wrong && first !== undefined) key[0] = level === 1 ? 0x30 + ((first - 0x30 + 1) % 10) : first ^ 0xff;
  const { outcome } = await bench.request(car, 'oem', Uint8Array.of(0x27, level * 2, ...key));
  const code = nrc ?? (wrong ? NRC.invalidKey : null);
  const expected = code === null ? `level ${level} unlocked` : describeNegativeResponse(code);
  const met = code === null ? outcome.kind === 'positive' : outcome.kind === 'negative' && outcome.nrc === code;
  return { verdict: met ? 'pass' : 'fail', expected, got: describeOutcome(outcome) };
}
