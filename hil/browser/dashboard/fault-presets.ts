import { ENGINE_TROUBLE_CODES } from '../../../ecu-sim/description/engine-trouble-codes.ts';
import type { AnswerForm, CarFaultsInForce, TransportForm } from '../../view/faults-in-force.ts';
import { given, noteOf } from './fault-part.ts';

/** A fault of the car as a switch: whether it is in force, and what sets or ends it alone. */
export interface FaultPreset {
  readonly id: string;
  readonly title: string;
  isOn(inForce: CarFaultsInForce): boolean;
  /** What is in force, where it is not what the title says; null where it is. */
  noteOf(inForce: CarFaultsInForce): string | null;
  /**
   * The body of `POST /api/faults`: the part of the plan that it belongs to, the others in that part as they are. Null
   * where it cannot be set.
   */
  readonly change: ((inForce: CarFaultsInForce, on: boolean) => Readonly<Record<string, unknown>>) | null;
}

interface FaultGroup {
  readonly title: string;
  readonly presets: readonly FaultPreset[];
}

function code(fault: string, title: string): FaultPreset {
  return {
    id: fault,
    title: `${fault} ${title}`,
    isOn: ({ faults }) => faults.includes(fault),
    noteOf: () => null,
    change: (_inForce, on) => ({ fault, on }),
  };
}

function bus(id: string, title: string, field: 'drop' | 'corrupt' | 'delayMs', value: number): FaultPreset {
  return {
    id,
    title,
    isOn: ({ plan }) => (plan.bus[field] ?? 0) > 0,
    noteOf: ({ plan }) => noteOf(plan.bus, { [field]: value }),
    change: ({ plan }, on) => ({ bus: given({ ...plan.bus, [field]: on ? value : 0 }) }),
  };
}

function transport(
  id: string,
  title: string,
  side: 'ecu' | 'tool',
  field: 'wrongSequence' | 'flowLost',
  limits: TransportForm = {},
): FaultPreset {
  return {
    id,
    title,
    isOn: ({ plan }) => (plan.transport?.[side]?.[field] ?? 0) > 0,
    noteOf: ({ plan }) => noteOf(plan.transport?.[side] ?? null, { [field]: 1, ...limits }),
    change: ({ plan }, on) => {
      const { ecu = {}, tool = {} } = plan.transport ?? {};
      const before = side === 'ecu' ? ecu : tool;
      const after = on ? { ...before, [field]: 1, ...limits } : { ...before, [field]: 0 };
      const sides = { ecu: given(ecu), tool: given(tool), [side]: given(after) };
      return { transport: Object.fromEntries(Object.entries(sides).filter(([, one]) => Object.keys(one).length > 0)) };
    },
  };
}

/** Every request: the faults of this page share one entry, because the first entry that matches is applied. */
const EVERY = '** ..';

/** The entry for all requests, which the switches set. */
export function isOfEvery({ request, response }: AnswerForm): boolean {
  return request === EVERY && (response ?? null) === null;
}

function answer(id: string, title: string, field: 'delayMs' | 'drop', value: number | boolean): FaultPreset {
  const off = typeof value === 'number' ? 0 : false;
  return {
    id,
    title,
    isOn: ({ plan }) => plan.answers.some((one) => isOfEvery(one) && (one[field] ?? off) !== off),
    noteOf: ({ plan }) => noteOf(plan.answers.find(isOfEvery) ?? null, { [field]: value }),
    change: ({ plan }, on) => {
      const before = plan.answers.find(isOfEvery);
      const after = given({ ...before, request: null, [field]: on ? value : off });
      const others = plan.answers.filter((one) => one !== before);
      return { answers: Object.keys(after).length === 0 ? others : [{ request: EVERY, ...after }, ...others] };
    },
  };
}

function silent(id: string, title: string, node: 'body'): FaultPreset {
  return {
    id,
    title,
    isOn: ({ plan }) => plan.silent.includes(node),
    noteOf: () => null,
    change: ({ plan }, on) => {
      const others = plan.silent.filter((name) => name !== node);
      return { silent: on ? [...others, node] : others };
    },
  };
}

type TimedPart = 'busOff' | 'babble' | 'supply' | 'memoryCut' | 'doorFlutter';

/** A fault that is a part of its own, and over by itself. */
function timed(id: string, title: string, part: TimedPart, value: object): FaultPreset {
  return {
    id,
    title,
    isOn: ({ plan }) => plan[part] !== null,
    noteOf: ({ plan }) => noteOf(plan[part], value),
    change: (_inForce, on) => ({ [part]: on ? value : null }),
  };
}

const SAG = {
  points: [
    { atMs: 0, volts: 12 },
    { atMs: 200, volts: 9.5 },
    { atMs: 1500, volts: 12.6 },
  ],
};

/** A choice out of the fault plan (docs/faults.md has all of it): one switch for each kind. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  {
    title: 'Trouble codes',
    presets: [
      code('B278D', 'registration prohibited'),
      code('B27A5', 'front antenna'),
      code('B2785', 'LIN communication'),
      code('B2781', 'no engine start'),
    ],
  },
  {
    title: 'Bus',
    presets: [
      bus('drop', 'One frame in ten is lost', 'drop', 0.1),
      bus('corrupt', 'One frame in twenty is corrupted', 'corrupt', 0.05),
      bus('delay', 'Frames are delayed by 20 ms', 'delayMs', 20),
      silent('silent', 'The body ECU is silent', 'body'),
      timed('bus-off', 'The Smart Key ECU goes bus-off once', 'busOff', { node: 'smart-key' }),
      timed('babble', 'A node babbles for half a second', 'babble', { id: '000', periodMs: 0, durationMs: 500 }),
    ],
  },
  {
    title: 'ISO-TP and answers',
    presets: [
      transport('sequence', 'Wrong sequence number once', 'ecu', 'wrongSequence', { count: 1 }),
      transport('flow-lost', 'The tool’s flow control is lost', 'tool', 'flowLost'),
      answer('answer-late', 'Answers come 120 ms late', 'delayMs', 120),
      answer('answer-lost', 'Every answer is lost', 'drop', true),
    ],
  },
  {
    title: 'Supply, memory, door',
    presets: [
      timed('sag', 'Supply sags to 9.5 V for a second', 'supply', SAG),
      timed('memory-cut', 'Power fails in the next write of the keys', 'memoryCut', {
        write: 1,
        block: 'keys',
        byte: 20,
        offMs: 100,
      }),
      timed('flutter', 'Driver’s door switch bounces', 'doorFlutter', { door: 'driver', periodMs: 20, edges: 7 }),
    ],
  },
  {
    title: 'Engine trouble codes',
    presets: Object.entries(ENGINE_TROUBLE_CODES).map(([fault, { meaning }]) => code(fault, meaning)),
  },
];

export const PRESETS: readonly FaultPreset[] = FAULT_GROUPS.flatMap(({ presets }) => presets);
