import { z } from 'zod';

import { limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
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

const staffId = z.enum(demoDealer().state.staff.map(({ id }) => id));
const formText = z.string('a text').max(120, 'a text of up to 120 characters');
const ticks = z.enum(['all', 'none']);
const dealerExpectation = z.strictObject({
  answer: z.enum(['accepted', 'refused']).optional(),
  reason: oneOrNone(RULE_REFUSALS).optional(),
  requestNumber: z.string('the number of a request, 11 digits').optional(),
  logged: measured().optional(),
  newestEntry: z.enum(RECORD_KINDS).optional(),
});
const settlement = z.union(
  [z.strictObject({ by: staffId.optional(), expect: dealerExpectation.optional() }), z.null()],
  '{by, expect}, or nothing',
);

const within = (limit: NumberLimit): z.ZodNumber => limitedNumber(limit, (noun) => noun);
const faultCount = within(DEALER_FAULT_LIMITS.passCodes);

/** Faults of the dealer's server; the same as in its HTTP interface. */
export const dealerFaults: z.ZodType<Partial<DealerFaults>> = z
  .strictObject({
    lateMs: within(DEALER_FAULT_LIMITS.lateMs)
      .meta({ description: 'milliseconds added to each response' })
      .exactOptional(),
    away: z.boolean('true or false').meta({ description: 'the server does not answer' }).exactOptional(),
    clockAheadMs: within(DEALER_FAULT_LIMITS.clockAheadMs)
      .meta({ description: "milliseconds by which the dealer's clock is ahead" })
      .exactOptional(),
    wrongPassCodes: faultCount.meta({ description: 'number of coming pass-codes that are wrong' }).exactOptional(),
    olderSeeds: faultCount
      .meta({ description: 'number of coming pass-codes that belong to the previous seed' })
      .exactOptional(),
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
        z.strictObject({
          retitle: z.strictObject({
            who: staffId,
            title: formText,
            by: staffId.optional(),
            expect: dealerExpectation.optional(),
          }),
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
      '{request}, {approve}, {decline}, {close}, {passCode} or {retitle}',
    )
    .transform((value): DealerAction => {
      if ('request' in value) return dealerAction('request', value.request);
      if ('approve' in value) return dealerAction('approve', value.approve);
      if ('decline' in value) return dealerAction('decline', value.decline);
      if ('close' in value) return dealerAction('close', value.close);
      return 'retitle' in value ? dealerAction('retitle', value.retitle) : dealerAction('passCode', value.passCode);
    }),
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
