import type { LoggedRecord, MonthlyReport, RequestView, StaffView } from '../../../../../hil/dealer/dealer-service.ts';
import { approvalPage } from '../../../../../hil/dealer/pages/requests/approval-page.ts';
import { chooseManagersPage } from '../../../../../hil/dealer/pages/requests/choose-managers-page.ts';
import { closePage } from '../../../../../hil/dealer/pages/requests/close-page.ts';
import { errorPage } from '../../../../../hil/dealer/pages/kit/error-page.ts';
import { homePage } from '../../../../../hil/dealer/pages/requests/home-page.ts';
import { KEY_LABELS, keyFormPage } from '../../../../../hil/dealer/pages/keys/key-form-page.ts';
import type { Viewer } from '../../../../../hil/dealer/pages/kit/layout.ts';
import { memberPage } from '../../../../../hil/dealer/pages/staff/member-page.ts';
import { oneTimePasswordPage } from '../../../../../hil/dealer/pages/results/one-time-password-page.ts';
import { keyPassCodePage, resetPassCodePage } from '../../../../../hil/dealer/pages/results/pass-code-page.ts';
import { passwordAgainPage } from '../../../../../hil/dealer/pages/sign-in/password-again-page.ts';
import { passwordPage } from '../../../../../hil/dealer/pages/sign-in/password-page.ts';
import { reportPage } from '../../../../../hil/dealer/pages/report/report-page.ts';
import { requestPage } from '../../../../../hil/dealer/pages/requests/request-page.ts';
import { RESET_LABELS, resetFormPage } from '../../../../../hil/dealer/pages/requests/reset-form-page.ts';
import { SEED_LABELS, seedFormPage } from '../../../../../hil/dealer/pages/requests/seed-form-page.ts';
import { signInPage } from '../../../../../hil/dealer/pages/sign-in/sign-in-page.ts';
import { STAFF_LABELS, staffPage } from '../../../../../hil/dealer/pages/staff/staff-page.ts';
import type { FormState } from '../../../../../hil/dealer/pages/kit/typed-form.ts';
import type { View } from '../../../../../hil/dealer/pages/kit/view.ts';

/** Every page, with one text wherever people's own text may stand. */
export function everyPageWith(text: string): Readonly<Record<string, View>> {
  const viewer: Viewer = {
    ...{ name: text, title: text, dealerName: text, csrfToken: text },
    tabs: ['home', 'reset', 'keys', 'staff', 'report'],
  };
  const request: RequestView = {
    ...{ number: text, status: 'open', dealerCode: text, dealerName: text, requesterId: text, requesterName: text },
    ...{ vin: text, repairOrder: text, customerLastName: text, managers: [{ id: text, name: text, title: text }] },
    ...{ requestedAtMs: 0, settledByName: text, settledAtMs: 0, validTillMs: 0 },
    ...{ canSettle: true, canIssue: true, canClose: true },
  };
  const member: StaffView = {
    ...{ id: text, name: text, title: text, dealerCode: text, mustChangePassword: true, oneTimePasswordTillMs: 0 },
    powers: { approves: true, administers: true },
  };
  const titles = [{ title: text, approves: true, administers: true }];
  const rest = { viewer, notice: text, submissionId: text };
  return {
    'sign in': signInPage({
      form: filled(text, ['account', 'password']),
      next: text,
      kept: { vin: [text] },
      notice: text,
    }),
    'change of the password': passwordPage({
      ...{ viewer, form: filled(text, ['password', 'newPassword', 'newPasswordAgain']) },
      ...{ next: text, kept: { vin: [text] }, isForced: true, rule: text },
    }),
    'password again': passwordAgainPage({
      ...{ viewer, tab: 'keys', form: filled(text, ['password']), next: text, kept: { vin: [text] } },
    }),
    home: homePage({ ...rest, isManager: true, toSettle: [request], own: [request] }),
    'request form': resetFormPage({
      ...{ ...rest, dealerCode: text, form: filled(text, Object.keys(RESET_LABELS)), cameWithSeed: true },
    }),
    'choice of managers': chooseManagersPage({
      ...{ ...rest, form: filled(text, Object.keys(RESET_LABELS)), managers: [{ id: text, name: text, title: text }] },
    }),
    approval: approvalPage({ ...rest, request, form: filled(text, ['tickedPolicies']) }),
    request: requestPage({ ...rest, request, problem: text, query: text }),
    'closing of a repair': closePage({ ...rest, request, form: filled(text, []) }),
    'seed number': seedFormPage({ ...rest, request, form: filled(text, Object.keys(SEED_LABELS)) }),
    'pass-code of a reset': resetPassCodePage({
      ...{ viewer, request, passCode: text, toolVersion: text, seedNumber: text, issuedAtMs: 0 },
    }),
    'add or remove': keyFormPage({ ...rest, dealerCode: text, form: filled(text, Object.keys(KEY_LABELS)) }),
    'pass-code for keys': keyPassCodePage({
      ...{ viewer, dealerCode: text, passCode: text, vin: text, repairOrder: text, customerLastName: text },
      issuedAtMs: 0,
    }),
    staff: staffPage({ ...rest, staff: [member], titles, form: filled(text, Object.keys(STAFF_LABELS)) }),
    'one of the staff': memberPage({ ...rest, member, titles, isOneself: false, form: filled(text, ['title']) }),
    'one-time password': oneTimePasswordPage({ viewer, memberName: text, memberId: text, oneTimePassword: text }),
    report: reportPage({ viewer, report: reportWith(text) }),
    error: errorPage({ viewer, title: text, message: text, hint: text }),
  };
}

function filled(text: string, fields: readonly string[]): FormState {
  const entries = fields.map((field) => [field, text] as const);
  return {
    typed: Object.fromEntries(entries.map(([field, value]) => [field, [value]])),
    errors: Object.fromEntries(entries),
    problem: text,
  };
}

function reportWith(text: string): MonthlyReport {
  const record: LoggedRecord = {
    ...{ sequence: 1, kind: 'requested', epochMs: 0, dealerCode: text, dealerName: text, staff: null },
    ...{ actorId: text, actorName: text, actorTitle: text, vin: text, repairOrder: text },
    ...{ customerLastName: text, requestNumber: text, toolVersion: text, seed: text },
  };
  const ofStaff: LoggedRecord = {
    ...record,
    kind: 'enrolled',
    vin: null,
    staff: { id: text, name: text, title: text },
  };
  return {
    ...{ dealer: { code: text, name: text }, month: text, months: [text] },
    ...{ records: [record, ofStaff], totals: { requested: 1, enrolled: 1 } },
  };
}
