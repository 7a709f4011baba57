import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FaultPlanForm } from '../../hil/car/faults/fault-form.ts';
import { CarRun, type CarAction, type CarStep, type CarWait, type Moment } from './support/car-run.ts';

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

const ask = (hex: string): CarAction => ({ kind: 'request', tool: 'oem-tool', hex });
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
const steps: fc.Arbitrary<readonly CarStep[]> = fc
  .array(fc.oneof({ arbitrary: fc.tuple(anyStep), weight: 3 }, { arbitrary: procedure, weight: 2 }), {
    minLength: 3,
    maxLength: 16,
  })
  .map((parts) => parts.flat());
/** Frames in flight at any moment: little time between inputs, and much that happens to frames. */
const inFlight: fc.Arbitrary<readonly CarStep[]> = fc
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
const seeds = fc.integer({ min: 1, max: 1_000_000 });

interface Run {
  readonly seed: number;
  readonly onlySmartKey: boolean;
  readonly steps: readonly CarStep[];
  readonly moment: Moment;
}

function runsOf(allSteps: fc.Arbitrary<readonly CarStep[]>): fc.Arbitrary<Run> {
  return fc
    .tuple(seeds, fc.integer({ min: 0, max: 9 }), allSteps, fc.nat(), fc.nat(1000))
    .map(([seed, only, all, step, share]) => ({
      seed,
      onlySmartKey: only === 0,
      steps: all,
      moment: { step: step % all.length, share },
    }));
}

/** Goes to the moment. @returns what is left of the run: the end of the wait, then the other steps */
function goTo(run: CarRun, all: readonly CarStep[], { step, share }: Moment): (goingOn: CarRun) => void {
  run.take(all.slice(0, step));
  const current = all[step];
  if (current === undefined) throw new Error(`the run has no step ${step}`);
  run.act(current.action);
  const { nowUs } = run.car;
  const untilUs = run.untilUs(current.wait);
  run.car.advanceTo(nowUs + Math.floor(((untilUs - nowUs) * share) / 1000));
  return (goingOn) => {
    goingOn.car.advanceTo(untilUs);
    goingOn.take(all.slice(step + 1));
  };
}

function digestWithoutStopping({ seed, onlySmartKey, steps: all }: Run): string {
  const run = CarRun.start(seed, onlySmartKey);
  run.take(all);
  return run.digest();
}

/** Stops once at the moment, and goes on from there in every way there is. */
function checkRun(plan: Run): void {
  const digest = digestWithoutStopping(plan);
  const run = CarRun.start(plan.seed, plan.onlySmartKey);
  const goOn = goTo(run, plan.steps, plan.moment);
  const snapshot = run.snapshot();
  const kept = structuredClone(snapshot);
  const records = run.records;

  goOn(run);
  expect(run.digest(), 'taking a snapshot disturbs nothing').toBe(digest);
  expect(snapshot, 'going on does not change it').toEqual(kept);

  for (const [name, from] of Object.entries({ first: snapshot, second: snapshot, cloned: kept })) {
    const other = CarRun.restore(from, records);
    expect(other.snapshot(), `another car is what the first one was: ${name}`).toEqual(kept);
    goOn(other);
    expect(other.digest(), `another car goes on alike: ${name}`).toBe(digest);
  }

  run.goBack(snapshot, records);
  expect(run.snapshot(), 'the car itself is what it was').toEqual(kept);
  goOn(run);
  expect(run.digest(), 'the car itself goes on alike').toBe(digest);
  expect(snapshot, 'restoring does not change it').toEqual(kept);
}

