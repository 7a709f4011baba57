import { z } from 'zod';
import { limitedNumber, type Wording } from '../../../ecu-sim/profile/limited-number.ts';
import { type BodyForm, form } from '../../http/body-form.ts';
import type { EnrolForm, KeyPassCodeForm, RequestForm, ResetPassCodeForm, SignInInput } from '../dealer-service.ts';
import { DEALER_FAULT_LIMITS, type DealerFaults } from '../rules/dealer-faults.ts';

// Only the shape is looked at here: what a field may say is the rules' to judge, and the refusal names it.

const boxes = z.array(z.string()).max(100).describe('IDs of the ticked boxes: GET /api/dealer/forms lists them');

export const SIGN_IN_FORM: BodyForm<SignInInput> = form(
  z.strictObject({ account: z.string().max(200), password: z.string().max(1_000) }),
);

export const PASSWORD_FORM: BodyForm<{ readonly password: string; readonly newPassword: string }> = form(
  z.strictObject({ password: z.string().max(1_000), newPassword: z.string().max(1_000) }),
);

export const TAB_FORM: BodyForm<{ readonly password: string }> = form(
  z.strictObject({ password: z.string().max(1_000) }),
);

export const REQUEST_FORM: BodyForm<RequestForm> = form(
  z.strictObject({
    vin: z.string(),
    repairOrder: z.string(),
    customerLastName: z.string(),
    tickedPolicies: boxes,
    managerIds: z.array(z.string()).max(100).describe('IDs of the managers to send it to'),
  }),
);

export const APPROVE_FORM: BodyForm<{ readonly tickedPolicies: readonly string[] }> = form(
  z.strictObject({ tickedPolicies: boxes }),
);

export const RESET_PASS_CODE_FORM: BodyForm<ResetPassCodeForm> = form(
  z.strictObject({ toolVersion: z.string(), seedNumber: z.string() }),
);

export const KEY_PASS_CODE_FORM: BodyForm<KeyPassCodeForm> = form(
  z.strictObject({
    vin: z.string(),
    vinCheckDigit: z.string(),
    data1: z.string(),
    data1CheckDigit: z.string(),
    data2: z.string(),
    data2CheckDigit: z.string(),
    data3: z.string(),
    repairOrder: z.string(),
    customerLastName: z.string(),
    toolVersion: z.string(),
  }),
);

export const ENROL_FORM: BodyForm<EnrolForm> = form(
  z.strictObject({ staffId: z.string(), name: z.string(), title: z.string() }),
);

export const TITLE_FORM: BodyForm<{ readonly title: string }> = form(z.strictObject({ title: z.string() }));

const mustBe: Wording = (noun) => `must be ${noun}`;
const count = limitedNumber(DEALER_FAULT_LIMITS.passCodes, mustBe);

export const FAULTS_FORM: BodyForm<Partial<DealerFaults>> = form(
  z.strictObject({
    lateMs: limitedNumber(DEALER_FAULT_LIMITS.lateMs, mustBe)
      .describe('milliseconds added to each response')
      .exactOptional(),
    away: z.boolean().describe('connections to the dealer are cut without a response').exactOptional(),
    clockAheadMs: limitedNumber(DEALER_FAULT_LIMITS.clockAheadMs, mustBe)
      .describe('milliseconds by which the dealer’s clock is ahead')
      .exactOptional(),
    wrongPassCodes: count.describe('number of coming pass-codes that are wrong').exactOptional(),
    olderSeeds: count.describe('number of coming pass-codes that belong to the previous seed').exactOptional(),
    approval: z
      .enum(['expired', 'declined'])
      .nullable()
      .describe('state of the approval when the next reset pass-code is requested')
      .exactOptional(),
  }),
);
