import { Accounts, type PasswordHasher } from './accounts/accounts.ts';
import { type FirstPassword, firstPasswords, oneTimePassword } from './accounts/one-time-password.ts';
import { findPasswordFault, PASSWORD_MAX, PASSWORD_MIN } from './accounts/password-rules.ts';
import { csrfTokenOf, LIFE_MS, Sessions, type StoredSession } from './accounts/sessions.ts';
import type {
  Answer,
  Caller,
  DealerService,
  DealerSession,
  DealerTab,
  EnrolForm,
  FormParts,
  InboxView,
  KeyPassCodeForm,
  MonthlyReport,
  OneTimePassword,
  PasswordChanged,
  RequestForm,
  RequestView,
  ResetPassCodeForm,
  SignedIn,
  SignInInput,
  StaffView,
  TabOpened,
} from './dealer-service.ts';
import { inboxView, viewOf } from './dealer-views.ts';
import { exportCsv } from './log-export.ts';
import { monthAt, type ReportMonth, takeMonth } from './report-month.ts';
import type {
  Accepted,
  DealerCommand,
  DealerNow,
  DealerOutcome,
  DealerRecord,
  Refusal,
} from './rules/dealer-commands.ts';
import { damagedRefusal, NOT_ADMINISTRATOR, NOT_SIGNED_IN } from './dealer-refusals.ts';
import { createFaultyRules, dealerNow, type DealerFaults, type FaultyRules, NO_FAULTS } from './rules/dealer-faults.ts';
import { dealerOf, type DealerState, expireApprovals, findStaff, type StaffMember } from './rules/dealer-state.ts';
import { TEXT_MAX } from './rules/form-fields.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from './rules/policies.ts';
import { requestOfDealer } from './rules/reset-requests.ts';
import { MANAGERS_NEEDED, mayApprove, powersOf, TITLES } from './rules/titles.ts';
import { OLDEST_TOOL_VERSION } from './rules/tool-version.ts';
import { DealerStore, type LogEntry } from './store/dealer-store.ts';

interface StoredDealerOptions {
  /** The database's file, or `:memory:`. */
  readonly path: string;
  readonly passcodeSecret: string;
  /** The staff of a new database. */
  readonly founding: DealerState;
  /** For a demonstration: first passwords are fixed and need not be changed. */
  readonly demo: boolean;
  /** First passwords that were already passed on; created here where absent. */
  readonly firstPasswords?: readonly FirstPassword[];
  /** The dealer's calendar. */
  readonly calendar: () => DealerNow;
  /** Milliseconds of real time: sessions, one-time passwords. */
  readonly realNowMs: () => number;
  /** Computes and checks hashes of passwords; the server's own where absent. */
  readonly hasher?: PasswordHasher;
}

/**
 * The dealer server over a database. Everything happens in one process and, except for passwords, synchronously: a
 * command is judged by the rules and stored with its log entry, and only then the state in memory is updated and the
 * answer given.
 */
export class StoredDealer implements DealerService {
  /** Created at this start, for their owners. Empty where everyone has a password. */
  readonly firstPasswords: readonly FirstPassword[];
  readonly #store: DealerStore;
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #rules: FaultyRules;
  readonly #calendar: () => DealerNow;
  #state: DealerState;
  #faults: DealerFaults = NO_FAULTS;

  /** @throws DealerStoreError for an unusable file */
  constructor(options: StoredDealerOptions) {
    this.#rules = createFaultyRules({ passcodeSecret: options.passcodeSecret });
    this.#calendar = options.calendar;
    this.#store = new DealerStore(options.path);
    const stored = this.#store.load();
    if (stored === null) this.#store.found(options.founding);
    this.#state = stored ?? options.founding;
    this.#accounts = new Accounts(this.#store, options.realNowMs, options.hasher);
    this.#sessions = new Sessions(this.#store, options.realNowMs);
    this.firstPasswords = this.#giveFirstPasswords(options);
  }

  /** A warning about the database; null where it is in order. */
  get warning(): string | null {
    return this.#store.warning;
  }

  get faults(): DealerFaults {
    return this.#faults;
  }

