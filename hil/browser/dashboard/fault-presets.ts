import { ENGINE_TROUBLE_CODES } from '../../../ecu-sim/description/engine-trouble-codes.ts';

/** A fault that a switch sets and takes back, as bodies of `POST /api/faults` and as a step of a scenario. */
export interface FaultPreset {
  readonly id: string;
  readonly title: string;
  readonly on: Readonly<Record<string, unknown>>;
  /** What takes it back; null where it is over by itself or cannot be undone. */
  readonly off: Readonly<Record<string, unknown>> | null;
  readonly step: string;
}

interface FaultGroup {
  readonly title: string;
  readonly presets: readonly FaultPreset[];
}

function code(fault: string, title: string): FaultPreset {
  const step = `fault: { fault: ${fault}, on: true }`;
  return { id: fault, title: `${fault} ${title}`, on: { fault, on: true }, off: { fault, on: false }, step };
}

function part(id: string, title: string, name: string, on: unknown, off: unknown, step: string): FaultPreset {
  return { id, title, on: { [name]: on }, off: off === undefined ? null : { [name]: off }, step: `fault: { ${step} }` };
}

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
      part('drop', 'One frame in ten is lost', 'bus', { drop: 0.1 }, {}, 'bus: { drop: 0.1 }'),
      part('corrupt', 'One frame in twenty is corrupted', 'bus', { corrupt: 0.05 }, {}, 'bus: { corrupt: 0.05 }'),
      part('delay', 'Frames are delayed by 20 ms', 'bus', { delayMs: 20 }, {}, 'bus: { delayMs: 20 }'),
      part('silent', 'The body ECU is silent', 'silent', ['body'], [], 'silent: [body]'),
      part(
        'bus-off',
        'The Smart Key ECU goes bus-off once',
        'busOff',
        { node: 'smart-key' },
        undefined,
        'busOff: { node: smart-key }',
      ),
      part(
        'babble',
        'A node babbles for half a second',
        'babble',
        { id: 0, periodMs: 0, durationMs: 500 },
        undefined,
        'babble: { id: 0, periodMs: 0, durationMs: 500 }',
      ),
    ],
  },
  {
    title: 'ISO-TP and answers',
    presets: [
      part(
        'sequence',
        'Wrong sequence number once',
        'transport',
        { ecu: { wrongSequence: 1, count: 1 } },
        undefined,
        'transport: { ecu: { wrongSequence: 1, count: 1 } }',
      ),
      part(
        'flow-lost',
        'The tool’s flow control is lost',
        'transport',
        { tool: { flowLost: 1 } },
        { tool: {} },
        'transport: { tool: { flowLost: 1 } }',
      ),
      part(
        'answer-late',
        'Answers come 120 ms late',
        'answers',
        [{ request: '** ..', delayMs: 120 }],
        [],
        "answers: [{ request: '** ..', delayMs: 120 }]",
      ),
      part(
        'answer-lost',
        'Every answer is lost',
        'answers',
        [{ request: '** ..', drop: true }],
        [],
        "answers: [{ request: '** ..', drop: true }]",
      ),
    ],
  },
  {
    title: 'Supply, memory, door',
    presets: [
      part(
        'sag',
        'Supply sags to 9.5 V for a second',
        'supply',
        {
          points: [
            { atMs: 0, volts: 12 },
            { atMs: 200, volts: 9.5 },
            { atMs: 1500, volts: 12.6 },
          ],
        },
        undefined,
        'supply: { points: [{ atMs: 0, volts: 12 }, { atMs: 200, volts: 9.5 }, { atMs: 1500, volts: 12.6 }] }',
      ),
      part(
        'memory-cut',
        'Power fails in the next write of the keys',
        'memoryCut',
        { write: 1, block: 'keys', byte: 20, offMs: 100 },
        undefined,
        'memoryCut: { write: 1, block: keys, byte: 20, offMs: 100 }',
      ),
      part(
        'flutter',
        'Driver’s door switch bounces',
        'doorFlutter',
        { door: 'driver', periodMs: 20, edges: 7 },
        undefined,
        'doorFlutter: { door: driver, periodMs: 20, edges: 7 }',
      ),
    ],
  },
  {
    title: 'Engine trouble codes',
    presets: Object.entries(ENGINE_TROUBLE_CODES).map(([fault, { meaning }]) => code(fault, meaning)),
  },
];
