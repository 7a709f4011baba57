import { z } from 'zod';
import type { KeySeedText } from '../../../ecu-sim/identity/seed-data.ts';
import { parseSeedNumber } from '../../../ecu-sim/identity/seed-data.ts';
import type { KeyPassCodeForm, RequestForm, ResetPassCodeForm } from '../dealer-service.ts';
import type { DealerField, Refusal } from '../rules/dealer-commands.ts';
import {
  type FieldResult,
  takeKeySeed,
  takeText,
  takeToolVersion,
  takeVin,
  takeVinWithCheckDigit,
} from '../rules/form-fields.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY, type PolicyBox } from '../rules/policies.ts';
import { MANAGERS_NEEDED } from '../rules/titles.ts';
import { refusalText } from './kit/refusal-text.ts';

// The dealer's rules check a form's fields one after the other and name the first invalid one. A person should see all
// of them at once: here each field is checked by the rule that applies to it.

const TEXT: z.ZodType<string, string | undefined> = z.string().default('');
const TEXTS: z.ZodType<string[], string[] | undefined> = z.array(z.string()).default([]);

const REPAIR_ORDER = 'the repair order number';
const CUSTOMER = 'the customer’s last name';

interface Context {
  addIssue(issue: { code: 'custom'; path: string[]; message: string }): void;
}

function addError(context: Context, field: string, message: string): void {
  context.addIssue({ code: 'custom', path: field.split('.'), message });
}

/** Reports the problem of one field, at that field. */
function check(context: Context, field: DealerField, result: FieldResult<unknown>): void {
  if (result.kind === 'refused') addError(context, result.field ?? field, refusalText(result));
}

function checkPolicy(context: Context, policy: readonly PolicyBox[], ticked: readonly string[]): void {
  for (const box of policy) {
    if (!ticked.includes(box.id)) addError(context, `tickedPolicies.${box.id}`, `Tick the box: ${box.text}`);
  }
}

/** The first step of a reset request (DLR-3). */
export const REQUEST_SCHEMA: z.ZodType<RequestForm> = z
  .object({ vin: TEXT, repairOrder: TEXT, customerLastName: TEXT, tickedPolicies: TEXTS, managerIds: TEXTS })
  .superRefine((form, context) => {
    check(context, 'vin', takeVin(form.vin));
    check(context, 'repairOrder', takeText('repairOrder', REPAIR_ORDER, form.repairOrder));
    check(context, 'customerLastName', takeText('customerLastName', CUSTOMER, form.customerLastName));
    checkPolicy(context, IDENTIFICATION_POLICY, form.tickedPolicies);
  });

/** Both steps of it. */
export const REQUEST_WITH_MANAGERS_SCHEMA: z.ZodType<RequestForm> = REQUEST_SCHEMA.superRefine((form, context) => {
  if (new Set(form.managerIds).size >= MANAGERS_NEEDED) return;
  addError(context, 'managerIds', `Choose at least ${MANAGERS_NEEDED} managers.`);
});

/** A manager's approval (DLR-4): the boxes. */
export const APPROVAL_SCHEMA: z.ZodType<{ readonly tickedPolicies: readonly string[] }> = z
  .object({ tickedPolicies: TEXTS })
  .superRefine((form, context) => checkPolicy(context, APPROVAL_POLICY, form.tickedPolicies));

/** Version and seed (DLR-6). */
export const SEED_SCHEMA: z.ZodType<ResetPassCodeForm> = z
  .object({ toolVersion: TEXT, seedNumber: TEXT })
  .superRefine((form, context) => {
    check(context, 'toolVersion', takeToolVersion(form.toolVersion));
    if (parseSeedNumber(form.seedNumber.trim()) !== null) return;
    addError(context, 'seedNumber', 'Enter the 16 hexadecimal digits of the seed number, as the scan tool shows it.');
  });

