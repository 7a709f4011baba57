import { z } from 'zod';

import { BLOCK_NAMES, type BlockName } from '../../../ecu-sim/memory/block-copy.ts';
import { DOORS, type Doors } from '../../../ecu-sim/body/body-inputs.ts';
import { described, type Wording } from '../../../ecu-sim/profile/limited-number.ts';
import { FAULT_LIMITS, VEHICLE_LIMITS, DEFAULT_OFF_MS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { doipForm, MAX_DOIP, type DoipForm } from './doip-fault-form.ts';
import { FaultFields, type IdForm } from './fault-fields.ts';
import type { CarNode } from './fault-plan.ts';
import type { AnswerForm, BusForm, TransportForm } from '../../view/faults-in-force.ts';

export type { AnswerForm, BusForm, TransportForm };

/** Parts of a fault plan in JSON and YAML; null, or an empty list, ends that part. */
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
    readonly door: keyof Doors;
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
  readonly doip?: readonly DoipForm[];
}

type Form<Part extends keyof FaultPlanForm> = z.ZodType<NonNullable<FaultPlanForm[Part]>>;

/** Limits of a plan's lists: what people write stays far below. */
const MAX_IDS = 256;
const MAX_ANSWERS = 32;
const MAX_POINTS = 1000;
const BYTES_WORDS = 'bytes in hex such as "7F 31 22"';

/** The schema of {@link FaultPlanForm}. Every description says what is expected. */
export function faultPlanSchema(say: Wording): z.ZodType<FaultPlanForm> {
  const fields = new FaultFields(say);
  return z.strictObject(
    {
      seed: z
        .int(say('a whole number'))
        .nullable()
        .describe('restarts random generation from this seed; null: the seed of the car')
        .exactOptional(),
      bus: busForm(fields).exactOptional(),
      silent: z
        .array(fields.node, say('a list of nodes'))
        .describe('nodes whose frames are lost before they reach the wire; [] ends it')
        .exactOptional(),
      busOff: busOffForm(fields)
        .nullable()
        .describe("a node's controller goes bus-off now; null sets it going again")
        .exactOptional(),
      babble: babbleForm(fields)
        .nullable()
        .describe('a node that floods the bus, with id 0 unless given; null stops it')
        .exactOptional(),
      transport: transportsForm(fields)
        .nullable()
        .describe('ISO-TP faults in frames from the Smart Key ECU (ecu) and in frames to it (tool)')
        .exactOptional(),
      answers: z
        .array(answerForm(fields), say('a list of answer faults'))
        .max(MAX_ANSWERS, say(`at most ${MAX_ANSWERS} of them`))
        .describe('faults of responses of the Smart Key ECU; the first match applies; [] ends it')
        .exactOptional(),
      supply: supplyForm(fields)
        .nullable()
        .describe('the supply follows a curve; null leaves it at its present voltage')
        .exactOptional(),
      doorFlutter: doorFlutterForm(fields)
        .nullable()
        .describe('a courtesy switch with a loose contact')
        .exactOptional(),
      memoryCut: memoryCutForm(fields)
        .nullable()
        .describe('the power fails within a memory write (VEH-4)')
        .exactOptional(),
      memoryDamage: z
        .array(fields.oneOf(BLOCK_NAMES, 'a memory block'), say('a list of memory blocks'))
        .describe('both copies of these blocks are corrupted; detected at the next power-on (VEH-5)')
        .exactOptional(),
      keyBattery: keyBatteryForm(fields).exactOptional(),
      doip: z
        .array(doipForm(fields), say('a list of DoIP faults'))
        .max(MAX_DOIP, say(`at most ${MAX_DOIP} of them`))
        .describe('messages of the DoIP gateway; the first that names a message applies; [] ends it')
        .exactOptional(),
    },
    fields.object,
  );
}

function busForm(fields: FaultFields): Form<'bus'> {
  const { say, object, canId, skip, count } = fields;
  return z
    .strictObject(
      {
        drop: fields.chance('a frame is lost'),
        corrupt: fields.chance('a frame is corrupted: an error frame, and the frame again'),
        duplicate: fields.chance('a frame is sent twice'),
        delayMs: fields.lateBy('each frame is late'),
        jitterMs: fields.lateBy('the longest random delay in addition'),
        ids: z
          .array(canId, say('a list of CAN ids, or null for all'))
          .max(MAX_IDS, say(`at most ${MAX_IDS} ids`))
          .nullable()
          .describe('only frames with these CAN ids: numbers, or hex text such as "758"; null: all')
          .exactOptional(),
        data: fields.matching('only frames with these bytes'),
        skip,
        count,
      },
      object,
    )
    .describe('frames lost, damaged, duplicated, delayed; omitted fields are 0, so {} ends all of them');
}

function busOffForm(fields: FaultFields): Form<'busOff'> {
  const held = fields.flag('true: until cleared; otherwise it recovers by itself').exactOptional();
  return z.strictObject({ node: fields.node, held }, fields.object);
}

function babbleForm(fields: FaultFields): Form<'babble'> {
  return z.strictObject(
    {
      id: fields.canId.exactOptional(),
      periodMs: fields
        .number(FAULT_LIMITS.babblePeriodMs, 'milliseconds from frame to frame; 0 (back to back) unless given')
        .exactOptional(),
      durationMs: fields.number(FAULT_LIMITS.babbleMs, 'duration in milliseconds; 100 unless given').exactOptional(),
    },
    fields.object,
  );
}

