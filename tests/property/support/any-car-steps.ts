import fc from 'fast-check';
import type { FaultPlanForm } from '../../../hil/car/faults/fault-form.ts';
import type { CarAction, CarStep, CarWait } from './car-run.ts';

/* What happens to a car in the property tests. */

const REQUESTS = [
  '10 01',
  '10 03',
  '11 01',
  '3E 00',
  '3E 80',
  '14 FF FF FF',
  '19 02 FF',
  '22 F1 90',
  '22 F1 98 F1 99 10 03 10 10',
  '22 10 06',
  '27 01',
  '27 03',
  '27 05',
  '27 07',
  '27 02 31 32 33 34 35 36',
  '28 03 01',
  '28 00 01',
  '2E F1 98 30313233343536373839414243444546',
  '2F 20 01 03 02',
  '2F 20 03 03 01',
  '31 01 02 01 01',
  '31 01 02 01 02',
  '31 01 02 02 01',
  '31 01 02 02 02',
  '31 01 02 02 03',
  '31 01 02 03 01 01',
  '31 01 02 03 01 02',
  '31 01 02 03 02',
  '31 01 02 03 03',
  '31 03 02 01',
  '85 02',
];

const FAULTS: readonly FaultPlanForm[] = [
  { bus: { drop: 0.05, corrupt: 0.1, duplicate: 0.05, delayMs: 1, jitterMs: 3 } },
  { bus: { corrupt: 0.7 } },
  { bus: { corrupt: 1, ids: ['620'], count: 40 } },
  {
    transport: {
      ecu: { wrongSequence: 0.2, flowLost: 0.2, consecutiveLost: 0.2 },
      tool: { consecutiveLost: 0.2, flowWaits: 2, flowWaitMs: 5, flowOverflow: 0.2 },
    },
  },
  { transport: { ecu: { flowWaits: 3, flowWaitMs: 7 } } },
  {
    answers: [
      { request: '22 ..', delayMs: 40 },
      { probability: 0.5, pending: 2, pendingEveryMs: 20 },
    ],
  },
  {
    answers: [
      { request: '3E 00', probability: 0.5, drop: true },
      { probability: 0.3, truncate: 1 },
    ],
  },
  { silent: ['smart-key'] },
  { silent: ['body', 'engine'] },
  { silent: [] },
  { busOff: { node: 'smart-key' } },
  { busOff: { node: 'body', held: true } },
  { babble: { id: '100', periodMs: 2, durationMs: 300 } },
  { babble: { id: '001', periodMs: 0, durationMs: 30 } },
  {
    supply: {
      points: [
        { atMs: 100, volts: 10.5 },
        { atMs: 900, volts: 12.6 },
      ],
      stepMs: 50,
    },
  },
  { doorFlutter: { door: 'driver', periodMs: 37, edges: 11 } },
  { memoryCut: { write: 1, offMs: 150 } },
  { memoryCut: { write: 2, byte: 40 } },
  { memoryDamage: ['log'] },
  { keyBattery: [{ key: 'A1000001', batteryV: 2.1 }] },
  { seed: 5 },
];

const tool = fc.constantFrom('oem-tool' as const, 'generic-tool' as const);
/** To the engine ECU: one frame, and several. */
const obdRequest = fc.constantFrom<CarAction>(
  { kind: 'request', tool: 'obd-tool', hex: '01 0C' },
  { kind: 'request', tool: 'obd-tool', hex: '09 02' },
);
const index = fc.nat(5);
const request: fc.Arbitrary<CarAction> = fc.record({
  kind: fc.constant('request' as const),
  tool,
  hex: fc.constantFrom(...REQUESTS),
  functional: fc.boolean(),
});
const action: fc.Arbitrary<CarAction> = fc.oneof(
  { arbitrary: request, weight: 10 },
  { arbitrary: obdRequest, weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('pass-code' as const), tool }), weight: 4 },
  {
    arbitrary: fc.record({
      kind: fc.constant('vehicle' as const),
      change: fc.oneof(
        fc.boolean().map((driver) => ({ doors: { driver } })),
        fc.constantFrom('off' as const, 'acc' as const, 'on' as const).map((powerMode) => ({ powerMode })),
        fc.constantFrom(10_900, 11_000, 12_600).map((batteryMv) => ({ batteryMv })),
        fc.record({ brake: fc.boolean(), shiftP: fc.boolean() }),
        fc.nat(200).map((speedKmh) => ({ speedKmh })),
      ),
    }),
    weight: 4,
  },
  fc.constant({ kind: 'engine-switch' as const }),
  fc.constantFrom(2200, 3000).map((batteryMv) => ({ kind: 'new-key' as const, batteryMv })),
  { arbitrary: index.map((key) => ({ kind: 'touch' as const, index: key })), weight: 3 },
  fc.record({ kind: fc.constant('move' as const), index, to: fc.constantFrom('cabin' as const, 'outside' as const) }),
  fc.record({
    kind: fc.constant('press' as const),
    index,
    button: fc.constantFrom('lock' as const, 'unlock' as const, 'trunk' as const, 'panic' as const),
    holdMs: fc.constantFrom(0, 1000),
  }),
  { arbitrary: fc.constantFrom(...FAULTS).map((form) => ({ kind: 'faults' as const, form })), weight: 6 },
  fc.constant({ kind: 'clear-faults' as const }),
  fc.boolean().map((on) => ({ kind: 'bench-fault' as const, on })),
  fc.constantFrom(1, 1000, 200_000).map((offUs) => ({ kind: 'power-cut' as const, offUs })),
  fc.boolean().map((on) => ({ kind: 'plug' as const, on })),
);
const wait: fc.Arbitrary<CarWait> = fc.oneof(
  fc.nat(2000).map((us) => ({ us })),
  fc.nat(120_000).map((us) => ({ us })),
  fc.nat(7_000_000).map((us) => ({ us })),
  fc.record({
    deadline: fc.constantFrom('procedure' as const, 'session' as const, 'lockout' as const, 'next' as const),
    offsetUs: fc.integer({ min: -1, max: 1 }),
  }),
);
const anyStep: fc.Arbitrary<CarStep> = fc.record({ action, wait });

