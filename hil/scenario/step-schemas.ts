import { z } from 'zod';

import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { limitedNumber } from '../../ecu-sim/profile/number-limit.ts';
import { DEADLINE_NAMES, VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { BENCH_FAULTS } from '../../ecu-sim/smart-key/state.ts';
import { faultPlanSchema } from '../faults/fault-form.ts';
import { dealer, dealerFaults } from './dealer-schemas.ts';
import type { Measured } from './expectation.ts';
import {
  level,
  measured,
  milliseconds,
  millivolts,
  name,
  negativeResponseCode,
  offset,
  onOff,
  openClosed,
  present,
  refuse,
  requestBytes,
  responseBytes,
  span,
  TIME_UNITS_IN_MS,
  yesNo,
} from './field-schemas.ts';
import { frame, noFrame, send, stopSending } from './frame-schemas.ts';
import type { Action, ActionKind, Capture, ResponseExpectation, TransportFault } from './scenario.ts';
import { stateExpectation } from './state-schema.ts';

/** A message longer than this does not fit a segmented transfer of 12 bits length. */
const MAX_MESSAGE = 4095;

const keyName = name.meta({ description: 'The name of a key: master, valet, or one under keys' });

const vehicle = z
  .strictObject({
    doors: z
      .strictObject({
        driver: openClosed.optional(),
        passenger: openClosed.optional(),
        rearLeft: openClosed.optional(),
        rearRight: openClosed.optional(),
        trunk: openClosed.optional(),
      })
      .optional(),
    powerMode: z.enum(['off', 'acc', 'on']).optional(),
    batteryV: millivolts(VEHICLE_LIMITS.supplyV).optional(),
    brake: yesNo.optional(),
    shiftP: yesNo.optional(),
    speedKmh: limitedNumber(VEHICLE_LIMITS.speedKmh, (noun) => noun).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'at least one thing to change')
  .transform(({ batteryV, doors, ...change }): Action => {
    const others = present({ ...change, batteryMv: batteryV });
    return { kind: 'vehicle', change: doors === undefined ? others : { ...others, doors: present(doors) } };
  });

const reaction = z
  .union(
    [
      z.string(),
      z.strictObject({ reaction: z.string().optional(), reason: z.union([z.string(), z.null()]).optional() }),
    ],
    'the name of a reaction, or {reaction, reason}',
  )
  .transform((value) => (typeof value === 'string' ? { reaction: value } : value));

const startEngine = z
  .strictObject({
    expect: z.strictObject({
      running: yesNo.optional(),
      reason: z.union([z.string(), z.null()], 'a reason, or null').optional(),
    }),
  })
  .transform(({ expect }): Action => ({ kind: 'startEngine', expect }));

const touch = z
  .union(
    [keyName, z.strictObject({ key: keyName, expect: reaction.optional() })],
    'the name of a key, or {key, expect}',
  )
  .transform((value): Action => {
    if (typeof value === 'string') return { kind: 'touch', key: value, expect: {} };
    return { kind: 'touch', key: value.key, expect: value.expect ?? {} };
  });

const move = z
  .strictObject({ key: keyName, to: z.enum(['cabin', 'outside']) })
  .transform(({ key, to }): Action => ({ kind: 'move', key, to }));

const press = z
  .strictObject({
    key: keyName,
    button: z.enum(['lock', 'unlock', 'trunk', 'panic']),
    holdMs: limitedNumber(VEHICLE_LIMITS.holdMs, (noun) => noun).default(100),
    expect: reaction.optional(),
  })
  .transform(({ expect, ...value }): Action => ({ kind: 'press', ...value, expect: expect ?? {} }));

const powerCycle = z
  .union(
    [z.null(), z.strictObject({ offMs: milliseconds(VEHICLE_LIMITS.offMs).optional() })],
    '{offMs}, or nothing for 100 ms',
  )
  .transform((value): Action => ({ kind: 'powerCycle', offUs: value?.offMs ?? 100 * MICROS_PER_MILLI }));

const fault = z
  .union(
    [
      z.literal('none'),
      z.strictObject({ fault: z.enum(BENCH_FAULTS), on: onOff.default(true) }),
      z.strictObject({ dealer: dealerFaults }),
      faultPlanSchema((noun) => noun),
    ],
    'a fault {fault, on}, parts of the fault plan, {dealer}, or none to end them all',
  )
  .transform((value): Action => {
    if (value === 'none') return { kind: 'clearFaults' };
    if ('dealer' in value) return { kind: 'dealerFaults', faults: value.dealer };
    return 'fault' in value ? { kind: 'fault', ...value } : { kind: 'faults', form: value };
  });

const index = z.int('the number of a byte, from 0').min(0, 'a byte from 0').max(MAX_MESSAGE, 'a byte of a message');

const capture = z
  .record(name, z.tuple([index, index], '[first byte, how many bytes]'))
  .transform((ranges): readonly Capture[] =>
    Object.entries(ranges).map(([label, [from, length]]) => ({ name: label, from, to: from + length })),
  );

/** In the names of ISO 15765-2's results: of a request on its way, then of a response. */
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

const uds = z
  .strictObject({
    send: requestBytes,
    expect: z.union([z.literal('none'), responseBytes], 'bytes, or none for silence').optional(),
    nrc: negativeResponseCode.optional(),
    fails: z.enum(TRANSPORT_FAULTS).optional(),
    capture: capture.optional(),
    endpoint: z.enum(['oem', 'generic', 'functional']).default('oem'),
    awaitAnswer: yesNo.default(true),
    within: span.optional(),
    responseMs: measured(TIME_UNITS_IN_MS).optional(),
    pending: measured().optional(),
  })
  .transform((value, context): Action => {
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
      return refuse(context, 'nothing to look at (expect, nrc, fails, capture, within …) where no answer is awaited');
    }
    const expect: ResponseExpectation =
      value.fails === undefined ? responseExpectation(value.expect, value.nrc) : { kind: 'broken', fault: value.fails };
    return { kind: 'uds', send, endpoint, awaitAnswer, captures: value.capture ?? [], expect, timing };
  });

function atMost(ms: number): Measured {
  return { kind: 'measured', min: null, max: ms, unit: 'ms' };
}

function responseExpectation(
  expect: 'none' | Extract<ResponseExpectation, { kind: 'bytes' }>['pattern'] | undefined,
  nrc: number | undefined,
): ResponseExpectation {
  if (nrc !== undefined) return { kind: 'negative', nrc };
  if (expect === undefined) return { kind: 'positive' };
  return expect === 'none' ? { kind: 'none' } : { kind: 'bytes', pattern: expect };
}

const unlock = level.transform((value): Action => ({ kind: 'unlock', level: value }));

const passcode = z
  .strictObject({ level, wrong: yesNo.default(false), nrc: negativeResponseCode.optional() })
  .transform(({ nrc, ...value }): Action => ({ kind: 'passcode', ...value, nrc: nrc ?? null }));

const keysTouched = z.array(keyName).min(1, 'at least one key');
const toolExpectation = z.strictObject({
  kind: z.enum(['done', 'failed']).optional(),
  reason: z.string('a reason').optional(),
  keysErased: z.union([z.int(), z.enum(['yes', 'no', 'unknown'])], 'a number, or yes, no, unknown').optional(),
  registered: measured().optional(),
  freeSlots: measured().optional(),
});

const tool = z
  .union(
    [
      z.strictObject({ reset: z.strictObject({ expect: toolExpectation.optional() }) }),
      z.strictObject({ register: z.strictObject({ touch: keysTouched, expect: toolExpectation.optional() }) }),
      z.strictObject({ erase: z.strictObject({ touch: keysTouched, expect: toolExpectation.optional() }) }),
    ],
    '{reset: {…}}, {register: {touch, …}} or {erase: {touch, …}}',
  )
  .transform((value): Action => {
    if ('reset' in value) return { kind: 'tool', run: { utility: 'reset' }, expect: toolParts(value.reset.expect) };
    const [utility, run] =
      'register' in value ? (['register', value.register] as const) : (['erase', value.erase] as const);
    return { kind: 'tool', run: { utility, touch: run.touch }, expect: toolParts(run.expect) };
  });

/** A utility is to end well unless the step says otherwise. */
function toolParts(expect: z.output<typeof toolExpectation> | undefined): z.output<typeof toolExpectation> {
  return { kind: 'done', ...expect };
}

const keepAlive = onOff.transform((on): Action => ({ kind: 'keepAlive', on }));
const at = span.transform((timeUs): Action => ({ kind: 'at', timeUs }));
const advance = span.transform((spanUs): Action => ({ kind: 'advance', spanUs }));

const advanceTo = z
  .strictObject({
    deadline: z.enum(DEADLINE_NAMES),
    offset: offset.optional(),
  })
  .transform((value): Action => ({ kind: 'advanceTo', deadline: value.deadline, offsetUs: value.offset ?? 0 }));

const within = z
  .strictObject({ time: span, expect: stateExpectation })
  .transform(({ time, expect }): Action => ({ kind: 'within', timeUs: time, expect }));

const expectation = stateExpectation.transform((expect): Action => ({ kind: 'expect', expect }));

/** What a step is called in a file; all that has to do with faults is `fault`, both kinds of frames are `frame`. */
export type Verb = Exclude<ActionKind, 'faults' | 'clearFaults' | 'dealerFaults' | 'rawFrame'>;

/** One schema a verb: what stands behind it, and the action it gives. */
export const VERB_SCHEMAS: Readonly<Record<Verb, z.ZodType<Action>>> = {
  vehicle,
  startEngine,
  touch,
  move,
  press,
  powerCycle,
  fault,
  uds,
  unlock,
  passcode,
  tool,
  keepAlive,
  at,
  advance,
  advanceTo,
  within,
  expect: expectation,
  frame,
  noFrame,
  send,
  stopSending,
  dealer,
};

export const VERBS: readonly string[] = Object.keys(VERB_SCHEMAS);