describe('a snapshot of a car, restored and continued from, gives the trace of the run that did not stop', () => {
  it('at any moment of any run', () => {
    fc.assert(fc.property(runsOf(steps), checkRun), { numRuns: 40 });
  });

  it('at any moment while frames are on their way', () => {
    fc.assert(fc.property(runsOf(inFlight), checkRun), { numRuns: 60 });
  });

  /** Short transfers, and what may strike one: each with the time to its end. */
  const TRANSFERS: Readonly<Record<string, readonly CarStep[]>> = {
    'a long answer': [{ action: ask('22 F1 90'), wait: { us: 12_000 } }],
    'a long request': [
      { action: ask('10 03'), wait: { us: 5000 } },
      { action: ask('2E F1 98 30313233343536373839414243444546'), wait: { us: 20_000 } },
    ],
    'an answer of the engine ECU': [
      { action: { kind: 'request', tool: 'obd-tool', hex: '09 02' }, wait: { us: 8000 } },
    ],
    'a tool that leaves in its frame, and comes back': [
      { action: { kind: 'request', tool: 'generic-tool', hex: '3E 00' }, wait: { us: 100 } },
      { action: { kind: 'plug', on: false }, wait: { us: 20 } },
      { action: { kind: 'plug', on: true }, wait: { us: 1000 } },
    ],
    'a power cut in a frame': [
      { action: ask('22 F1 90'), wait: { us: 700 } },
      { action: { kind: 'power-cut', offUs: 1000 }, wait: { us: 2000 } },
      { action: ask('3E 00'), wait: { us: 60_000 } },
    ],
    'a controller that goes bus-off and comes back': [
      { action: { kind: 'faults', form: { bus: { corrupt: 1, count: 40 } } }, wait: { us: 0 } },
      { action: ask('3E 00'), wait: { us: 60_000 } },
    ],
    'a supply that fails within a memory write': [
      { action: { kind: 'faults', form: { memoryCut: { write: 1, offMs: 1 } } }, wait: { us: 0 } },
      { action: ask('10 03'), wait: { us: 5000 } },
      { action: ask('27 01'), wait: { us: 60_000 } },
    ],
  };
  const STRIKES: Readonly<Record<string, FaultPlanForm>> = {
    'no faults': {},
    'a slow answer': { answers: [{ delayMs: 3 }] },
    'an answer after two 0x78': { answers: [{ pending: 2, pendingEveryMs: 2, alter: { at: 1, bits: 1 } }] },
    'flow controls "wait"': {
      transport: { ecu: { flowWaits: 2, flowWaitMs: 2 }, tool: { flowWaits: 2, flowWaitMs: 2 } },
    },
    'lost and wrong consecutive frames': {
      transport: { ecu: { wrongSequence: 1, skip: 1, count: 1 }, tool: { consecutiveLost: 0.3 } },
    },
    'a bus that loses and damages': { bus: { drop: 0.1, corrupt: 0.2, duplicate: 0.1, jitterMs: 1 } },
  };
  const EVERY_US = 110;
  /** The last three take long, and have little to do with what strikes a transfer. */
  const CASES = Object.keys(TRANSFERS).flatMap((transfer, index, all) =>
    Object.keys(STRIKES)
      .slice(0, index < all.length - 3 ? undefined : 1)
      .map((strike) => [transfer, strike]),
  );

  it.each(CASES)('at every moment of %s with %s', (transfer = '', strike = '') => {
    const all = TRANSFERS[transfer] ?? [];
    const run = CarRun.start(1);
    run.act({ kind: 'faults', form: STRIKES[strike] ?? {} });
    const [begun, beginning] = [run.snapshot(), run.records];
    run.take(all);
    const endUs = run.car.nowUs + 1_200_000;
    run.car.advanceTo(endUs);
    const digest = run.digest();

    run.goBack(begun, beginning);
    all.forEach(({ action: each, wait: after }, step) => {
      run.act(each);
      const untilUs = run.untilUs(after);
      while (run.car.nowUs < untilUs) {
        const atUs = run.car.nowUs;
        const [snapshot, records] = [run.snapshot(), run.records];
        const other = CarRun.restore(snapshot, records);
        other.car.advanceTo(untilUs);
        other.take(all.slice(step + 1));
        other.car.advanceTo(endUs);
        if (other.digest() !== digest) expect.fail(`another trace from ${atUs} µs on`);
        run.car.advanceTo(Math.min(atUs + EVERY_US, untilUs));
      }
    });
  });
});
