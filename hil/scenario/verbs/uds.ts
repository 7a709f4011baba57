import { counted } from '../../../can-bus/text/counted.ts';
import { z } from 'zod';

import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { UdsExchange, UdsOutcome } from '../../../can-bus/uds/exchange.ts';
import { describeNegativeResponse, NRC } from '../../../can-bus/uds/negative-response-codes.ts';
import { described } from '../../../ecu-sim/profile/limited-number.ts';
import type { SecurityLevel } from '../../../ecu-sim/smart-key/state.ts';
import { bytesOfPattern, formatPattern, type BytePattern } from '../byte-pattern.ts';
import {
  DONE,
  type ExpectedParts,
  inconclusive,
  judge,
  type Measured,
  type ObservedParts,
  type StepOutcome,
} from '../expectation.ts';
import {
  level,
  measured,
  name,
  negativeResponseCode,
  onOff,
  present,
  refuse,
  requestBytes,
  responseBytes,
  span,
  TIME_UNITS_IN_MS,
  yesNo,
} from '../field-schemas.ts';
import {
  describeOutcome,
  describeResponseExpectation,
  meetsExpectation,
  type ResponseExpectation,
  type TransportFault,
} from '../judge-response.ts';
import type { EndpointChoice } from '../scenario.ts';
import { type Captures, type StepContext, symbolsFor, type Verb } from './verb.ts';
import { SID } from '../../../can-bus/uds/service-ids.ts';
import { MAX_SHORT_MESSAGE } from '../../../can-bus/isotp/defaults.ts';

/* Requests of the scenario's own tester, and security access. */