function transportsForm(fields: FaultFields): Form<'transport'> {
  const { skip, count } = fields;
  const transport = z
    .strictObject(
      {
        wrongSequence: fields.chance('a consecutive frame has a wrong sequence number'),
        consecutiveLost: fields.chance('a consecutive frame is lost'),
        flowLost: fields.chance('a flow control is lost'),
        flowOverflow: fields.chance('a flow control says overflow'),
        flowWaits: fields
          .number(FAULT_LIMITS.storm, 'number of flow controls "wait" before the real one')
          .exactOptional(),
        flowWaitMs: fields
          .number(FAULT_LIMITS.stormMs, 'milliseconds between two of them; 50 unless given')
          .exactOptional(),
        skip,
        count,
      },
      fields.object,
    )
    .exactOptional();
  return z.strictObject(
    {
      ecu: described('frames from the Smart Key ECU', transport),
      tool: described('frames to the Smart Key ECU', transport),
    },
    fields.object,
  );
}

function answerForm(fields: FaultFields): z.ZodType<AnswerForm> {
  const { say, object, skip, count } = fields;
  return z.strictObject(
    {
      request: fields.matching('only responses to these requests'),
      response: fields.matching('only these responses'),
      probability: fields.number(FAULT_LIMITS.probability, 'a probability, 1 unless given').exactOptional(),
      drop: fields.flag('true: it is never sent').exactOptional(),
      replace: z
        .string(say(BYTES_WORDS))
        .regex(/^\s*[0-9A-Fa-f]{2}(?:\s*[0-9A-Fa-f]{2})*\s*$/, say(BYTES_WORDS))
        .nullable()
        .describe(`${BYTES_WORDS} in its place`)
        .exactOptional(),
      alter: z
        .strictObject(
          {
            at: fields.number(FAULT_LIMITS.messageByte, 'the byte, from 0'),
            bits: fields.number(FAULT_LIMITS.bits, 'the bits to invert, as the value of a byte'),
          },
          object,
        )
        .nullable()
        .describe('bits of one byte that are inverted')
        .exactOptional(),
      truncate: fields.numberOrNull(FAULT_LIMITS.messageLength, 'number of its bytes that are kept'),
      pending: fields.number(FAULT_LIMITS.storm, 'number of 0x78 (response pending) before it').exactOptional(),
      pendingEveryMs: fields
        .number(FAULT_LIMITS.stormMs, 'milliseconds from one 0x78 to the next; 1000 unless given')
        .exactOptional(),
      delayMs: fields.lateBy('it is sent later'),
      skip,
      count,
    },
    object,
  );
}

function supplyForm(fields: FaultFields): Form<'supply'> {
  const { say, object } = fields;
  const point = z.strictObject(
    {
      atMs: fields.number(FAULT_LIMITS.supplyAtMs, 'milliseconds from now'),
      volts: fields.number(VEHICLE_LIMITS.supplyV, 'the 12 V supply in volts'),
    },
    object,
  );
  return z.strictObject(
    {
      points: z
        .array(point, say('a list of {atMs, volts}'))
        .min(1, say('at least one point'))
        .max(MAX_POINTS, say(`at most ${MAX_POINTS} points`))
        .refine(
          (points) => points.every(({ atMs }, index) => index === 0 || atMs > (points[index - 1]?.atMs ?? 0)),
          say('points in order of time'),
        )
        .describe('in order of time; linear from point to point'),
      stepMs: fields
        .number(FAULT_LIMITS.supplyStepMs, 'milliseconds from one change to the next; 10 unless given; 0 for steps')
        .exactOptional(),
    },
    object,
  );
}

function doorFlutterForm(fields: FaultFields): Form<'doorFlutter'> {
  return z.strictObject(
    {
      door: fields.oneOf(DOORS, 'the door with the switch'),
      periodMs: fields.number(FAULT_LIMITS.flutterMs, 'milliseconds from one edge to the next'),
      edges: fields.number(FAULT_LIMITS.count, 'number of edges'),
    },
    fields.object,
  );
}

function memoryCutForm(fields: FaultFields): Form<'memoryCut'> {
  return z.strictObject(
    {
      write: fields
        .number(FAULT_LIMITS.count, 'which write from now on; 1 (the next one) unless given')
        .exactOptional(),
      block: described(
        'only writes of this block; null for any',
        fields.oneOf(BLOCK_NAMES, 'a memory block').nullable(),
      ).exactOptional(),
      byte: fields.numberOrNull(FAULT_LIMITS.memoryByte, 'bytes written when the power fails; random unless given'),
      offMs: fields
        .number(VEHICLE_LIMITS.offMs, `milliseconds without power; ${DEFAULT_OFF_MS} unless given`)
        .exactOptional(),
    },
    fields.object,
  );
}

function keyBatteryForm(fields: FaultFields): Form<'keyBattery'> {
  const { say, object } = fields;
  const batteryV = fields.number(
    VEHICLE_LIMITS.keyBatteryV,
    "volts of the key's own battery; 2.2 and below is weak (KEY-6)",
  );
  const key = z.string(say('a key')).min(1, say('a key')).describe('a key: its id over HTTP, its name in a scenario');
  return z
    .array(z.strictObject({ key, batteryV }, object), say('a list of {key, batteryV}'))
    .describe('discharged batteries of keys');
}
