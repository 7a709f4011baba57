import type { KeySeedText } from '../../ecu-sim/identity/seed-data.ts';
import type { Accepted, DealerRecord, Refusal } from './rules/dealer-commands.ts';
import type { Dealer, RequestStatus, StaffMember } from './rules/dealer-state.ts';
import type { PolicyBox } from './rules/policies.ts';
import type { DealerPowers } from './rules/titles.ts';

// The functions of the dealer server, for its front ends: the JSON routes, the pages, a load test. User errors never
// throw: they return a `Refusal` that names the field.

/** A tab of the bulletin that asks for the password again (DLR-8). */
export type DealerTab = 'immobilizer-reset' | 'add-remove-key';

/** A signed-in person at this instant. Get a new one for each request: a title may have changed. */
export interface DealerSession {
  /** Identifies the session within the process; never the secret of the cookie or the token. */
  readonly id: string;
  readonly staff: StaffMember;
  readonly dealer: Dealer;
  readonly powers: DealerPowers;
  /** Signed in with a one-time password: only changing it and signing out are allowed. */
  readonly mustChangePassword: boolean;
  /** Until when a tab is open without the password, in milliseconds of real time; null where it must be entered. */
  readonly tabs: Readonly<Record<DealerTab, number | null>>;
  /** Included in every form of this session as the field `csrf`, or in the header `x-csrf-token`. */
  readonly csrfToken: string;
  /** Its latest end, in milliseconds of real time; 30 minutes without a request end it before. */
  readonly endsAtMs: number;
}

/** The origin of an attempt: determines the rate limit, together with the account. */
export interface Caller {
  /** IP address of the peer. */
  readonly address: string;
}

export interface SignInInput {
  /** The staff id; case and surrounding blanks do not matter. */
  readonly account: string;
  readonly password: string;
}

/** Signed in: the token is the cookie's value, or a script's bearer token. It is shown once and stored as a hash. */
export interface SignedIn {
  readonly kind: 'signed-in';
  readonly token: string;
  readonly session: DealerSession;
}

export interface PasswordChanged {
  readonly kind: 'password-changed';
}

export interface TabOpened {
  readonly kind: 'tab-opened';
  readonly tab: DealerTab;
  /** Milliseconds of real time. */
  readonly openTillMs: number;
}

/** A one-time password, shown once to the administrator, who passes it on. */
export interface OneTimePassword {
  readonly kind: 'one-time-password';
  readonly staff: StaffMember;
  readonly oneTimePassword: string;
  /** When it expires unless used, in milliseconds of real time. */
  readonly validTillMs: number;
}

/** A request as displayed: with names in addition to ids. */
export interface RequestView {
  readonly number: string;
  readonly status: RequestStatus;
  readonly dealerCode: string;
  readonly dealerName: string;
  readonly requesterId: string;
  readonly requesterName: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  /** The managers to whom it was sent. */
  readonly managers: readonly { readonly id: string; readonly name: string; readonly title: string }[];
  /** Milliseconds of the dealer's calendar, like the others. */
  readonly requestedAtMs: number;
  readonly settledByName: string | null;
  readonly settledAtMs: number | null;
  readonly validTillMs: number | null;
  /** Whether the viewer may approve or decline it now. */
  readonly canSettle: boolean;
  /** Whether the viewer may get a pass-code from it now. */
  readonly canIssue: boolean;
  /** Whether the viewer may close it now. */
  readonly canClose: boolean;
}

/** Oldest first in each list. */
export interface InboxView {
  /** Sent to this manager and still open. */
  readonly toSettle: readonly RequestView[];
  /** Made by this person: open ones, approved ones, and the last few with another status. */
  readonly own: readonly RequestView[];
}

/** The choices and limits of forms. */
export interface FormParts {
  readonly dealer: Dealer;
  readonly identificationPolicy: readonly PolicyBox[];
  readonly approvalPolicy: readonly PolicyBox[];
  /** Managers that the requester may choose: all except the requester. */
  readonly managers: readonly StaffMember[];
  /** Minimum number of managers to choose. */
  readonly managersNeeded: number;
  /** All job titles; `approves` for the twelve. */
  readonly titles: readonly { readonly title: string; readonly approves: boolean; readonly administers: boolean }[];
  readonly oldestToolVersion: string;
  /** Longest repair order number, customer's last name, name of staff. */
  readonly textMax: number;
  readonly passwordMin: number;
  readonly passwordMax: number;
}

/** The reset request form (DLR-3); names as in the JSON body and in a `Refusal`'s field. */
export interface RequestForm {
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly tickedPolicies: readonly string[];
  readonly managerIds: readonly string[];
}

/** The last step of a reset's approval (DLR-6). */
export interface ResetPassCodeForm {
  readonly toolVersion: string;
  readonly seedNumber: string;
}