  /** Faults not named stay as they are. */
  orderFaults(faults: Partial<DealerFaults>): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  nowMs(): number {
    return dealerNow(this.#faults, this.#calendar()).epochMs;
  }

  async signIn(input: SignInInput, caller: Caller): Promise<SignedIn | Refusal> {
    const account = input.account.trim().toLowerCase();
    return this.#accounts.withPassword(account, input.password, caller, () => {
      const { token, session } = this.#sessions.begin(account);
      const signedIn = this.#sessionOf(session, token);
      return signedIn === null ? NOT_SIGNED_IN : { kind: 'signed-in', token, session: signedIn };
    });
  }

  session(token: string): DealerSession | null {
    const session = this.#sessions.find(token);
    return session === null ? null : this.#sessionOf(session, token);
  }

  signOut(session: DealerSession): void {
    this.#sessions.end(session.id);
  }

  async changePassword(
    session: DealerSession,
    input: { readonly password: string; readonly newPassword: string },
    caller: Caller,
  ): Promise<PasswordChanged | Refusal> {
    const { id } = session.staff;
    const { damage } = this.#store;
    if (damage !== null) return damagedRefusal(damage);
    const fault = findPasswordFault(id, input.password, input.newPassword);
    if (fault !== null) return fault;
    return this.#accounts.withPassword(id, input.password, caller, async () => {
      const hash = await this.#accounts.queue.hash(input.newPassword);
      // Signed out, or removed from the staff, while the hash was being computed.
      if (!this.#sessions.has(session.id) || findStaff(this.#state, id) === null) return NOT_SIGNED_IN;
      let ended = (): void => undefined;
      this.#store.transaction(() => {
        this.#accounts.put(id, hash);
        ended = this.#sessions.endAllOf(id, session.id);
      });
      ended();
      return { kind: 'password-changed' };
    });
  }

  async openTab(
    session: DealerSession,
    tab: DealerTab,
    password: string,
    caller: Caller,
  ): Promise<TabOpened | Refusal> {
    return this.#accounts.withPassword(session.staff.id, password, caller, () => {
      const openTillMs = this.#sessions.openTab(session.id, tab);
      return openTillMs === null ? NOT_SIGNED_IN : { kind: 'tab-opened', tab, openTillMs };
    });
  }

  formParts({ staff, dealer }: DealerSession): FormParts {
    return {
      dealer,
      identificationPolicy: IDENTIFICATION_POLICY,
      approvalPolicy: APPROVAL_POLICY,
      managers: this.#staffOf(dealer.code).filter(({ id, title }) => id !== staff.id && mayApprove(title)),
      managersNeeded: MANAGERS_NEEDED,
      titles: TITLES.map((title) => ({ title, ...powersOf(title) })),
      oldestToolVersion: OLDEST_TOOL_VERSION,
      textMax: TEXT_MAX,
      passwordMin: PASSWORD_MIN,
      passwordMax: PASSWORD_MAX,
    };
  }

  inbox(session: DealerSession): InboxView {
    return inboxView(this.#present(), session);
  }

  request({ staff }: DealerSession, number: string): RequestView | Refusal {
    const state = this.#present();
    const request = requestOfDealer(state, number, staff);
    return 'kind' in request ? request : viewOf(state, request, staff);
  }

  requestsFor({ staff }: DealerSession, vin: string): readonly RequestView[] {
    const state = this.#present();
    const wanted = vin.trim().toUpperCase();
    return state.requests
      .filter((request) => request.vin === wanted && request.dealerCode === staff.dealerCode)
      .reverse()
      .map((request) => viewOf(state, request, staff));
  }

  submitRequest(session: DealerSession, form: RequestForm): Answer<'requested'> {
    return only('requested', this.#carryOut(session, { kind: 'request-reset', actorId: session.staff.id, ...form }));
  }

  approve(session: DealerSession, requestNumber: string, tickedPolicies: readonly string[]): Answer<'approved'> {
    const actorId = session.staff.id;
    return only('approved', this.#carryOut(session, { kind: 'approve', actorId, requestNumber, tickedPolicies }));
  }

  decline(session: DealerSession, requestNumber: string): Answer<'declined'> {
    return only('declined', this.#carryOut(session, { kind: 'decline', actorId: session.staff.id, requestNumber }));
  }

  close(session: DealerSession, requestNumber: string): Answer<'closed'> {
    return only('closed', this.#carryOut(session, { kind: 'close', actorId: session.staff.id, requestNumber }));
  }

  issueResetPassCode(
    session: DealerSession,
    requestNumber: string,
    { toolVersion, seedNumber }: ResetPassCodeForm,
  ): Answer<'reset-pass-code'> {
    const actorId = session.staff.id;
    const command = { kind: 'issue-reset-pass-code', actorId, requestNumber, toolVersion, seedNumber } as const;
    return only('reset-pass-code', this.#carryOut(session, command));
  }

  issueKeyPassCode(session: DealerSession, form: KeyPassCodeForm): Answer<'key-pass-code'> {
    const command = { ...form, kind: 'issue-key-pass-code', actorId: session.staff.id } as const;
    return only('key-pass-code', this.#carryOut(session, command));
  }

  staff(session: DealerSession): readonly StaffView[] | Refusal {
    if (!session.powers.administers) return NOT_ADMINISTRATOR;
    return this.#staffOf(session.dealer.code).map((member) => ({
      ...member,
      powers: powersOf(member.title),
      mustChangePassword: this.#accounts.mustChange(member.id),
      oneTimePasswordTillMs: this.#accounts.oneTimeTillMs(member.id),
    }));
  }

  async enrol(session: DealerSession, form: EnrolForm): Promise<OneTimePassword | Refusal> {
    return this.#withPassword(session, { kind: 'enrol', actorId: session.staff.id, ...form });
  }

  changeTitle(session: DealerSession, staffId: string, title: string): Answer<'title-changed'> {
    return only(
      'title-changed',
      this.#carryOut(session, { kind: 'change-title', actorId: session.staff.id, staffId, title }),
    );
  }

  remove(session: DealerSession, staffId: string): Answer<'removed'> {
    const command = { kind: 'remove', actorId: session.staff.id, staffId } as const;
    let ended = (): void => undefined;
    const end = (): unknown => (ended = this.#sessions.endAllOf(staffId));
    const outcome = only('removed', this.#carryOut(session, command, end));
    ended();
    return outcome;
  }

  async resetPassword(session: DealerSession, staffId: string): Promise<OneTimePassword | Refusal> {
    const command = { kind: 'reset-password', actorId: session.staff.id, staffId } as const;
    return this.#withPassword(session, command, async (id) => this.#accounts.unlock(id));
  }

  monthlyReport(session: DealerSession, typed?: string): MonthlyReport | Refusal {
    if (!session.powers.administers) return NOT_ADMINISTRATOR;
    const month = typed === undefined ? monthAt(this.nowMs()) : takeMonth(typed);
    if ('kind' in month) return month;
    const entries = this.#logOf(session, month);
    const totals: Partial<Record<DealerRecord['kind'], number>> = {};
    for (const { record } of entries) totals[record.kind] = (totals[record.kind] ?? 0) + 1;
    return {
      dealer: session.dealer,
      month: month.name,
      months: this.#store.months(session.dealer.code),
      records: entries.map(({ sequence, record }) => ({ sequence, ...record })),
      totals,
    };
  }

  exportCsv(session: DealerSession, typed?: string): string | Refusal {
    if (!session.powers.administers) return NOT_ADMINISTRATOR;
    const month = typed === undefined ? null : takeMonth(typed);
    if (month !== null && 'kind' in month) return month;
    return exportCsv(this.#logOf(session, month));
  }

  /** Waits for passwords that are being hashed, and closes the database. */
  async end(): Promise<void> {
    await this.#accounts.idle();
    this.#store.close();
  }

  #giveFirstPasswords({ demo, firstPasswords: given }: StoredDealerOptions): readonly FirstPassword[] {
    if (this.#store.damage !== null) return [];
    // A one-time password that expired unused is replaced at the next start, because nobody may be left to reset it.
    const without = this.#state.staff.map(({ id }) => id).filter((id) => !this.#accounts.isOpen(id));
    const made = given?.filter(({ account }) => without.includes(account)) ?? firstPasswords(without, demo);
    for (const { account, password, mustChange } of made) {
      this.#accounts.putWhenHashed(account, password, mustChange);
    }
    return made;
  }

  /** The state at this instant, for reading only. */
  #present(): DealerState {
    return expireApprovals(this.#state, this.nowMs());
  }

  /** Only for a session that still exists: it may have ended while a request was read, or a password hashed. */
  #carryOut(session: DealerSession, command: DealerCommand, also?: () => void): DealerOutcome {
    if (!this.#sessions.has(session.id)) return NOT_SIGNED_IN;
    const { damage } = this.#store;
    if (damage !== null) return damagedRefusal(damage);
    const step = this.#rules.step(this.#state, this.#faults, command, this.#calendar());
    if (step.before !== null) {
      this.#store.commit(this.#state, step.before.state, step.before.record);
      this.#state = step.before.state;
    }
    // After a refusal the state is unchanged: expired approvals follow from the time.
    if (step.record !== null) {
      this.#store.commit(this.#state, step.state, step.record, also);
      this.#state = step.state;
    }
    this.#faults = step.faults;
    return step.outcome;
  }

  /** Judged first, so that nothing is hashed for a refusal; and again afterwards, as the state may have changed. */
  async #withPassword(
    session: DealerSession,
    command: Extract<DealerCommand, { kind: 'enrol' | 'reset-password' }>,
    afterwards: (staffId: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<OneTimePassword | Refusal> {
    const { damage } = this.#store;
    if (damage !== null) return damagedRefusal(damage);
    const { outcome } = this.#rules.step(this.#state, NO_FAULTS, command, this.#calendar());
    if (outcome.kind === 'refused') return outcome;
    const refusal = this.#accounts.queue.refusal();
    if (refusal !== null) return refusal;
    const id = command.staffId.trim().toLowerCase();
    return this.#accounts.exclusive(id, async () => {
      const password = oneTimePassword();
      const hash = await this.#accounts.queue.hash(password);
      let validTillMs = 0;
      let ended = (): void => undefined;
      const done = this.#carryOut(session, command, () => {
        validTillMs = this.#accounts.putOneTime(id, hash);
        ended = this.#sessions.endAllOf(id);
      });
      if (done.kind === 'refused') return done;
      ended();
      if (!('staff' in done)) throw new TypeError(`${command.kind} was answered with ${done.kind}`);
      await afterwards(id);
      return { kind: 'one-time-password', staff: done.staff, oneTimePassword: password, validTillMs };
    });
  }

  #sessionOf(session: StoredSession, token: string): DealerSession | null {
    const staff = findStaff(this.#state, session.staffId);
    if (staff === null) return null;
    return {
      id: session.tokenHash,
      staff,
      dealer: dealerOf(this.#state, staff.dealerCode),
      powers: powersOf(staff.title),
      mustChangePassword: this.#accounts.mustChange(staff.id),
      tabs: session.tabs,
      csrfToken: csrfTokenOf(token),
      endsAtMs: session.createdAtMs + LIFE_MS,
    };
  }

  #staffOf(dealerCode: string): readonly StaffMember[] {
    return this.#state.staff.filter((member) => member.dealerCode === dealerCode);
  }

  #logOf(session: DealerSession, month: ReportMonth | null): readonly LogEntry[] {
    const { fromMs, toMs } = month ?? { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    return this.#store.log({ dealerCode: session.dealer.code, fromMs, toMs });
  }
}

/** The answer that belongs to the command; any other is a bug of the rules. */
function only<Kind extends Accepted['kind']>(kind: Kind, outcome: DealerOutcome): Answer<Kind> {
  if (outcome.kind === 'refused') return outcome;
  if (isOf(kind, outcome)) return outcome;
  throw new TypeError(`the rules answered "${outcome.kind}" where "${kind}" belongs`);
}

function isOf<Kind extends Accepted['kind']>(
  kind: Kind,
  outcome: Accepted,
): outcome is Extract<Accepted, { readonly kind: Kind }> {
  return outcome.kind === kind;
}