/** Captures bytes `from` to before `to` of a response, for later requests. */
interface Capture {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface UdsAction {
  readonly kind: 'uds';
  readonly send: BytePattern;
  readonly endpoint: EndpointChoice;
  readonly expect: ResponseExpectation;
  readonly captures: readonly Capture[];
  /** False: continues when the request is on the wire, and ignores the answer. */
  readonly awaitAnswer: boolean;
  /** `responseMs`: from the request's last bit to the final response's; `pending`: number of 0x78 before it. */
  readonly timing: ExpectedParts;
}

const index = z
  .int('the number of a byte, from 0')
  .min(0, 'a byte from 0')
  .max(MAX_SHORT_MESSAGE, 'a byte of a message');

const capture = z
  .record(name, z.tuple([index, index], '[first byte, number of bytes]'))
  .transform((ranges): readonly Capture[] =>
    Object.entries(ranges).map(([label, [from, length]]) => ({ name: label, from, to: from + length })),
  )
  .describe('bytes of the response for later requests: { name: [first byte, number of bytes] }');

/** By the names of ISO 15765-2's results: of a request being sent, then of a response. */
const TRANSPORT_FAULTS = [
  'timeout-a',
  'timeout-bs',
  'overflow',
  'wait-limit',
  'invalid-flow-status',
  'timeout-ar',
  'timeout-cr',
  'wrong-sequence-number',
  'unexpected-frame',
] as const satisfies readonly TransportFault[];

export const uds: Verb<UdsAction> = {
  schema: z
    .strictObject({
      send: described('the request', requestBytes),
      expect: z
        .union([z.literal('none'), responseBytes], 'bytes, or none for silence')
        .describe('the response; none: there is no response; any positive response unless given')
        .optional(),
      nrc: described('the negative response', negativeResponseCode).optional(),
      fails: z.enum(TRANSPORT_FAULTS).describe('the transport error (ISO 15765-2) that ends the exchange').optional(),
      capture: capture.optional(),
      endpoint: z
        .enum(['oem', 'generic', 'functional'])
        .describe('where the request goes: an endpoint of the profile, or all ECUs')
        .default('oem'),
      awaitAnswer: yesNo.describe('false: the step ends when the request has been sent').default(true),
      within: described('the longest response time', span).optional(),
      responseMs: described(
        "the time from the request's last bit to the end of the final response, in milliseconds",
        measured(TIME_UNITS_IN_MS),
      ).optional(),
      pending: described('number of 0x78 responses before the final one', measured()).optional(),
    })
    .transform((value, context): UdsAction => {
      const { send, endpoint, awaitAnswer } = value;
      const expectations = [value.expect, value.nrc, value.fails].filter((part) => part !== undefined);
      if (expectations.length > 1) return refuse(context, 'one of expect, nrc and fails');
      if (value.within !== undefined && value.responseMs !== undefined) {
        return refuse(context, 'either within or responseMs');
      }
      const { within, pending } = value;
      const responseMs = within === undefined ? value.responseMs : atMost(within / MICROS_PER_MILLI);
      const timing = present({ responseMs, pending });
      const looksAtAnswer = expectations.length > 0 || value.capture !== undefined || Object.keys(timing).length > 0;
      if (!awaitAnswer && looksAtAnswer) {
        return refuse(context, 'no checks (expect, nrc, fails, capture, within …) where no response is awaited');
      }
      const expect: ResponseExpectation =
        value.fails === undefined
          ? responseExpectation(value.expect, value.nrc)
          : { kind: 'broken', fault: value.fails };
      return { kind: 'uds', send, endpoint, awaitAnswer, captures: value.capture ?? [], expect, timing };
    })
    .describe('sends a request and checks the response'),
  capturesAt: ['capture'],
  describe: ({ send, endpoint }) => `uds ${formatPattern(send)}${endpoint === 'oem' ? '' : ` to ${endpoint}`}`,
  names({ send, expect, captures }) {
    const expected = expect.kind === 'bytes' ? [[['expect'], expect.pattern] as const] : [];
    return { patterns: [[['send'], send], ...expected], captures: captures.map((taken) => taken.name) };
  },
  run: request,
};

function atMost(ms: number): Measured {
  return { kind: 'measured', min: null, max: ms, unit: 'ms' };
}

function responseExpectation(expect: 'none' | BytePattern | undefined, nrc: number | undefined): ResponseExpectation {
  if (nrc !== undefined) return { kind: 'negative', nrc };
  if (expect === undefined) return { kind: 'positive' };
  return expect === 'none' ? { kind: 'none' } : { kind: 'bytes', pattern: expect };
}

async function request(action: UdsAction, { car, bench, captures }: StepContext): Promise<StepOutcome> {
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
    takeCaptures(action, outcome, captures) ?? {
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

/** Captures bytes for the step; null where all of them exist. */
function takeCaptures(action: UdsAction, outcome: UdsOutcome, captures: Captures): StepOutcome | null {
  const response = 'response' in outcome ? outcome.response : new Uint8Array(0);
  for (const { name: label, from, to } of action.captures) {
    if (response.length < to)
      return inconclusive(`a response with ${counted(to, 'byte')}, for ${label}`, counted(response.length, 'byte'));
    captures.set(label, response.slice(from, to));
  }
  return null;
}

interface UnlockAction {
  readonly kind: 'unlock';
  readonly level: SecurityLevel;
}

export const unlock: Verb<UnlockAction> = {
  schema: described('unlocks a security level with a seed and its pass-code', level).transform(
    (value): UnlockAction => ({ kind: 'unlock', level: value }),
  ),
  describe: (action) => `unlock level ${action.level}`,
  run: (action, context) => sendPassCode({ level: action.level, wrong: false, nrc: null }, context),
};

interface PassCode {
  readonly level: SecurityLevel;
  readonly wrong: boolean;
  readonly nrc: number | null;
}

interface PassCodeAction extends PassCode {
  readonly kind: 'passcode';
}

export const passcode: Verb<PassCodeAction> = {
  schema: z
    .strictObject({
      level,
      wrong: yesNo.describe('true: a wrong pass-code of the right form').default(false),
      nrc: described('the negative response to the pass-code', negativeResponseCode).optional(),
    })
    .transform(({ nrc, ...value }): PassCodeAction => ({ kind: 'passcode', ...value, nrc: nrc ?? null }))
    .describe('requests a seed and sends its pass-code, or a wrong one (AUT-2, AUT-3)'),
  describe: (action) => `${action.wrong ? 'wrong' : 'right'} pass-code for level ${action.level}`,
  run: sendPassCode,
};

/** Requests a seed and sends its pass-code, or a wrong one. */
async function sendPassCode(
  { level: wanted, wrong, nrc }: PassCode,
  { car, bench }: StepContext,
): Promise<StepOutcome> {
  const { outcome: seedAnswer } = await bench.request(car, 'oem', Uint8Array.of(SID.securityAccess, wanted * 2 - 1));
  if (seedAnswer.kind !== 'positive') {
    return { verdict: 'fail', expected: `a seed of level ${wanted}`, got: describeOutcome(seedAnswer) };
  }
  const key = (await bench.passCodeFor(car, wanted, seedAnswer.response.slice(2))).slice();
  const [first] = key;
  // Another digit, or byte, in the first position: of the right form, and certainly wrong.
  if (wrong && first !== undefined) key[0] = wanted === 1 ? 0x30 + ((first - 0x30 + 1) % 10) : first ^ 0xff;
  const { outcome } = await bench.request(car, 'oem', Uint8Array.of(SID.securityAccess, wanted * 2, ...key));
  const code = nrc ?? (wrong ? NRC.invalidKey : null);
  const expected = code === null ? `level ${wanted} unlocked` : describeNegativeResponse(code);
  const met = code === null ? outcome.kind === 'positive' : outcome.kind === 'negative' && outcome.nrc === code;
  return { verdict: met ? 'pass' : 'fail', expected, got: describeOutcome(outcome) };
}

interface KeepAliveAction {
  readonly kind: 'keepAlive';
  readonly on: boolean;
}

export const keepAlive: Verb<KeepAliveAction> = {
  schema: described('sends tester present periodically, so that the session stays', onOff).transform(
    (on): KeepAliveAction => ({ kind: 'keepAlive', on }),
  ),
  describe: ({ on }) => `keep the session alive: ${on ? 'on' : 'off'}`,
  async run({ on }, { car, bench }) {
    await bench.keepAlive(car, on);
    return DONE;
  },
};
