import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AbsentNode } from '../../can-bus/virtual-bus/absent-node.ts';
import { passing } from '../unit/can-bus/virtual-bus/scripted-node.ts';
import { carSeeds, carSteps, inFlightSteps } from './support/any-car-steps.ts';
import { CarRun, type CarStep } from './support/car-run.ts';

interface Plan {
  readonly seed: number;
  readonly onlySmartKey: boolean;
  readonly busSleep: boolean;
  readonly steps: readonly CarStep[];
}

/** All that can be seen of a run, and the car's state at its end. */
function run({ seed, steps, ...options }: Plan, shortWay: boolean): unknown {
  const made = CarRun.start(seed, options);
  const bystander = new AbsentNode('bystander');
  made.car.attach(bystander);
  // While something is between a node and the bus, no frame takes the short way.
  if (!shortWay) made.car.network.interpose(bystander, passing);
  made.take(steps);
  const logged = [...made.car.log].map(({ timeUs, frame, sender }) => [timeUs, sender, frame.id, frame.data.join()]);
  return { digest: made.digest(), logged, car: made.car.snapshot() };
}

function plans(steps: fc.Arbitrary<readonly CarStep[]>): fc.Arbitrary<Plan> {
  return fc.record({ seed: carSeeds, onlySmartKey: fc.boolean(), busSleep: fc.boolean(), steps });
}

describe('a car whose frames take the short way', () => {
  it.each([
    ['with any inputs', carSteps],
    ['with much that happens to frames', inFlightSteps],
  ])('does and sends the same to the microsecond as one whose frames do not, %s', (_inputs, steps) => {
    fc.assert(
      fc.property(plans(steps), (plan) => {
        expect(run(plan, true)).toEqual(run(plan, false));
      }),
      { numRuns: 30 },
    );
  });
});
