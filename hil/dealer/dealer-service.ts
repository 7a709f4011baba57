import type { KeySeedText } from '../../ecu-sim/identity/seed-data.ts';
import type { Accepted, DealerRecord, Refusal } from './rules/dealer-commands.ts';
import type { Dealer, RequestStatus, StaffMember } from './rules/dealer-state.ts';
import type { PolicyBox } from './rules/policies.ts';
import type { DealerPowers } from './rules/titles.ts';

// What the dealer server can do, for its front ends: the JSON routes, the pages, a load test. Nothing
// here throws for what people do wrong: that comes back as a `Refusal`, with the field to look at.

/** A tab of the bulletin that asks for the password again (DLR-8). */
export type DealerTab = 'immobilizer-reset' | 'add-remove-key';

/** Someone who is signed in, as of this instant. Get a fresh one for each request: a title may have changed. */
export interface DealerSession {
  /** Names the session within the process; never the secret of the cookie or the token. */
  readonly id: string;
  readonly staff: StaffMember;
  readonly dealer: Dealer;
  readonly powers: DealerPowers;
  /** Signed in with a one-time password: nothing but changing it and signing out is allowed. */
  readonly mustChangePassword: boolean;
  /** Until when a tab is open without the password, in milliseconds of real time; null where it must be asked for. */
  readonly tabs: Readonly<Record<DealerTab, number | null>>;
  /** Goes into every form of this session as the field `csrf`, or into the header `x-csrf-token`. */
  readonly csrfToken: string;
  /** When it ends at the latest, in milliseconds of real time; 30 minutes without a request end it before. */
  readonly endsAtMs: number;
}

/** Who knocks: decides the rate limit beside the account. */
export interface Caller {
  /** IP address of the peer. */
  readonly address: string;
}

export interface SignInInput {
  /** The staff id; case and blanks around it do not count. */
  readonly account: string;
  readonly password: string;
}

/** Signed in: the token is the cookie's value, or a script's bearer token. It is shown once and stored hashed. */
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

/** A one-time password, shown once to the administrator, who hands it over. */
export interface OneTimePassword {
  readonly kind: 'one-time-password';
  readonly staff: StaffMember;
  readonly oneTimePassword: string;
  /** Until when it is good if it is not used, in milliseconds of real time. */
  readonly validTillMs: number;
}

/** A request as it is shown: names beside ids. */
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
  /** Those it was sent to. */
  readonly managers: readonly { readonly id: string; readonly name: string; readonly title: string }[];
  /** Milliseconds of the dealer's calendar, as the others. */
  readonly requestedAtMs: number;
  readonly settledByName: string | null;
  readonly settledAtMs: number | null;
  readonly validTillMs: number | null;
  /** Whether the one who looks may approve or decline it now. */
  readonly canSettle: boolean;
  /** Whether the one who looks may get a pass-code from it now. */
  readonly canIssue: boolean;
  /** Whether the one who looks may close it now. */
  readonly canClose: boolean;
}

/** Oldest first in each list. */
export interface InboxView {
  /** Sent to this manager and still open. */
  readonly toSettle: readonly RequestView[];
  /** Asked for by this person: open ones, approved ones, and the last few that are settled otherwise. */
  readonly own: readonly RequestView[];
}

/** What forms are made of. */
export interface FormParts {
  readonly dealer: Dealer;
  readonly identificationPolicy: readonly PolicyBox[];
  readonly approvalPolicy: readonly PolicyBox[];
  /** Managers that may be chosen by the one who asks: not themselves. */
  readonly managers: readonly StaffMember[];
  /** How many of them must be chosen at least. */
  readonly managersNeeded: number;
  /** Every job title there is; `approves` for the twelve. */
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

/** The Add/Remove form (DLR-7). */
export interface KeyPassCodeForm extends KeySeedText {
  readonly vin: string;
  readonly vinCheckDigit: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly toolVersion: string;
}

export interface EnrolForm {
  /** The account's name: 2 to 32 small letters, digits, dots and hyphens, a letter first; unique over all dealers. */
  readonly staffId: string;
  readonly name: string;
  readonly title: string;
}

/** One member as the administrator sees it. */
export interface StaffView extends StaffMember {
  readonly powers: DealerPowers;
  /** Still with a one-time password. */
  readonly mustChangePassword: boolean;
  /** Until when that is good, in milliseconds of real time; null for a password of one's own. */
  readonly oneTimePasswordTillMs: number | null;
}

/** One line of the log as the report and the export have it. */
export interface LoggedRecord extends DealerRecord {
  /** From 1, without a gap over the whole log; a dealer sees only its own. */
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
  /** How many of each kind; kinds without one are missing. */
  readonly totals: Readonly<Partial<Record<DealerRecord['kind'], number>>>;
}

/** What a command may answer: one kind of `Accepted`, or why not. */
export type Answer<Kind extends Accepted['kind']> = Extract<Accepted, { readonly kind: Kind }> | Refusal;

/**
 * One dealer server, without HTTP. A method that takes a session checks the rules for it, and the session's powers for
 * administration, report and export (`not-allowed`); whether the session may come this far at all – own password,
 * open tab – is the guard's to check before (`hil/dealer/server/dealer-guard.ts`), from the route table.
 *
 * What has been answered is stored: state, log line and answer come from one transaction.
 */
export interface DealerService {
  /** Refused alike for an unknown account and a wrong password; `locked`, `busy` with `retryAfterS`. */
  signIn(input: SignInInput, caller: Caller): Promise<SignedIn | Refusal>;
  /** The owner of a cookie or bearer token; null where it has none, or none any more. Counts as use. */
  session(token: string): DealerSession | null;
  signOut(session: DealerSession): void;
  /** Ends every other session of the account. The field of a refusal is `password` or `newPassword`. */
  changePassword(
    session: DealerSession,
    input: { readonly password: string; readonly newPassword: string },
    caller: Caller,
  ): Promise<PasswordChanged | Refusal>;
  /** The password again, which opens one tab for ten minutes (DLR-8). */
  openTab(session: DealerSession, tab: DealerTab, password: string, caller: Caller): Promise<TabOpened | Refusal>;

  /** The dealer's calendar: 2019-07-01 and vehicle time beside a car in virtual time, else the wall clock. */
  nowMs(): number;
  formParts(session: DealerSession): FormParts;
  inbox(session: DealerSession): InboxView;
  /** Another dealer's request is `unknown-request`. */
  request(session: DealerSession, number: string): RequestView | Refusal;
  /** Requests of this dealer for a VIN, newest first: what a scan tool that starts again looks for. */
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
  /** Ends the sessions and the account; the id is never given to somebody else. */
  remove(session: DealerSession, staffId: string): Answer<'removed'>;
  /** Ends the sessions; the old password is gone. */
  resetPassword(session: DealerSession, staffId: string): Promise<OneTimePassword | Refusal>;

  /** `month` as `2019-07`; the present month where absent. */
  monthlyReport(session: DealerSession, month?: string): MonthlyReport | Refusal;
  /** All transactions of the dealer as CSV with a heading line (RFC 4180), oldest first; of one month where given. */
  exportCsv(session: DealerSession, month?: string): string | Refusal;
}