/** The Add/Remove form (DLR-7, DLR-10). */
export const KEY_SCHEMA: z.ZodType<KeyPassCodeForm> = z
  .object({
    ...{ toolVersion: TEXT, vin: TEXT, vinCheckDigit: TEXT, repairOrder: TEXT, customerLastName: TEXT },
    ...{ data1: TEXT, data1CheckDigit: TEXT, data2: TEXT, data2CheckDigit: TEXT, data3: TEXT },
  })
  .superRefine((form, context) => {
    check(context, 'toolVersion', takeToolVersion(form.toolVersion));
    const vin = takeVinWithCheckDigit(form.vin, form.vinCheckDigit);
    check(context, 'vin', vin);
    check(context, 'repairOrder', takeText('repairOrder', REPAIR_ORDER, form.repairOrder));
    check(context, 'customerLastName', takeText('customerLastName', CUSTOMER, form.customerLastName));
    for (const refusal of seedRefusals(form, vin.kind === 'taken' ? vin.value : null)) check(context, 'data1', refusal);
  });

/** A seed that is valid except for the vehicle it belongs to. */
const FAULTLESS: KeySeedText = {
  data1: '0'.repeat(11),
  data1CheckDigit: '0',
  data2: '0'.repeat(12),
  data2CheckDigit: '0',
  data3: '0'.repeat(8),
};

/** Every invalid field of a seed: each one found is replaced by a valid one, to find the next. */
function seedRefusals(form: KeySeedText, vin: string | null): readonly Refusal[] {
  const refusals: Refusal[] = [];
  let text: KeySeedText = form;
  for (const field of ['data1', 'data2'] as const) {
    const result = takeKeySeed(text, vin ?? '');
    if (result.kind !== 'refused' || result.field !== field) continue;
    refusals.push(result);
    const digit = `${field}CheckDigit` as const;
    text = { ...text, [field]: FAULTLESS[field], [digit]: FAULTLESS[digit] };
  }
  const last = takeKeySeed(text, vin ?? '');
  // Whether Data3 belongs to the vehicle can only be checked for a known VIN.
  const isJudged = vin !== null || !/^[0-9A-Fa-f]{8}$/.test(form.data3.trim());
  return last.kind === 'refused' && isJudged ? [...refusals, last] : refusals;
}

/** A new staff member. */
export const ENROL_SCHEMA: z.ZodType<{
  readonly staffId: string;
  readonly name: string;
  readonly title: string;
}> = z.object({ staffId: TEXT, name: TEXT, title: TEXT }).superRefine((form, context) => {
  check(
    context,
    'staffId',
    takeText('staffId', 'the staff ID', form.staffId, 'choose one such as "tara" or "t.smith"'),
  );
  check(context, 'name', takeText('name', 'the name', form.name, 'enter it as it appears on requests and reports'));
  if (form.title === '') addError(context, 'title', 'Choose a job title.');
});

export const TITLE_SCHEMA: z.ZodType<{ readonly title: string }> = z
  .object({ title: TEXT })
  .superRefine(({ title }, context) => {
    if (title === '') addError(context, 'title', 'Choose a job title.');
  });

export const SIGN_IN_SCHEMA: z.ZodType<{ readonly account: string; readonly password: string }> = z
  .object({ account: TEXT, password: TEXT })
  .superRefine(({ account, password }, context) => {
    if (account.trim() === '') addError(context, 'account', 'Enter your staff ID.');
    if (password === '') addError(context, 'password', 'Enter your password.');
  });

export const PASSWORD_SCHEMA: z.ZodType<{ readonly password: string }> = z
  .object({ password: TEXT })
  .superRefine(({ password }, context) => {
    if (password === '') addError(context, 'password', 'Enter your password.');
  });

export const NEW_PASSWORD_SCHEMA: z.ZodType<{ readonly password: string; readonly newPassword: string }> = z
  .object({ password: TEXT, newPassword: TEXT, newPasswordAgain: TEXT })
  .superRefine(({ password, newPassword, newPasswordAgain }, context) => {
    if (password === '') addError(context, 'password', 'Enter your current password.');
    if (newPassword === '') addError(context, 'newPassword', 'Enter a new password.');
    if (newPassword !== newPasswordAgain) {
      addError(context, 'newPasswordAgain', 'The new passwords do not match.');
    }
  });