/** The form Add/Remove (DLR-7). */
export interface KeyPassCodeForm extends KeySeedText {
  readonly vin: string;
  readonly vinCheckDigit: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly toolVersion: string;
}

export interface EnrolForm {
  /**
   * The account's name: 2 to 32 lowercase letters, digits, dots and hyphens, starting with a letter; unique over all
   * dealers.
   */
  readonly staffId: string;
  readonly name: string;
  readonly title: string;
}

/** One member as shown to the administrator. */
export interface StaffView extends StaffMember {
  readonly powers: DealerPowers;
  /** Whether the password is still a one-time one. */
  readonly mustChangePassword: boolean;
  /** When it expires, in milliseconds of real time; null for a password chosen by its owner. */
  readonly oneTimePasswordTillMs: number | null;
}

/** One line of the log in the report and the export. */
export interface LoggedRecord extends DealerRecord {
  /** From 1, without gaps over the whole log; a dealer only sees its own entries. */
  readonly sequence: number;
}

/** The month's transactions of one dealer, for its general manager (DLR-9). */
export interface MonthlyReport {
  readonly dealer: Dealer;
  /** `2019-07`, in UTC of the dealer's calendar. */
  readonly month: string;
  /** Months that have a record, oldest first. */
  readonly months: readonly string[];
  readonly records: readonly LoggedRecord[];
  /** The number of each kind; kinds without entries are missing. */
  readonly totals: Readonly<Partial<Record<DealerRecord['kind'], number>>>;
}

/** The answer to a command: one kind of `Accepted`, or a refusal. */
export type Answer<Kind extends Accepted['kind']> = Extract<Accepted, { readonly kind: Kind }> | Refusal;

/**
 * One dealer server, without HTTP. A method with a session checks the rules for it, and the session's permissions for
 * administration, report and export (`not-allowed`); the guard checks before, from the route table, whether the session
 * may use the route at all: own password, open tab (`hil/dealer/server/dealer-guard.ts`).
 *
 * Everything answered is stored: state, log line and answer come from one transaction.
 */
export interface DealerService {
  /** Refused alike for an unknown account and a wrong password; `locked`, `busy` with `retryAfterS`. */
  signIn(input: SignInInput, caller: Caller): Promise<SignedIn | Refusal>;
  /** The session of a cookie or bearer token; null where there is none, or none any more. Counts as use. */
  session(token: string): DealerSession | null;
  signOut(session: DealerSession): void;
  /** Ends every other session of the account. The field of a refusal is `password` or `newPassword`. */
  changePassword(
    session: DealerSession,
    input: { readonly password: string; readonly newPassword: string },
    caller: Caller,
  ): Promise<PasswordChanged | Refusal>;
  /** Confirms the password, which opens one tab for ten minutes (DLR-8). */
  openTab(session: DealerSession, tab: DealerTab, password: string, caller: Caller): Promise<TabOpened | Refusal>;

  /** The dealer's calendar: 2019-07-01 and vehicle time beside a car in virtual time, else the wall clock. */
  nowMs(): number;
  formParts(session: DealerSession): FormParts;
  inbox(session: DealerSession): InboxView;
  /** Another dealer's request is `unknown-request`. */
  request(session: DealerSession, number: string): RequestView | Refusal;
  /** Requests of this dealer for a VIN, newest first: used by a scan tool that starts again. */
  requestsFor(session: DealerSession, vin: string): readonly RequestView[];

  submitRequest(session: DealerSession, form: RequestForm): Answer<'requested'>;
  approve(session: DealerSession, number: string, tickedPolicies: readonly string[]): Answer<'approved'>;
  decline(session: DealerSession, number: string): Answer<'declined'>;
  close(session: DealerSession, number: string): Answer<'closed'>;
  issueResetPassCode(session: DealerSession, number: string, form: ResetPassCodeForm): Answer<'reset-pass-code'>;
  issueKeyPassCode(session: DealerSession, form: KeyPassCodeForm): Answer<'key-pass-code'>;

  /** The dealer's staff, in the order of enrolment. */
  staff(session: DealerSession): readonly StaffView[] | Refusal;
  enrol(session: DealerSession, form: EnrolForm): Promise<OneTimePassword | Refusal>;
  changeTitle(session: DealerSession, staffId: string, title: string): Answer<'title-changed'>;
  /** Ends the sessions and the account; the id is never used again. */
  remove(session: DealerSession, staffId: string): Answer<'removed'>;
  /** Ends the sessions and invalidates the old password. */
  resetPassword(session: DealerSession, staffId: string): Promise<OneTimePassword | Refusal>;

  /** `month` as `2019-07`; the current month where absent. */
  monthlyReport(session: DealerSession, month?: string): MonthlyReport | Refusal;
  /** All transactions of the dealer as CSV with a header line (RFC 4180), oldest first; of one month where given. */
  exportCsv(session: DealerSession, month?: string): string | Refusal;
}
