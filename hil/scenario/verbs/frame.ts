import { z } from 'zod';

import { decodeSignal, encodeSignal, maxSignalValue, type SignalSpec } from '../../../can-bus/dbc/signal.ts';
import {
  CanFrameError,
  dataFrame,
  dataLengthWords,
  isDataLength,
  MAX_BASE_ID,
  MAX_CLASSIC_DATA,
  MAX_FD_DATA,
  type CanFrame,
} from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { BROADCAST_MESSAGES } from '../../../ecu-sim/signals/broadcast-database.ts';
import { BenchError } from '../bench.ts';
import { bytesOfPattern, formatPattern, matchesPattern, type BytePattern } from '../byte-pattern.ts';
import {
  DONE,
  type ExpectedParts,
  formatExpected,
  inconclusive,
  judge,
  type ObservedParts,
  type StepOutcome,
} from '../expectation.ts';
import { described } from '../../../ecu-sim/profile/limited-number.ts';
import { canId, measured, name, refuse, requestBytes, responseBytes, span, yesNo } from '../field-schemas.ts';
import { formatBytes, formatCanId, formatSpan } from '../format-values.ts';
import type { SeenFrame } from '../frame-history.ts';
import { type StepContext, symbolsFor, type Verb, waitFor } from './verb.ts';

/* Frames on the bus: by message and signals of the database, or by id and bytes. */

const signalNames = BROADCAST_MESSAGES.flatMap((message) => message.signals.map((signal) => signal.name));

const messageName = z
  .enum(BROADCAST_MESSAGES.map((message) => message.name))
  .describe('name of a message in virtual-smart-key.dbc');
const frameWithin = described('how long to wait for a frame; the last one is checked unless given', span);

/** The signals of a message, where an unknown one is named. */
function foreignSignal(message: string, signals: object): string | null {
  const spec = BROADCAST_MESSAGES.find((candidate) => candidate.name === message);
  const known = spec?.signals.map((signal) => signal.name) ?? [];
  const foreign = Object.keys(signals).find((signal) => !known.includes(signal));
  return foreign === undefined ? null : `signals of ${message}: ${known.join(', ')}; not ${foreign}`;
}

interface SignalsAction {
  readonly kind: 'frame';
  readonly message: string;
  readonly signals: ExpectedParts;
  /** Waits this long for a matching frame; null checks the last one. */
  readonly withinUs: Micros | null;
}

/** The same by id and bytes. */
interface BytesAction {
  readonly kind: 'rawFrame';
  readonly id: number;
  readonly data: BytePattern;
  readonly withinUs: Micros | null;
}

export const frame: Verb<SignalsAction | BytesAction> = {
  schema: z
    .union(
      [
        z.strictObject({
          name: messageName,
          signals: z
            .partialRecord(z.enum(signalNames), measured())
            .describe('raw values of signals, by name; others are not checked'),
          within: frameWithin.optional(),
        }),
        z.strictObject({
          id: canId,
          data: described('bytes of the frame', responseBytes),
          within: frameWithin.optional(),
        }),
      ],
      '{name, signals} or {id, data}',
    )
    .transform((value, context): SignalsAction | BytesAction => {
      const withinUs = value.within ?? null;
      if ('id' in value) return { kind: 'rawFrame', id: value.id, data: value.data, withinUs };
      const foreign = foreignSignal(value.name, value.signals);
      if (foreign !== null) return refuse(context, foreign);
      return { kind: 'frame', message: value.name, signals: value.signals, withinUs };
    })
    .describe('checks a frame on the bus, by message and signals or by id and bytes'),
  kinds: ['frame', 'rawFrame'],
  describe: (action) =>
    action.kind === 'frame'
      ? `frame ${action.message} ${formatExpected(action.signals)}`
      : `frame ${formatCanId(action.id)} ${formatPattern(action.data)}`,
  names: (action) => (action.kind === 'frame' ? {} : { patterns: [[['data'], action.data]] }),
  run: (action, context) => (action.kind === 'frame' ? lookAtSignals(action, context) : lookAtBytes(action, context)),
};

