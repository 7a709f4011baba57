import { signal, type Signal } from '@preact/signals';
import { type Fetch, refusalText } from './api-call.ts';
import { DealerCalls, UNREACHABLE, type DealerAnswer } from './dealer-calls.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** A request as the inbox shows it. */
export interface InboxRequest {
  readonly number: string;
  readonly status: 'open' | 'approved' | 'declined' | 'closed' | 'expired';
  readonly requesterName: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly settledByName: string | null;
}

interface Inbox {
  /** Requests that this person decides on. */
  readonly toSettle: readonly InboxRequest[];
  readonly own: readonly InboxRequest[];
}

export interface PolicyBox {
  readonly id: string;
  readonly text: string;
}

/** The dealer's inbox on the page, as the person who has signed in. */
export class DealerInbox {
  /** The person's name; null before somebody has signed in. */
  readonly person: Signal<string | null> = signal(null);
  readonly inbox: Signal<Inbox | null> = signal(null);
  /** What a manager has to confirm before approving. */
  readonly policy: Signal<readonly PolicyBox[]> = signal([]);
  readonly problem: Signal<string | null> = signal(null);
  /** The dealer server does not answer: the inbox is what was known last. */
  readonly isAway: Signal<boolean> = signal(false);
  readonly refresh: () => Promise<void> = oneAtATime(() => this.#read());
  readonly #fetch: Fetch;
  #calls: DealerCalls | null = null;
  /** What waited when a decision was refused: with the next change of it the refusal is over. */
  #refusedAt: string | null = null;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async signIn(account: string, password: string): Promise<void> {
    const calls = new DealerCalls(account, password, this.#fetch);
    const name = this.#taken(await calls.signIn());
    if (name === null) return;
    const forms = this.#taken(await calls.get<{ readonly approvalPolicy: readonly PolicyBox[] }>('/api/dealer/forms'));
    if (forms === null) return;
    this.#calls = calls;
    this.person.value = name;
    this.policy.value = forms.approvalPolicy;
    await this.refresh();
  }

  async signOut(): Promise<void> {
    const calls = this.#calls;
    this.#calls = null;
    this.person.value = null;
    this.inbox.value = null;
    this.isAway.value = false;
    this.problem.value = null;
    this.#refusedAt = null;
    await calls?.post('/api/dealer/sign-out', {});
  }

  async approve(number: string, tickedPolicies: readonly string[]): Promise<void> {
    await this.#settle(number, 'approve', { tickedPolicies });
  }

  async decline(number: string): Promise<void> {
    await this.#settle(number, 'decline', {});
  }

  async #read(): Promise<void> {
    const answer = await this.#calls?.get<Inbox>('/api/dealer/inbox');
    if (answer === undefined) return;
    if (answer.ok) this.#show(answer.json);
    this.isAway.value = !answer.ok && answer.code === UNREACHABLE;
  }

  async #settle(number: string, decision: 'approve' | 'decline', body: object): Promise<void> {
    const answer = await this.#calls?.post<object>(`/api/dealer/requests/${number}/${decision}`, body);
    if (answer !== undefined) this.#taken(answer);
    this.#refusedAt = null;
    await this.refresh();
    if (this.problem.value !== null) this.#refusedAt = waitingIn(this.inbox.value);
  }

  #show(inbox: Inbox): void {
    this.inbox.value = inbox;
    if (this.#refusedAt === null || this.#refusedAt === waitingIn(inbox)) return;
    this.#refusedAt = null;
    this.problem.value = null;
  }

  /** What was answered; null where it was refused, which is shown. */
  #taken<Json>(answer: DealerAnswer<Json>): Json | null {
    this.problem.value = answer.ok ? null : refusalText(answer);
    return answer.ok ? answer.json : null;
  }
}

function waitingIn(inbox: Inbox | null): string {
  return (inbox?.toSettle ?? []).map(({ number }) => number).join(' ');
}
