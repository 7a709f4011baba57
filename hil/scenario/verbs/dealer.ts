import { z } from 'zod';

import { described, limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import type { NumberLimit } from '../../../ecu-sim/profile/number-limit.ts';

import { DEALER_FAULT_LIMITS, type DealerFaults } from '../../dealer/rules/dealer-faults.ts';
import { RECORD_KINDS, RULE_REFUSALS } from '../../dealer/rules/dealer-commands.ts';
import { demoDealer } from '../../dealer/rules/demo-dealer.ts';
import { bytesOfPattern } from '../byte-pattern.ts';
import { type ExpectedParts, inconclusive, judge } from '../expectation.ts';
import { level, measured, name, oneOrNone, present, requestBytes } from '../field-schemas.ts';
import type { DealerOperation } from '../scenario.ts';
import { symbolsFor, type Verb } from './verb.ts';

/* Requests to the dealer, and decisions of its staff. */

const staffId = z
  .enum(demoDealer().state.staff.map(({ id }) => id))
  .describe('a member of the staff of the demo dealer');
const by = staffId.describe('who does it: a member of the staff of the demo dealer');
const formText = z
  .string('a text')
  .max(120, 'a text of up to 120 characters')
  .describe('a text of up to 120 characters');
const vin = described("the VIN in the form; the car's unless given", formText);
const repairOrder = described('the number of the repair order in the form', formText);
const customer = described("the customer's last name in the form", formText);
const ticks = z.enum(['all', 'none']).describe('which boxes of the policy are ticked; all unless given (DLR-3)');
const dealerExpectation = z
  .strictObject({
    answer: z.enum(['accepted', 'refused']).describe('the answer of the dealer; accepted unless given').optional(),
    reason: oneOrNone(RULE_REFUSALS).describe('why it was refused; null where it was accepted').optional(),
    requestNumber: z
      .string('the number of a request, 11 digits')
      .describe('the number of the request, 11 digits (DLR-11)')
      .optional(),
    logged: described('number of entries in the log of transactions (DLR-9)', measured()).optional(),
    newestEntry: z.enum(RECORD_KINDS).describe('kind of the newest entry in the log (DLR-9)').optional(),
  })
  .describe('the result; parts left out are not checked');
const settlement = z.union(
  [z.strictObject({ by: by.optional(), expect: dealerExpectation.optional() }), z.null()],
  '{by, expect}, or nothing',
);

const within = (limit: NumberLimit): z.ZodNumber => limitedNumber(limit, (noun) => noun);
const faultCount = within(DEALER_FAULT_LIMITS.passCodes);

/** Faults of the dealer's server; the same as in its HTTP interface. */
export const dealerFaults: z.ZodType<Partial<DealerFaults>> = z
  .strictObject({
    lateMs: described('milliseconds added to each response', within(DEALER_FAULT_LIMITS.lateMs)).exactOptional(),
    away: z.boolean('true or false').meta({ description: 'the server does not answer' }).exactOptional(),
    clockAheadMs: described(
      "milliseconds by which the dealer's clock is ahead",
      within(DEALER_FAULT_LIMITS.clockAheadMs),
    ).exactOptional(),
    wrongPassCodes: described('number of coming pass-codes that are wrong', faultCount).exactOptional(),
    olderSeeds: described('number of coming pass-codes that belong to the previous seed', faultCount).exactOptional(),
    approval: z
      .enum(['expired', 'declined'])
      .nullable()
      .meta({ description: 'state of the approval when the next reset pass-code is requested' })
      .exactOptional(),
  })
  .refine((faults) => Object.keys(faults).length > 0, 'at least one fault');

interface DealerAction {
  readonly kind: 'dealer';
  readonly operation: DealerOperation;
  readonly expect: ExpectedParts;
}

export const dealer: Verb<DealerAction> = {
  schema: z
    .union(
      [
        z.strictObject({
          request: z
            .union(
              [
                z.strictObject({
                  by: by.optional(),
                  vin: vin.optional(),
                  repairOrder: repairOrder.optional(),
                  customer: customer.optional(),
                  managers: z.array(staffId).describe('managers who are asked to approve (DLR-1)').optional(),
                  ticks: ticks.optional(),
                  expect: dealerExpectation.optional(),
                }),
                z.null(),
              ],
              '{by, vin, repairOrder, customer, managers, ticks, expect}, or nothing',
            )
            .describe('requests a reset for a car (DLR-3)'),
        }),
        z.strictObject({
          approve: z
            .union(
              [
                z.strictObject({ by: by.optional(), ticks: ticks.optional(), expect: dealerExpectation.optional() }),
                z.null(),
              ],
              '{by, ticks, expect}, or nothing',
            )
            .describe('approves the newest request (DLR-4)'),
        }),
        z.strictObject({
          retitle: z
            .strictObject({
              who: described('whose title changes', staffId),
              title: described('the new title (DLR-1)', formText),
              by: by.optional(),
              expect: dealerExpectation.optional(),
            })
            .describe('gives a member of the staff another title'),
        }),
        z.strictObject({ decline: settlement.describe('declines the newest request (DLR-4)') }),
        z.strictObject({ close: settlement.describe('closes the newest request') }),
        z.strictObject({
          passCode: z
            .strictObject({
              level,
              seed: described('the seed that the car sent', requestBytes),
              by: by.optional(),
              vin: vin.optional(),
              repairOrder: repairOrder.optional(),
              customer: customer.optional(),
              toolVersion: described('software version of the scan tool (TEC-4)', formText).optional(),
              capture: name.describe('the name under which later steps use the pass-code').optional(),
              expect: dealerExpectation.optional(),
            })
            .describe('requests a pass-code for a seed (DLR-6, DLR-7)'),
        }),
      ],
      '{request}, {approve}, {decline}, {close}, {passCode} or {retitle}',
    )
    .transform((value): DealerAction => {
      if ('request' in value) return dealerAction('request', value.request);
      if ('approve' in value) return dealerAction('approve', value.approve);
      if ('decline' in value) return dealerAction('decline', value.decline);
      if ('close' in value) return dealerAction('close', value.close);
      return 'retitle' in value ? dealerAction('retitle', value.retitle) : dealerAction('passCode', value.passCode);
    })
    .describe('a request to the dealer, or a decision of its staff'),
  capturesAt: ['passCode', 'capture'],
  describe({ operation: { kind, by, level: unlocked } }) {
    const who = by === undefined ? '' : ` by ${by}`;
    return `dealer: ${kind === 'passCode' ? `pass-code for level ${unlocked ?? 1}${who}` : `${kind}${who}`}`;
  },
  names: ({ operation: { seed, capture } }) => ({
    patterns: seed === undefined ? [] : [[['passCode', 'seed'], seed]],
    captures: capture === undefined ? [] : [capture],
  }),
  async run({ operation, expect }, { car, bench, captures }) {
    const seed =
      operation.seed === undefined ? null : bytesOfPattern(operation.seed, symbolsFor(operation.seed, bench, captures));
    if (operation.seed !== undefined && seed === null) return inconclusive('a seed that was captured', 'none');
    const { passCode: issued, refusal, ...observed } = await bench.askDealer(car, operation, seed);
    if (issued !== null && operation.capture !== undefined) captures.set(operation.capture, issued);
    const outcome = judge(expect, observed);
    if (outcome.verdict === 'pass' || refusal === null) return outcome;
    return { ...outcome, got: `${outcome.got ?? ''} (${refusal})` };
  },
};

type DealerForm = { readonly expect?: ExpectedParts | undefined } & {
  readonly [Part in Exclude<keyof DealerOperation, 'kind'>]?: DealerOperation[Part] | undefined;
};

/** Commands are expected to be accepted unless the step says otherwise. */
function dealerAction(kind: DealerOperation['kind'], form: DealerForm | null): DealerAction {
  const { expect, ...parts } = form ?? {};
  return { kind: 'dealer', operation: { kind, ...present(parts) }, expect: { answer: 'accepted', ...expect } };
}
