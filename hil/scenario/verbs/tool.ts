import { z } from 'zod';

import { FAILURE_REASONS } from '../../tester/failure-reasons.ts';
import { type ExpectedParts, judge } from '../expectation.ts';
import { described } from '../../../ecu-sim/profile/limited-number.ts';
import { STATE_MEANINGS } from '../../view/state-meanings.ts';
import { keyName, measured } from '../field-schemas.ts';
import type { ToolRun } from '../scenario.ts';
import type { Verb } from './verb.ts';

/* Utilities of the scan tool. */

const keysTouched = z.array(keyName).min(1, 'at least one key').describe('keys that are touched, in this order');
const toolExpectation = z
  .strictObject({
    kind: z.enum(['done', 'failed']).describe('how the utility ends; done unless given').optional(),
    reason: z.enum(FAILURE_REASONS).describe('why it failed').optional(),
    keysErased: z
      .union([z.int(), z.enum(['yes', 'no', 'unknown'])], 'a number, or yes, no, unknown')
      .describe('keys erased, as the tool reports it: their number, or yes, no, unknown')
      .optional(),
    registered: described('number of registered keys that the tool reports', measured()).optional(),
    freeSlots: described(STATE_MEANINGS.freeSlots, measured()).optional(),
  })
  .describe('the result of the utility; parts left out are not checked');
const touching = z.strictObject({ touch: keysTouched, expect: toolExpectation.optional() });

interface ToolAction {
  readonly kind: 'tool';
  readonly run: ToolRun;
  readonly expect: ExpectedParts;
}

export const tool: Verb<ToolAction> = {
  schema: z
    .union(
      [
        z.strictObject({
          reset: z.strictObject({ expect: toolExpectation.optional() }).describe('the utility Reset (RST-1 to RST-7)'),
        }),
        z.strictObject({ register: touching.describe('the utility Register (REG-1 to REG-8)') }),
        z.strictObject({ erase: touching.describe('the utility Erase (ERA-1 to ERA-7)') }),
      ],
      '{reset: {…}}, {register: {touch, …}} or {erase: {touch, …}}',
    )
    .transform((value): ToolAction => {
      if ('reset' in value) return { kind: 'tool', run: { utility: 'reset' }, expect: toolParts(value.reset.expect) };
      const [utility, run] =
        'register' in value ? (['register', value.register] as const) : (['erase', value.erase] as const);
      return { kind: 'tool', run: { utility, touch: run.touch }, expect: toolParts(run.expect) };
    })
    .describe('runs a utility of the scan tool (TEC-1)'),
  describe: ({ run }) => `scan tool: ${run.utility}`,
  names: ({ run }) => ({ keys: run.utility === 'reset' ? [] : run.touch }),
  async run({ run, expect }, { car, bench }) {
    const observed = await bench.runTool(car, run);
    const outcome = judge(expect, observed);
    // The tool's error message, where success was expected.
    const what = observed['what'];
    return outcome.verdict === 'pass' || typeof what !== 'string'
      ? outcome
      : { ...outcome, got: `${outcome.got ?? ''}: ${what}` };
  },
};

/** A utility is expected to succeed unless the step says otherwise. */
function toolParts(expect: z.output<typeof toolExpectation> | undefined): z.output<typeof toolExpectation> {
  return { kind: 'done', ...expect };
}
