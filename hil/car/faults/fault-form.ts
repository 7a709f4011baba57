import { z } from 'zod';

import { parseByteMask } from '../../../can-bus/bytes/byte-mask.ts';
import { MAX_EXTENDED_ID } from '../../../can-bus/frame/can-frame.ts';
import { MAX_DELAY_MS } from '../../../can-bus/virtual-bus/fault-plan.ts';
import { BLOCK_NAMES, type BlockName } from '../../../ecu-sim/memory/block-copy.ts';
import { CAR_NODES, type CarNode } from './fault-plan.ts';

/** A CAN id as a number, or as text in hex. */
type IdForm = number | string;

export interface BusForm {
  readonly drop?: number;
  readonly corrupt?: number;
  readonly duplicate?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly ids?: readonly IdForm[] | null;
  readonly data?: string | null;
  readonly skip?: number;
  readonly count?: number | null;
}

export interface TransportForm {
  readonly wrongSequence?: number;
  readonly consecutiveLost?: number;
  readonly flowLost?: number;
  readonly flowOverflow?: number;
  readonly flowWaits?: number;
  readonly flowWaitMs?: number;
  readonly skip?: number;
  readonly count?: number | null;
}

export interface AnswerForm {
  readonly request?: string | null;
  readonly response?: string | null;
  readonly probability?: number;
  readonly drop?: boolean;
  readonly replace?: string | null;
  readonly alter?: { readonly at: number; readonly bits: number } | null;
  readonly truncate?: number | null;
  readonly pending?: number;
  readonly pendingEveryMs?: number;
  readonly delayMs?: number;
  readonly skip?: number;
  readonly count?: number | null;
}

/** Parts of a fault plan as JSON and YAML have them; null, or an empty list, ends that part. */
export interface FaultPlanForm {
  readonly seed?: number | null;
  readonly bus?: BusForm;
  readonly silent?: readonly CarNode[];
  readonly busOff?: { readonly node: CarNode; readonly held?: boolean } | null;
  readonly babble?: { readonly id?: IdForm; readonly periodMs?: number; readonly durationMs?: number } | null;
  readonly transport?: { readonly ecu?: TransportForm; readonly tool?: TransportForm } | null;
  readonly answers?: readonly AnswerForm[];
  readonly supply?: {
    readonly points: readonly { readonly atMs: number; readonly volts: number }[];
    readonly stepMs?: number;
  } | null;
  readonly doorFlutter?: {
    readonly door: 'driver' | 'passenger' | 'rearLeft' | 'rearRight' | 'trunk';
    readonly periodMs: number;
    readonly edges: number;
  } | null;
  readonly memoryCut?: {
    readonly write?: number;
    readonly block?: BlockName | null;
    readonly byte?: number | null;
    readonly offMs?: number;
  } | null;
  readonly memoryDamage?: readonly BlockName[];
  readonly keyBattery?: readonly { readonly key: string; readonly batteryV: number }[];
}

/** Puts a noun phrase ("a probability from 0 to 1") into the words of whoever shows the mistake. */
export type Wording = (noun: string) => string;

/** Bounds of a plan: what a person writes stays far below. */
const MAX_IDS = 256;
const MAX_ANSWERS = 32;
const MAX_POINTS = 1000;
const MAX_COUNT = 1_000_000;
const MAX_STORM = 1000;
const MAX_BABBLE_MS = 60_000;
const MAX_MESSAGE = 4095;
const MIN_SUPPLY_V = 6;
const MAX_SUPPLY_V = 18;
const MAX_KEY_BATTERY_V = 5;
const DOORS = ['driver', 'passenger', 'rearLeft', 'rearRight', 'trunk'] as const;

