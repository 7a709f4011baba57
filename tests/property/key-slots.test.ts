import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyWorld, type WorldStep } from './support/key-world.ts';
import { WRITE_US } from './support/car-model.ts';

const REQUESTS = [
  '10 01',
  '10 03',
  '10 83',
  '11 01',
  '11 81',
  '3E 80',
  '22 10 06',
  '31 01 02 01 01',
  '31 01 02 01 02',
  '31 02 02 01',
  '31 03 02 01',
  '31 01 02 02 01',
  '31 01 02 02 02',
  '31 01 02 02 03',
  '31 02 02 02',
  '31 01 02 03 01 01',
  '31 01 02 03 01 02',
  '31 01 02 03 01 04',
  '31 01 02 03 02',
  '31 01 02 03 03',
  '31 02 02 03',
  '31 01 02 03 03 00',
];

type Action = WorldStep extends infer Step ? (Step extends unknown ? Omit<Step, 'car'> : never) : never;

const level = fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const);
const offsetUs = fc.constantFrom(-1, 0, 1);
const from = fc.constantFrom('slots' as const, 'ring' as const, 'blank' as const);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('touch' as const), from, index: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('new-key' as const), weak: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('door' as const), open: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('supply' as const), mv: fc.constantFrom(10_999, 11_000, 12_600) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('request' as const), hex: fc.constantFrom(...REQUESTS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass-code' as const),
      level,
      right: fc.integer({ min: 0, max: 3 }).map((draw) => draw > 0),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'power-cut' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cut-delete' as const),
      afterUs: fc.oneof(fc.nat(WRITE_US), fc.constantFrom(0, 1, WRITE_US - 1, WRITE_US, WRITE_US + 1)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), us: fc.nat(6_000_000), alive: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deadline' as const),
      deadline: fc.constantFrom('procedure' as const, 'session' as const, 'lockout' as const, 'next' as const),
      offsetUs,
      alive: fc.boolean(),
    }),
  },
);

function request(hex: string): Action {
  return { kind: 'request', hex };
}

function passCode(of: 1 | 2 | 3 | 4): Action {
  return { kind: 'pass-code', level: of, right: true };
}

const EXTENDED = [request('10 03'), { kind: 'supply', mv: 12_600 }] as const satisfies readonly Action[];

/** Dialogues that a technician leads to their end; chance cuts them short and puts other things in between. */
const DIALOGUES: readonly (readonly Action[])[] = [
  [
    ...EXTENDED,
    { kind: 'door', open: true },
    passCode(1),
    request('31 01 02 01 01'),
    passCode(2),
    request('31 01 02 01 02'),
    { kind: 'deadline', deadline: 'procedure', offsetUs: -1, alive: true },
    { kind: 'wait', us: 1, alive: true },
  ],
  [
    { kind: 'new-key', weak: false },
    ...EXTENDED,
    passCode(3),
    request('31 01 02 02 01'),
    { kind: 'touch', from: 'slots', index: 0 },
    request('31 01 02 02 02'),
    request('31 01 02 02 03'),
    { kind: 'touch', from: 'blank', index: 0 },
    { kind: 'touch', from: 'blank', index: 0 },
  ],
  [
    ...EXTENDED,
    request('31 01 02 03 01 01'),
    passCode(4),
    request('31 01 02 03 02'),
    { kind: 'touch', from: 'slots', index: 1 },
    request('31 01 02 03 03'),
  ],
  [
    ...EXTENDED,
    request('31 01 02 03 01 01'),
    passCode(4),
    request('31 01 02 03 02'),
    { kind: 'touch', from: 'slots', index: 0 },
    { kind: 'touch', from: 'slots', index: 1 },
    request('31 01 02 03 03'),
  ],
];

const dialogue: fc.Arbitrary<readonly Action[]> = fc
  .record({
    steps: fc.constantFrom(...DIALOGUES),
    length: fc.oneof(fc.constant(9), fc.integer({ min: 3, max: 9 })),
    between: fc.option(fc.record({ at: fc.nat(8), action }), { freq: 1 }),
  })
  .map(({ steps, length, between }) => {
    const led: Action[] = steps.slice(0, length);
    if (between !== null) led.splice(between.at, 0, between.action);
    return led;
  });

const steps: fc.Arbitrary<readonly WorldStep[]> = fc
  .array(
    fc.record({
      car: fc.constantFrom(0 as const, 0 as const, 1 as const),
      actions: fc.oneof(
        { weight: 2, arbitrary: dialogue },
        { weight: 3, arbitrary: action.map((one): readonly Action[] => [one]) },
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((turns) => turns.flatMap(({ car, actions }) => actions.map((one): WorldStep => ({ ...one, car }))));

describe('two cars and one ring of keys', () => {
  it('KEY-2, KEY-3, AUT-4, RST-3, REG-4, ERA-5: whatever happens, the keys are those the rules give', () => {
    let completed = { reset: 0, registration: 0, erasure: 0 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), steps, (seed, sequence) => {
        const world = new KeyWorld(seed);
        for (const step of sequence) world.take(step);
        for (const { bench } of world.cars) {
          for (const { event } of bench.ecuEvents('history')) {
            if (event.kind !== 'history' || event.outcome !== 'completed') continue;
            completed = { ...completed, [event.procedure]: completed[event.procedure] + 1 };
          }
        }
      }),
      { numRuns: 1000 },
    );
    // The sequences must reach what they are about.
    expect(completed.reset).toBeGreaterThan(5);
    expect(completed.registration).toBeGreaterThan(5);
    expect(completed.erasure).toBeGreaterThan(5);
  }, 60_000);
});