export const ask = (hex: string): CarAction => ({ kind: 'request', tool: 'oem-tool', hex });
const passCode: CarAction = { kind: 'pass-code', tool: 'oem-tool' };
const doorOpen: CarAction = { kind: 'vehicle', change: { doors: { driver: true } } };
const touch = (key: number): CarAction => ({ kind: 'touch', index: key });

/** What chance alone seldom finds: whole procedures. */
const PROCEDURES: readonly (readonly CarAction[])[] = [
  [
    ask('10 03'),
    doorOpen,
    ask('27 01'),
    passCode,
    ask('31 01 02 01 01'),
    ask('27 03'),
    passCode,
    ask('31 01 02 01 02'),
  ],
  [ask('10 03'), ask('27 05'), passCode, ask('31 01 02 02 01'), touch(0), ask('31 01 02 02 02'), ask('31 01 02 02 03')],
  [{ kind: 'new-key', batteryMv: 3000 }, touch(3), touch(4)],
  [
    ask('10 03'),
    ask('31 01 02 03 01 01'),
    ask('27 07'),
    passCode,
    ask('31 01 02 03 02'),
    touch(1),
    ask('31 01 02 03 03'),
  ],
  [ask('10 03'), ask('27 05'), passCode, ask('31 01 02 03 02'), ask('31 01 02 02 01'), ask('31 03 02 02')],
  [ask('22 F1 98 F1 99 10 03 10 10'), ask('22 10 10')],
  [ask('10 03'), ask('27 01'), ask('27 02 31 32 33 34 35 36'), ask('27 01'), ask('27 02 31 32 33 34 35 36')],
  [ask('11 01'), ask('10 03')],
];
/** Mostly long enough for the answer, sometimes not. */
const shortWait: fc.Arbitrary<CarWait> = fc.oneof(
  { arbitrary: fc.constant({ us: 60_000 }), weight: 8 },
  { arbitrary: fc.nat(20_000).map((us) => ({ us })), weight: 1 },
);
const procedure: fc.Arbitrary<readonly CarStep[]> = fc
  .constantFrom(...PROCEDURES)
  .chain((actions) => fc.tuple(...actions.map((each) => shortWait.map((after) => ({ action: each, wait: after })))));
/** Single inputs, and whole procedures. */
export const carSteps: fc.Arbitrary<readonly CarStep[]> = fc
  .array(fc.oneof({ arbitrary: fc.tuple(anyStep), weight: 3 }, { arbitrary: procedure, weight: 2 }), {
    minLength: 3,
    maxLength: 16,
  })
  .map((parts) => parts.flat());
/** Frames in flight at any moment: little time between inputs, and much that happens to frames. */
export const inFlightSteps: fc.Arbitrary<readonly CarStep[]> = fc
  .array(
    fc.record({
      action: fc.oneof(
        {
          arbitrary: fc.constantFrom(...FAULTS.slice(0, 14)).map((form) => ({ kind: 'faults' as const, form })),
          weight: 3,
        },
        { arbitrary: request, weight: 4 },
        {
          arbitrary: fc.constantFrom(
            ask('22 F1 98 F1 99 10 03 10 10'),
            ask('2E F1 98 30313233343536373839414243444546'),
            ask('22 F1 90'),
          ),
          weight: 5,
        },
        { arbitrary: obdRequest, weight: 4 },
        { arbitrary: fc.boolean().map((on) => ({ kind: 'plug' as const, on })), weight: 3 },
        fc.constantFrom(1, 1000).map((offUs) => ({ kind: 'power-cut' as const, offUs })),
        fc.constant({ kind: 'clear-faults' as const }),
      ),
      wait: fc.oneof(
        { arbitrary: fc.nat(400).map((us) => ({ us })), weight: 3 },
        { arbitrary: fc.nat(4000).map((us) => ({ us })), weight: 3 },
        { arbitrary: fc.nat(60_000).map((us) => ({ us })), weight: 2 },
      ),
    }),
    { minLength: 3, maxLength: 25 },
  )
  // What was begun comes to its end.
  .map((all) => [...all, { action: { kind: 'clear-faults' }, wait: { us: 3_000_000 } }]);
export const carSeeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1_000_000 });
