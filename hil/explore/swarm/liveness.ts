import type { SwarmCar } from './swarm-car.ts';
import type { SwarmStep } from './swarm-step.ts';
import { advance, uds } from './draw-step.ts';
import type { Violation } from './violation.ts';

/** Longer than any lockout, window and step of a run's profile; and, for a reset, its own duration. */
const SETTLE_US = 70_000_000;

const RECOVERY: readonly SwarmStep[] = [
  { verb: 'fault', value: 'none' },
  {
    verb: 'vehicle',
    value: { batteryV: 12.6, speedKmh: 0, powerMode: 'on', doors: { driver: 'open' }, brake: false, shiftP: true },
  },
  ...['B278D', 'B2785', 'B2781', 'B27A5'].map((fault): SwarmStep => ({ verb: 'fault', value: { fault, on: false } })),
];

/** All procedures, one after the other. Each must succeed. */
const PROCEDURES: readonly (readonly [rule: string, name: string, steps: readonly SwarmStep[]])[] = [
  ['RST-3', 'Smart Code Reset', [{ verb: 'tool', value: { reset: {} } }]],
  [
    'REG-5',
    'Smart Code Registration, initial',
    [{ verb: 'tool', value: { register: { touch: ['fresh-1', 'fresh-2'] } } }],
  ],
  ['REG-4', 'Smart Code Registration, additional', [{ verb: 'tool', value: { register: { touch: ['fresh-1', 'fresh-3'] } } }]],
  ['ERA-5', 'Undesignated Key Permanent Erasure', [{ verb: 'tool', value: { erase: { touch: ['fresh-1'] } } }]],
  ['KEY-4', 'touch of a registered key', [{ verb: 'touch', value: { key: 'fresh-1', expect: 'start-permitted' } }]],
];

/** A failed end of a run: what had been done up to there. */
export interface Liveness {
  readonly violation: Violation | null;
  readonly steps: readonly SwarmStep[];
}

/** All faults end, and every procedure must then succeed. The safety of the rules is checked on the way. */
export async function checkLiveness(run: SwarmCar): Promise<Liveness> {
  const steps: SwarmStep[] = [];
  const wait = run.car.profile.resetDurationUs > SETTLE_US ? run.car.profile.resetDurationUs + SETTLE_US : SETTLE_US;
  for (const step of [...RECOVERY, advance(wait), uds('10 01')]) {
    steps.push(step);
    const { violation } = await run.take(step);
    if (violation !== null) return { violation, steps };
  }
  for (const [rule, name, procedure] of PROCEDURES) {
    for (const step of procedure) {
      steps.push(step);
      const { violation, outcome } = await run.take(step);
      if (violation !== null) return { violation, steps };
      if (outcome?.verdict === 'pass') continue;
      const firmware = outcome?.got ?? 'not possible';
      return {
        violation: { rule, aspect: `${name} after all faults have ended`, oracle: 'it succeeds', firmware, atUs: run.nowUs },
        steps,
      };
    }
  }
  return { violation: null, steps };
}