async function lookAtSignals(action: SignalsAction, { car, bench }: StepContext): Promise<StepOutcome> {
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

function signalsOf(seen: SeenFrame, specs: readonly SignalSpec[]): ObservedParts {
  return Object.fromEntries(specs.map((spec) => [spec.name, decodeSignal(seen.frame.data, spec)]));
}

/** Which frames match; null: any. */
interface FrameMask {
  readonly id: number | null;
  readonly data: BytePattern | null;
}

function describeMask({ id, data }: FrameMask): string {
  return `${id === null ? '' : ` ${formatCanId(id)}`}${data === null ? '' : ` ${formatPattern(data)}`}`;
}

function matcherOf({ id, data }: FrameMask, { bench, captures }: StepContext): (candidate: CanFrame) => boolean {
  const symbols = symbolsFor(data ?? [], bench, captures);
  return (candidate) =>
    (id === null || candidate.id === id) && (data === null || matchesPattern(data, candidate.data, symbols));
}

async function lookAtBytes({ id, data, withinUs }: BytesAction, context: StepContext): Promise<StepOutcome> {
  const { car, bench } = context;
  const isMeant = matcherOf({ id, data }, context);
  const expected = `frame${describeMask({ id, data })}`;
  const before = bench.lastFrame(car, id);
  const last = (seen: SeenFrame | null): string => (seen === null ? 'no such frame' : describeFrame(seen.frame));
  if (withinUs === null) {
    return { verdict: before !== null && isMeant(before.frame) ? 'pass' : 'fail', expected, got: last(before) };
  }
  const found = await firstFrame(isMeant, withinUs, context);
  const latest = bench.lastFrame(car, id);
  const got = found ?? (latest === before ? null : latest);
  return { verdict: found === null ? 'fail' : 'pass', expected, got: last(got) };
}

/** The first matching frame within that time; null where there was none. */
async function firstFrame(
  isMeant: (candidate: CanFrame) => boolean,
  spanUs: Micros,
  { car, bench }: StepContext,
): Promise<SeenFrame | null> {
  const watch = bench.watchFrames(car, isMeant);
  const limitUs = bench.nowUs() + spanUs;
  try {
    while (watch.seen === null && bench.nowUs() < limitUs) await bench.advanceToNext(limitUs);
    return watch.seen;
  } finally {
    watch.end();
  }
}

function describeFrame({ id, data }: CanFrame): string {
  return `${formatCanId(id)} ${formatBytes(data)}`;
}

interface NoFrameAction {
  readonly kind: 'noFrame';
  readonly mask: FrameMask;
  readonly forUs: Micros;
}

export const noFrame: Verb<NoFrameAction> = {
  schema: z
    .strictObject({
      for: described('how long there must be no such frame', span),
      name: messageName.optional(),
      id: canId.optional(),
      data: described('only frames with these bytes', responseBytes).optional(),
    })
    .transform((value, context): NoFrameAction => {
      if (value.name !== undefined && value.id !== undefined) return refuse(context, 'either name or id');
      const spec = BROADCAST_MESSAGES.find((message) => message.name === value.name);
      const mask = { id: value.id ?? spec?.id ?? null, data: value.data ?? null };
      return { kind: 'noFrame', forUs: value.for, mask };
    })
    .describe('checks that no such frame is on the bus for a time'),
  describe: ({ mask, forUs }) => `no frame${describeMask(mask)} for ${formatSpan(forUs)}`,
  names: ({ mask }) => (mask.data === null ? {} : { patterns: [[['data'], mask.data]] }),
  async run({ mask, forUs }, context) {
    const expected = `no frame${describeMask(mask)}`;
    const found = await firstFrame(matcherOf(mask, context), forUs, context);
    if (found === null) return { verdict: 'pass', expected, got: 'none' };
    return { verdict: 'fail', expected, got: describeFrame(found.frame) };
  },
};

/** A frame of the scenario's own. */
interface FrameSpec {
  readonly id: number;
  readonly extended: boolean;
  readonly fd: boolean;
  readonly data: BytePattern;
}

interface SendAction {
  readonly kind: 'send';
  readonly frame: FrameSpec;
  readonly traffic: { readonly name: string; readonly cycleUs: Micros } | null;
}

/** A classical bus cannot carry frames faster than this. */
const SHORTEST_CYCLE_US = 100;
const cycle = span.refine((us) => us >= SHORTEST_CYCLE_US, 'a time of at least 100 us');
const repeated = {
  cycle: described(
    `interval between frames, at least ${SHORTEST_CYCLE_US} us, until stopSending; once unless given`,
    cycle.describe(span.description ?? ''),
  ).optional(),
  as: name.describe('the name for stopSending; goes with cycle').optional(),
};
/** For editors and for scenarios in TypeScript, which use the schema; the loader's own messages are below. */
const TOGETHER = { dependentRequired: { cycle: ['as'], as: ['cycle'] } };

export const send: Verb<SendAction> = {
  schema: z
    .union(
      [
        z
          .strictObject({
            id: canId,
            data: described('bytes of the frame', requestBytes),
            extended: yesNo
              .describe(
                `true: a 29-bit id; unless given, where the id is above 0x${MAX_BASE_ID.toString(16).toUpperCase()}`,
              )
              .optional(),
            fd: yesNo
              .describe(`true: a CAN FD frame, with up to ${MAX_FD_DATA} bytes; up to ${MAX_CLASSIC_DATA} unless given`)
              .optional(),
            ...repeated,
          })
          .register(z.globalRegistry, TOGETHER),
        z
          .strictObject({
            name: messageName,
            signals: z
              .partialRecord(z.enum(signalNames), z.int('a whole number').min(0, 'a number from 0'))
              .describe('raw values of signals, by name; others are 0'),
            ...repeated,
          })
          .register(z.globalRegistry, TOGETHER),
      ],
      '{id, data} or {name, signals}',
    )
    .transform((value, context): SendAction => {
      const { cycle: cycleUs, as } = value;
      if ((cycleUs === undefined) !== (as === undefined)) {
        return refuse(context, 'cycle and as together: the interval, and the name for stopping it');
      }
      const traffic = cycleUs === undefined || as === undefined ? null : { name: as, cycleUs };
      if ('id' in value) {
        const extended = value.extended ?? value.id > MAX_BASE_ID;
        if (!extended && value.id > MAX_BASE_ID) return refuse(context, 'an 11-bit id where extended is false');
        const length = lengthProblem(value.data, value.fd ?? false);
        if (length !== null) {
          context.addIssue({ code: 'custom', message: length, input: value.data, path: ['data'] });
          return z.NEVER;
        }
        return { kind: 'send', frame: { id: value.id, extended, fd: value.fd ?? false, data: value.data }, traffic };
      }
      const foreign = foreignSignal(value.name, value.signals);
      const data = foreign ?? messageBytes(value.name, value.signals);
      if (typeof data === 'string') return refuse(context, data);
      const spec = BROADCAST_MESSAGES.find((message) => message.name === value.name);
      return { kind: 'send', frame: { id: spec?.id ?? 0, extended: false, fd: false, data }, traffic };
    })
    .describe('sends a frame, once or periodically'),
  describe({ frame: sent, traffic }) {
    const repetition = traffic === null ? '' : ` every ${formatSpan(traffic.cycleUs)}`;
    return `send ${formatCanId(sent.id)} ${formatPattern(sent.data)}${repetition}`;
  },
  names: ({ frame: sent, traffic }) => ({
    patterns: [[['data'], sent.data]],
    ...(traffic === null ? {} : { startsTraffic: traffic.name }),
  }),
  async run({ frame: sent, traffic }, { car, bench, captures }) {
    const data = bytesOfPattern(sent.data, symbolsFor(sent.data, bench, captures));
    if (data === null) return inconclusive('every name in braces captured', 'one that is not');
    const made = frameOf(sent, data);
    if (traffic === null) await bench.sendFrame(car, made);
    else await bench.startTraffic(car, traffic.name, made, traffic.cycleUs);
    return DONE;
  },
};

/** What was expected of bytes that no frame carries; null where they fit, as far as is known before names are filled in. */
function lengthProblem(data: BytePattern, fd: boolean): string | null {
  const bytes = data.filter(({ kind }) => kind === 'byte').length;
  const most = fd ? MAX_FD_DATA : MAX_CLASSIC_DATA;
  if (bytes === data.length ? isDataLength(bytes, fd) : bytes <= most) return null;
  return fd ? `${dataLengthWords(fd)} bytes` : `${dataLengthWords(fd)} bytes, or fd: true for more`;
}

/** The bytes of a message; a description of what was expected, where a value does not fit its signal. */
function messageBytes(message: string, signals: Readonly<Record<string, number | undefined>>): BytePattern | string {
  const spec = BROADCAST_MESSAGES.find((candidate) => candidate.name === message);
  const bytes = new Uint8Array(spec?.length ?? 0);
  for (const signal of spec?.signals ?? []) {
    const value = signals[signal.name] ?? 0;
    if (value > maxSignalValue(signal)) return `${signal.name} from 0 to ${maxSignalValue(signal)}`;
    encodeSignal(bytes, signal, value);
  }
  return [...bytes].map((value) => ({ kind: 'byte', value }));
}

function frameOf({ id, extended, fd }: FrameSpec, data: Uint8Array): CanFrame {
  try {
    return dataFrame(id, data, { extended, fd });
  } catch (error) {
    if (!(error instanceof CanFrameError)) throw error;
    throw new BenchError(error.message, 'send fewer bytes, or fd: true', { cause: error });
  }
}

interface StopSendingAction {
  readonly kind: 'stopSending';
  readonly name: string;
}

export const stopSending: Verb<StopSendingAction> = {
  schema: name
    .describe('ends periodic frames: the name that send has as `as`')
    .transform((value): StopSendingAction => ({ kind: 'stopSending', name: value })),
  describe: (action) => `stop sending ${action.name}`,
  names: (action) => ({ stopsTraffic: action.name }),
  run: async (action, { car, bench }) =>
    (await bench.stopTraffic(car, action.name)) ? DONE : inconclusive(`${action.name} being sent`, 'none'),
};
