import { z } from 'zod';

import type { ExpectedParts } from './expectation.ts';
import { level, name, present, requestBytes } from './field-schemas.ts';
import type { Action, DealerDeed } from './scenario.ts';

/* Steps at the dealer's. */

const staffId = z.string('the id of one of the staff, such as tara or mona').max(60, 'an id of up to 60 signs');
const formText = z.string('a text').max(120, 'a text of up to 120 signs');
const ticks = z.enum(['all', 'none']);
const dealerExpectation = z.strictObject({
  answer: z.enum(['accepted', 'refused']).optional(),
  reason: z.union([z.string(), z.null()], "a refusal's code, or null").optional(),
});
const settlement = z.union(
  [z.strictObject({ by: staffId.optional(), expect: dealerExpectation.optional() }), z.null()],
  '{by, expect}, or nothing',
);

export const dealer: z.ZodType<Action> = z
  .union(
    [
      z.strictObject({
        request: z.union(
          [
            z.strictObject({
              by: staffId.optional(),
              vin: formText.optional(),
              repairOrder: formText.optional(),
              customer: formText.optional(),
              managers: z.array(staffId).optional(),
              ticks: ticks.optional(),
              expect: dealerExpectation.optional(),
            }),
            z.null(),
          ],
          '{by, vin, repairOrder, customer, managers, ticks, expect}, or nothing',
        ),
      }),
      z.strictObject({
        approve: z.union(
          [
            z.strictObject({ by: staffId.optional(), ticks: ticks.optional(), expect: dealerExpectation.optional() }),
            z.null(),
          ],
          '{by, ticks, expect}, or nothing',
        ),
      }),
      z.strictObject({ decline: settlement }),
      z.strictObject({ close: settlement }),
      z.strictObject({
        passCode: z.strictObject({
          level,
          seed: requestBytes,
          by: staffId.optional(),
          vin: formText.optional(),
          repairOrder: formText.optional(),
          customer: formText.optional(),
          toolVersion: formText.optional(),
          capture: name.optional(),
          expect: dealerExpectation.optional(),
        }),
      }),
    ],
    '{request}, {approve}, {decline}, {close} or {passCode}',
  )
  .transform((value): Action => {
    if ('request' in value) return dealerAction('request', value.request);
    if ('approve' in value) return dealerAction('approve', value.approve);
    if ('decline' in value) return dealerAction('decline', value.decline);
    if ('close' in value) return dealerAction('close', value.close);
    return dealerAction('passCode', value.passCode);
  });

type DealerForm = { readonly expect?: ExpectedParts | undefined } & {
  readonly [Part in Exclude<keyof DealerDeed, 'kind'>]?: DealerDeed[Part] | undefined;
};

/** Something is to be accepted unless the step says otherwise. */
function dealerAction(kind: DealerDeed['kind'], form: DealerForm | null): Action {
  const { expect, ...parts } = form ?? {};
  return { kind: 'dealer', deed: { kind, ...present(parts) }, expect: { answer: 'accepted', ...expect } };
}