/** The schema of {@link FaultPlanForm}. Every description says what belongs there. */
export function faultPlanSchema(say: Wording): z.ZodType<FaultPlanForm> {
  const number = (min: number, max: number, noun: string): z.ZodNumber => {
    const rule = say(`a number from ${min} to ${max}`);
    return z.number(rule).min(min, rule).max(max, rule).describe(noun);
  };
  const whole = (min: number, max: number, noun: string): z.ZodInt => {
    const rule = say(`a whole number from ${min} to ${max}`);
    return z.int(rule).min(min, rule).max(max, rule).describe(noun);
  };
  const oneOf = <const Names extends readonly string[]>(names: Names): z.ZodEnum<z.core.util.ToEnum<Names[number]>> =>
    z.enum(names, say(`one of ${names.join(', ')}`)).describe(names.join(', '));
  const flag = (noun: string): z.ZodBoolean => z.boolean(say('true or false')).describe(noun);
  const object = say('an object');

  const probability = number(0, 1, 'a probability from 0 to 1; 0 unless given').exactOptional();
  const delay = number(0, MAX_DELAY_MS, 'milliseconds, 0 to 3600000').exactOptional();
  const bounds = {
    skip: whole(0, MAX_COUNT, 'so many that fit pass unharmed first; 0 unless given').exactOptional(),
    count: whole(1, MAX_COUNT, 'at most so many are hit; all unless given').nullable().exactOptional(),
  };
  const canId = z
    .union(
      [z.int().min(0).max(MAX_EXTENDED_ID), z.string().regex(/^(0[xX])?[01]?[0-9A-Fa-f]{1,7}$/)],
      say('a CAN id: a number, or text in hex such as "758", up to 1FFFFFFF'),
    )
    .describe('a CAN id: a number, or text in hex such as "758", up to 1FFFFFFF');
  const maskWords = 'bytes in hex such as "27 0* ..": * is any digit, .. at the end any rest';
  const mask = z
    .string(say(maskWords))
    .refine((text) => parseByteMask(text) !== null, say(maskWords))
    .nullable()
    .describe(`${maskWords}; null fits all`)
    .exactOptional();
  const bytesWords = 'bytes in hex such as "7F 31 22"';
  const node = oneOf(CAR_NODES);

  const transport = z
    .strictObject(
      {
        wrongSequence: probability,
        consecutiveLost: probability,
        flowLost: probability,
        flowOverflow: probability,
        flowWaits: whole(0, MAX_STORM, 'flow controls "wait" before the one that was to go').exactOptional(),
        flowWaitMs: number(1, 60_000, 'milliseconds between two of them; 50 unless given').exactOptional(),
        ...bounds,
      },
      object,
    )
    .exactOptional();

  const answer = z.strictObject(
    {
      request: mask,
      response: mask,
      probability: number(0, 1, 'a probability from 0 to 1; 1 unless given').exactOptional(),
      drop: flag('true: it never comes').exactOptional(),
      replace: z
        .string(say(bytesWords))
        .regex(/^\s*[0-9A-Fa-f]{2}(?:\s*[0-9A-Fa-f]{2})*\s*$/, say(bytesWords))
        .nullable()
        .describe(`${bytesWords} in its place`)
        .exactOptional(),
      alter: z
        .strictObject(
          {
            at: whole(0, MAX_MESSAGE, 'the byte, from 0'),
            bits: whole(1, 255, 'the bits of it to turn, as a number from 1 to 255'),
          },
          object,
        )
        .nullable()
        .exactOptional(),
      truncate: whole(1, MAX_MESSAGE, 'only so many bytes of it').nullable().exactOptional(),
      pending: whole(0, MAX_STORM, 'so many 0x78 (response pending) before it').exactOptional(),
      pendingEveryMs: number(1, 60_000, 'milliseconds from one 0x78 to the next; 1000 unless given').exactOptional(),
      delayMs: delay,
      ...bounds,
    },
    object,
  );

  return z.strictObject(
    {
      seed: z
        .int(say('a whole number'))
        .nullable()
        .describe('begins all drawing anew from this seed; null: the seed of the car')
        .exactOptional(),
      bus: z
        .strictObject(
          {
            drop: probability,
            corrupt: probability,
            duplicate: probability,
            delayMs: delay,
            jitterMs: delay,
            ids: z
              .array(canId, say('a list of CAN ids, or null for all'))
              .max(MAX_IDS, say(`at most ${MAX_IDS} ids`))
              .nullable()
              .describe('only frames with these CAN ids: numbers, or text in hex such as "758"; null: all')
              .exactOptional(),
            data: mask,
            ...bounds,
          },
          object,
        )
        .describe('frames lost, damaged, doubled, held back; what is left out is 0, so {} ends all of it')
        .exactOptional(),
      silent: z
        .array(node, say('a list of nodes'))
        .describe('nodes whose frames are lost before they reach the wire; [] ends it')
        .exactOptional(),
      busOff: z
        .strictObject(
          { node, held: flag('true: until it is taken away; otherwise it recovers by itself').exactOptional() },
          object,
        )
        .nullable()
        .describe("a node's controller goes bus-off now; null sets it going again")
        .exactOptional(),
      babble: z
        .strictObject(
          {
            id: canId.exactOptional(),
            periodMs: number(
              0,
              10_000,
              'milliseconds from frame to frame; 0, back to back, unless given',
            ).exactOptional(),
            durationMs: number(0.001, MAX_BABBLE_MS, 'milliseconds it goes on; 100 unless given').exactOptional(),
          },
          object,
        )
        .nullable()
        .describe('a node that floods the bus, with id 0 unless given; null stops it')
        .exactOptional(),
      transport: z
        .strictObject({ ecu: transport, tool: transport }, object)
        .nullable()
        .describe('what ISO-TP does wrong: of what the Smart Key ECU sends (ecu), and of what it is sent (tool)')
        .exactOptional(),
      answers: z
        .array(answer, say('a list of answer faults'))
        .max(MAX_ANSWERS, say(`at most ${MAX_ANSWERS} of them`))
        .describe('what becomes of answers of the Smart Key ECU; the first that fits has it; [] ends it')
        .exactOptional(),
      supply: z
        .strictObject(
          {
            points: z
              .array(
                z.strictObject(
                  {
                    atMs: number(0, 86_400_000, 'milliseconds from now'),
                    volts: number(MIN_SUPPLY_V, MAX_SUPPLY_V, 'the 12 V supply in volts, 6 to 18'),
                  },
                  object,
                ),
                say('a list of {atMs, volts}'),
              )
              .min(1, say('at least one point'))
              .max(MAX_POINTS, say(`at most ${MAX_POINTS} points`))
              .refine(
                (points) => points.every(({ atMs }, index) => index === 0 || atMs > (points[index - 1]?.atMs ?? 0)),
                say('points in order of time'),
              )
              .describe('in order of time; straight lines from point to point'),
            stepMs: number(
              0,
              10_000,
              'milliseconds from one change to the next; 10 unless given, 0: jumps',
            ).exactOptional(),
          },
          object,
        )
        .nullable()
        .describe('the supply follows a curve; null leaves it where it stands')
        .exactOptional(),
      doorFlutter: z
        .strictObject(
          {
            door: oneOf(DOORS),
            periodMs: number(0.1, 60_000, 'milliseconds from one edge to the next'),
            edges: whole(1, MAX_COUNT, 'how many edges'),
          },
          object,
        )
        .nullable()
        .describe('a courtesy switch with a loose contact')
        .exactOptional(),
      memoryCut: z
        .strictObject(
          {
            write: whole(1, MAX_COUNT, 'which write from now on; 1, the next, unless given').exactOptional(),
            block: oneOf(BLOCK_NAMES).nullable().exactOptional(),
            byte: whole(0, MAX_COUNT, 'the power fails with so many bytes done; drawn unless given')
              .nullable()
              .exactOptional(),
            offMs: number(0.001, 3_600_000, 'milliseconds it stays away; 100 unless given').exactOptional(),
          },
          object,
        )
        .nullable()
        .describe('the power fails within a memory write (VEH-4)')
        .exactOptional(),
      memoryDamage: z
        .array(oneOf(BLOCK_NAMES), say('a list of memory blocks'))
        .describe('both copies of these blocks are spoilt; the next power-on finds out (VEH-5)')
        .exactOptional(),
      keyBattery: z
        .array(
          z.strictObject(
            {
              key: z.string(say('a key')).min(1, say('a key')).describe('a key'),
              batteryV: number(0, MAX_KEY_BATTERY_V, "volts of the key's own battery; 2.2 and below is weak (KEY-6)"),
            },
            object,
          ),
          say('a list of {key, batteryV}'),
        )
        .describe('batteries of keys that have run down')
        .exactOptional(),
    },
    object,
  );
}
