import type { Micros } from '../../../can-bus/time/micros.ts';
import type { YamlValue } from '../../record/recorded-step.ts';
import type { StepOutcome } from '../../scenario/expectation.ts';
import type { SwarmCar } from './swarm-car.ts';
import type { SwarmStep } from './swarm-step.ts';
import { advance, uds } from './draw-step.ts';
import type { Violation } from './violation.ts';
import { ROUTINES } from '../../../ecu-sim/description/smart-key/routines.ts';

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

interface FinalProcedure {
  readonly rule: string;
  readonly name: string;
  readonly step: SwarmStep;
}

/** All procedures, one after the other. Each must succeed. */
const PROCEDURES: readonly FinalProcedure[] = [
  { rule: 'RST-3', name: ROUTINES.reset.title, step: tool({ reset: {} }) },
  {
    rule: 'REG-5',
    name: `${ROUTINES.registration.title}, initial`,
    step: tool({ register: { touch: ['fresh-1', 'fresh-2'] } }),
  },
  {
    rule: 'REG-4',
    name: `${ROUTINES.registration.title}, additional`,
    step: tool({ register: { touch: ['fresh-1', 'fresh-3'] } }),
  },
  { rule: 'ERA-5', name: ROUTINES.erasure.title, step: tool({ erase: { touch: ['fresh-1'] } }) },
  {
    rule: 'KEY-4',
    name: 'touch of a registered key',
    step: { verb: 'touch', value: { key: 'fresh-1', expect: 'start-permitted' } },
  },
];

function tool(value: YamlValue): SwarmStep {
  return { verb: 'tool', value };
}

/** A failed end of a run: what had been done up to there. */
interface Liveness {
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
  for (const { step } of PROCEDURES) {
    steps.push(step);
    const { violation, outcome } = await run.take(step);
    const failed = violation ?? livenessViolation(step, outcome, run.nowUs);
    if (failed !== null) return { violation: failed, steps };
  }
  return { violation: null, steps };
}

const AFTER_FAULTS = 'after all faults have ended';

/** The step is a procedure, and did not succeed. */
export function livenessViolation(step: SwarmStep, outcome: StepOutcome | null, atUs: Micros): Violation | null {
  const procedure = PROCEDURES.find((candidate) => JSON.stringify(candidate.step) === JSON.stringify(step));
  if (procedure === undefined || outcome?.verdict === 'pass') return null;
  const { rule, name } = procedure;
  const firmware = outcome?.got ?? 'not possible';
  return { rule, aspect: `${name} ${AFTER_FAULTS}`, oracle: 'it succeeds', firmware, atUs };
}

export function isLiveness({ aspect }: Violation): boolean {
  return aspect.endsWith(AFTER_FAULTS);
}
