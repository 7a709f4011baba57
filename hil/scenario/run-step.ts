import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import type { UdsExchange, UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { NRC, describeNegativeResponse } from '../../can-bus/uds/negative-response-codes.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { ScenarioBench } from './bench.ts';
import { bytesOfPattern } from './byte-pattern.ts';
import { formatSpan } from './describe-action.ts';
import type { ExpectedParts, ObservedParts } from './expectation.ts';
import { lookAtBytes, lookAtFrame, sendFrame } from './frame-steps.ts';
import { describeOutcome, describeResponseExpectation, meetsExpectation } from './judge-response.ts';
import type { Action, Step, UdsAction } from './scenario.ts';
import { DONE, inconclusive, judge, symbolsFor, waitFor, type Captures, type StepOutcome } from './step-outcome.ts';

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
    case 'dealerFaults':
      await bench.orderDealerFaults(car, action.faults);
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
    case 'send':
      return sendFrame(action, car, bench, captures);
    case 'stopSending':
      return (await bench.stopTraffic(car, action.name)) ? DONE : inconclusive(`${action.name} being sent`, 'none');
    case 'rawFrame':
    case 'noFrame':
      return lookAtBytes(action, car, bench, captures);
    case 'dealer':
      return atDealer(action, car, bench, captures);
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
      const deadlineUs = await bench.deadline(car, action.deadline);
      const pending = `a pending ${action.deadline} deadline`;
      if (deadlineUs === null) return inconclusive(pending, 'none');
      return moveTo(deadlineUs + action.offsetUs, `${pending} that is not yet past`, bench);
    }
    case 'expect':
      return judge(action.expect, await bench.observe(car, action.expect));
    case 'within':
      return waitFor(bench, bench.nowUs() + action.timeUs, async () =>
        judge(action.expect, await bench.observe(car, action.expect)),
      );
    case 'frame':
      return lookAtFrame(action, car, bench);
  }
}

/** Says in the tool's words what went wrong, where it was to go well. */
function judgeTool(expect: ExpectedParts, observed: ObservedParts): StepOutcome {
  const outcome = judge(expect, observed);
  const what = observed['what'];
  return outcome.verdict === 'pass' || typeof what !== 'string'
    ? outcome
    : { ...outcome, got: `${outcome.got ?? ''}: ${what}` };
}

async function moveTo(timeUs: number, expected: string, bench: ScenarioBench): Promise<StepOutcome> {
  const nowUs = bench.nowUs();
  if (timeUs < nowUs) return inconclusive(expected, `${formatSpan(nowUs - timeUs)} ago`);
  await bench.advanceTo(timeUs);
  return DONE;
}

async function request(action: UdsAction, car: string, bench: ScenarioBench, captures: Captures): Promise<StepOutcome> {
  const expected = action.expect.kind === 'bytes' ? action.expect.pattern : [];
  const symbols = symbolsFor([...action.send, ...expected], bench, captures);
  const payload = bytesOfPattern(action.send, symbols);
  if (payload === null) return inconclusive('every name in braces captured', 'one that is not');
  if (!action.awaitAnswer) {
    await bench.send(car, action.endpoint, payload);
    return DONE;
  }
  const exchange = await bench.request(car, action.endpoint, payload);
  const { outcome } = exchange;
  const words = { expected: describeResponseExpectation(action.expect), got: describeOutcome(outcome) };
  if (!meetsExpectation(outcome, action.expect, symbols)) return { verdict: 'fail', ...words };
  const timing = judge(action.timing, timingOf(exchange));
  if (timing.verdict !== 'pass') return timing;
  return (
    capture(action, outcome, captures) ?? {
      verdict: 'pass',
      expected: joined(words.expected, timing.expected),
      got: joined(words.got, timing.got),
    }
  );
}

function joined(first: string, second: string | null): string {
  return second === null ? first : `${first}, ${second}`;
}

/** From the request's last bit to the final response's. */
function timingOf({ sentUs, finishedUs, pendingCount, response }: UdsExchange): ObservedParts {
  const isAnswered = sentUs !== null && response !== null;
  return { responseMs: isAnswered ? (finishedUs - sentUs) / MICROS_PER_MILLI : null, pending: pendingCount };
}

async function atDealer(
  { deed, expect }: Extract<Action, { kind: 'dealer' }>,
  car: string,
  bench: ScenarioBench,
  captures: Captures,
): Promise<StepOutcome> {
  const seed = deed.seed === undefined ? null : bytesOfPattern(deed.seed, symbolsFor(deed.seed, bench, captures));
  if (deed.seed !== undefined && seed === null) return inconclusive('a seed that was captured', 'none');
  const { passCode: issued, ...observed } = await bench.askDealer(car, deed, seed);
  if (issued !== null && deed.capture !== undefined) captures.set(deed.capture, issued);
  return judge(expect, observed);
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
