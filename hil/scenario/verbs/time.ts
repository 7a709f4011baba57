import { z } from 'zod';

import type { Micros } from '../../../can-bus/time/micros.ts';
import { DEADLINE_NAMES, type DeadlineName } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { ScenarioBench } from '../bench.ts';
import { DONE, type ExpectedParts, formatExpected, inconclusive, judge, type StepOutcome } from '../expectation.ts';
import { described } from '../../../ecu-sim/profile/limited-number.ts';
import { offset, span } from '../field-schemas.ts';
import { formatSpan } from '../format-values.ts';
import { stateExpectation } from '../state-schema.ts';
import { type Verb, waitFor } from './verb.ts';

/* Advancing time, and the state of the car at an instant. */

async function moveTo(timeUs: number, expected: string, bench: ScenarioBench): Promise<StepOutcome> {
  const nowUs = bench.nowUs();
  if (timeUs < nowUs) return inconclusive(expected, `${formatSpan(nowUs - timeUs)} ago`);
  await bench.advanceTo(timeUs);
  return DONE;
}

interface AtAction {
  readonly kind: 'at';
  readonly timeUs: Micros;
}

export const at: Verb<AtAction> = {
  schema: described('an instant to advance to, counted from the start of the scenario', span).transform(
    (timeUs): AtAction => ({ kind: 'at', timeUs }),
  ),
  describe: ({ timeUs }) => `at ${formatSpan(timeUs)}`,
  run: ({ timeUs }, { bench }) => moveTo(timeUs, `an instant not before ${formatSpan(bench.nowUs())}`, bench),
};

interface AdvanceAction {
  readonly kind: 'advance';
  readonly spanUs: Micros;
}

export const advance: Verb<AdvanceAction> = {
  schema: described('how far to advance vehicle time', span).transform((spanUs): AdvanceAction => ({
    kind: 'advance',
    spanUs,
  })),
  describe: ({ spanUs }) => `advance ${formatSpan(spanUs)}`,
  async run({ spanUs }, { bench }) {
    await bench.advanceTo(bench.nowUs() + spanUs);
    return DONE;
  },
};

interface AdvanceToAction {
  readonly kind: 'advanceTo';
  readonly deadline: DeadlineName;
  readonly offsetUs: number;
}

export const advanceTo: Verb<AdvanceToAction> = {
  schema: z
    .strictObject({
      deadline: z
        .enum(DEADLINE_NAMES)
        .describe('procedure: its end; session: S3; lockout: end of the pass-code delay; next: the first of all'),
      offset: described('how long after the deadline', offset).optional(),
    })
    .transform((value): AdvanceToAction => ({
      kind: 'advanceTo',
      deadline: value.deadline,
      offsetUs: value.offset ?? 0,
    }))
    .describe('advances vehicle time to a deadline of the Smart Key ECU, or near it'),
  describe: ({ deadline, offsetUs }) => `advance to the ${deadline} deadline${describeOffset(offsetUs)}`,
  async run({ deadline, offsetUs }, { car, bench }) {
    const deadlineUs = await bench.deadline(car, deadline);
    const pending = `a pending ${deadline} deadline`;
    if (deadlineUs === null) return inconclusive(pending, 'none');
    return moveTo(deadlineUs + offsetUs, `${pending} that is not yet past`, bench);
  },
};

function describeOffset(offsetUs: number): string {
  if (offsetUs === 0) return '';
  return ` ${offsetUs < 0 ? 'minus' : 'plus'} ${formatSpan(Math.abs(offsetUs))}`;
}

interface WithinAction {
  readonly kind: 'within';
  readonly timeUs: Micros;
  readonly expect: ExpectedParts;
}

export const within: Verb<WithinAction> = {
  schema: z
    .strictObject({
      time: described('the longest wait', span),
      expect: stateExpectation.describe('what must hold by then; parts left out are not checked'),
    })
    .transform(({ time, expect }): WithinAction => ({ kind: 'within', timeUs: time, expect }))
    .describe('waits until an expectation holds'),
  describe: ({ timeUs, expect }) => `within ${formatSpan(timeUs)}: ${formatExpected(expect)}`,
  names: ({ expect }) => ({ keys: keysExpected(expect) }),
  run: ({ timeUs, expect }, { car, bench }) =>
    waitFor(bench, bench.nowUs() + timeUs, async () => judge(expect, await bench.observe(car, expect))),
};

interface ExpectAction {
  readonly kind: 'expect';
  readonly expect: ExpectedParts;
}

export const expect: Verb<ExpectAction> = {
  schema: stateExpectation
    .transform((parts): ExpectAction => ({ kind: 'expect', expect: parts }))
    .describe('checks the state of the car now; parts left out are not checked'),
  describe: (action) => `expect ${formatExpected(action.expect)}`,
  names: (action) => ({ keys: keysExpected(action.expect) }),
  run: async (action, { car, bench }) => judge(action.expect, await bench.observe(car, action.expect)),
};

function keysExpected({ slots, registered, retired, keys }: ExpectedParts): readonly string[] {
  const lists = [slots, registered, retired].flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
  const named = typeof keys === 'object' && keys !== null ? Object.keys(keys) : [];
  return [...lists.filter((key) => typeof key === 'string'), ...named];
}
