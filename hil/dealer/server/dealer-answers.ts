import { z } from 'zod';
import type { NamedSchema } from '../../http/route.ts';
import type {
  DealerSession,
  FormParts,
  InboxView,
  MonthlyReport,
  OneTimePassword,
  RequestView,
  StaffView,
} from '../dealer-service.ts';
import { RECORD_KINDS } from '../rules/dealer-commands.ts';
import type { DealerFaults } from '../rules/dealer-faults.ts';
import type { StaffMember } from '../rules/dealer-state.ts';

/** A session as shown to its owner. */
export type ServedSession = Omit<DealerSession, 'id'>;

const calendarMs = z.int().describe('milliseconds since 1970, of the dealer’s calendar');
const realMs = z.int().describe('milliseconds since 1970, real time');
const dealer = z.strictObject({ code: z.string(), name: z.string() });
const powers = z.strictObject({ approves: z.boolean(), administers: z.boolean() });
const staffFields = { id: z.string(), name: z.string(), title: z.string(), dealerCode: z.string() };
const staff = z.strictObject(staffFields);

const session = z.strictObject({
  staff,
  dealer,
  powers,
  mustChangePassword: z.boolean().describe('signed in with a one-time password: change it first'),
  tabs: z
    .strictObject({ 'immobilizer-reset': realMs.nullable(), 'add-remove-key': realMs.nullable() })
    .describe('when each tab asks for the password again'),
  csrfToken: z.string().describe('for the header x-csrf-token, where the session comes from a cookie'),
  endsAtMs: realMs,
});

const request = z.strictObject({
  number: z.string().describe('YYMMDD and five digits (DLR-11)'),
  status: z.enum(['open', 'approved', 'declined', 'closed', 'expired']),
  dealerCode: z.string(),
  dealerName: z.string(),
  requesterId: z.string(),
  requesterName: z.string(),
  vin: z.string(),
  repairOrder: z.string(),
  customerLastName: z.string(),
  managers: z.array(z.strictObject({ id: z.string(), name: z.string(), title: z.string() })),
  requestedAtMs: calendarMs,
  settledByName: z.string().nullable(),
  settledAtMs: calendarMs.nullable(),
  validTillMs: calendarMs.nullable(),
  canSettle: z.boolean(),
  canIssue: z.boolean(),
  canClose: z.boolean(),
});

const policy = z.array(z.strictObject({ id: z.string(), text: z.string() }));
const passCode = z.string().describe('as entered in the scan tool');
const requestNumber = z.string();

export const SESSION_STARTED: NamedSchema<{ readonly token: string; readonly session: ServedSession }> = {
  name: 'DealerSignedIn',
  schema: z.strictObject({ token: z.string().describe('for Authorization: Bearer'), session }),
};

export const ME: NamedSchema<{ readonly session: ServedSession; readonly nowMs: number }> = {
  name: 'DealerMe',
  schema: z.strictObject({ session, nowMs: calendarMs }),
};

export const NOTHING: NamedSchema<object> = { name: 'Nothing', schema: z.strictObject({}) };

export const TAB: NamedSchema<{ readonly tab: string; readonly openTillMs: number }> = {
  name: 'DealerTab',
  schema: z.strictObject({ tab: z.string(), openTillMs: realMs }),
};

export const FORMS: NamedSchema<FormParts> = {
  name: 'DealerForms',
  schema: z.strictObject({
    dealer,
    identificationPolicy: policy,
    approvalPolicy: policy,
    managers: z.array(staff),
    managersNeeded: z.int(),
    titles: z.array(z.strictObject({ title: z.string(), approves: z.boolean(), administers: z.boolean() })),
    oldestToolVersion: z.string(),
    textMax: z.int(),
    passwordMin: z.int(),
    passwordMax: z.int(),
  }),
};

export const INBOX: NamedSchema<InboxView> = {
  name: 'DealerInbox',
  schema: z.strictObject({ toSettle: z.array(request), own: z.array(request) }),
};

export const REQUEST: NamedSchema<RequestView> = { name: 'DealerRequest', schema: request };

export const REQUESTS: NamedSchema<{ readonly requests: readonly RequestView[] }> = {
  name: 'DealerRequests',
  schema: z.strictObject({ requests: z.array(request) }),
};

export const REQUESTED: NamedSchema<{ readonly requestNumber: string; readonly managerIds: readonly string[] }> = {
  name: 'DealerRequested',
  schema: z.strictObject({ requestNumber, managerIds: z.array(z.string()) }),
};

export const APPROVED: NamedSchema<{ readonly requestNumber: string; readonly validTillMs: number }> = {
  name: 'DealerApproved',
  schema: z.strictObject({ requestNumber, validTillMs: calendarMs }),
};

export const SETTLED: NamedSchema<{ readonly requestNumber: string }> = {
  name: 'DealerSettled',
  schema: z.strictObject({ requestNumber }),
};

export const RESET_PASS_CODE: NamedSchema<{ readonly requestNumber: string; readonly passCode: string }> = {
  name: 'DealerResetPassCode',
  schema: z.strictObject({ requestNumber, passCode }),
};

export const KEY_PASS_CODE: NamedSchema<{ readonly passCode: string }> = {
  name: 'DealerKeyPassCode',
  schema: z.strictObject({ passCode }),
};

export const STAFF: NamedSchema<{ readonly staff: readonly StaffView[] }> = {
  name: 'DealerStaff',
  schema: z.strictObject({
    staff: z.array(
      z.strictObject({
        ...staffFields,
        powers,
        mustChangePassword: z.boolean(),
        oneTimePasswordTillMs: realMs.nullable().describe('when a one-time password expires'),
      }),
    ),
  }),
};

export const MEMBER: NamedSchema<{ readonly staff: StaffMember }> = {
  name: 'DealerMember',
  schema: z.strictObject({ staff }),
};

export const ONE_TIME_PASSWORD: NamedSchema<Omit<OneTimePassword, 'kind'>> = {
  name: 'DealerOneTimePassword',
  schema: z.strictObject({
    staff,
    oneTimePassword: z.string().describe('shown only once'),
    validTillMs: z.int().describe('when it expires unless used, in milliseconds of real time'),
  }),
};

const recordKind = z.enum(RECORD_KINDS);

export const REPORT: NamedSchema<MonthlyReport> = {
  name: 'DealerReport',
  schema: z.strictObject({
    dealer,
    month: z.string(),
    months: z.array(z.string()),
    records: z.array(
      z.strictObject({
        sequence: z.int(),
        kind: recordKind,
        epochMs: calendarMs,
        dealerCode: z.string(),
        dealerName: z.string(),
        actorId: z.string(),
        actorName: z.string(),
        actorTitle: z.string(),
        vin: z.string().nullable(),
        repairOrder: z.string().nullable(),
        customerLastName: z.string().nullable(),
        requestNumber: z.string().nullable(),
        toolVersion: z.string().nullable(),
        seed: z.string().nullable(),
        staff: z.strictObject({ id: z.string(), name: z.string(), title: z.string() }).nullable(),
      }),
    ),
    totals: z.partialRecord(recordKind, z.int()),
  }),
};

export const DEALER_FAULTS: NamedSchema<DealerFaults> = {
  name: 'DealerFaults',
  schema: z.strictObject({
    lateMs: z.number(),
    away: z.boolean(),
    clockAheadMs: z.number(),
    wrongPassCodes: z.int(),
    olderSeeds: z.int(),
    approval: z.enum(['expired', 'declined']).nullable(),
  }),
};
