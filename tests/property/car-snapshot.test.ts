import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FaultPlanForm } from '../../hil/car/faults/fault-form.ts';
import { ask, carSeeds, carSteps, inFlightSteps } from './support/any-car-steps.ts';
import { CarRun, type CarStep, type Moment } from './support/car-run.ts';

interface Run {
  readonly seed: number;
  readonly onlySmartKey: boolean;
  readonly steps: readonly CarStep[];
  readonly moment: Moment;
}

function runsOf(allSteps: fc.Arbitrary<readonly CarStep[]>): fc.Arbitrary<Run> {
  return fc
    .tuple(carSeeds, fc.integer({ min: 0, max: 9 }), allSteps, fc.nat(), fc.nat(1000))
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
  const run = CarRun.start(seed, { onlySmartKey });
  run.take(all);
  return run.digest();
}

/** Stops once at the moment, and goes on from there in every way there is. */
function checkRun(plan: Run): void {
  const digest = digestWithoutStopping(plan);
  const run = CarRun.start(plan.seed, { onlySmartKey: plan.onlySmartKey });
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
    fc.assert(fc.property(runsOf(carSteps), checkRun), { numRuns: 40 });
  });

  it('at any moment while frames are on their way', () => {
    fc.assert(fc.property(runsOf(inFlightSteps), checkRun), { numRuns: 60 });
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
