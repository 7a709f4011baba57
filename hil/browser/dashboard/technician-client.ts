import { signal, type Signal } from '@preact/signals';
import type { TechnicianQuestion, TechnicianState, TechnicianUtility } from '../../view/technician-state.ts';
import { type Fetch, type Refusal, refusalText } from './api-call.ts';
import { DealerCalls } from './dealer-calls.ts';
import { type DemoPassCode, demoPassCode, requestStatus } from './demo-technician.ts';
import { Remote } from './remote.ts';

/** Accounts of a demonstration, whose passwords everybody knows. */
interface DemoAccounts {
  readonly technician: string;
  readonly manager: string;
}

/** The fixed password of a demonstration's account. */
export function demoPassword(account: string): string {
  return `demo-${account}`;
}

/** The scan tool on the page: what it asks, and what is answered. */
export class TechnicianClient {
  readonly tool: Remote<TechnicianState>;
  /** What is typed into the tool's field. */
  readonly typed: Signal<string> = signal('');
  /** What the dealer server said when it was asked for the pass-code; null where it was not asked. */
  readonly dealerSaid: Signal<string | null> = signal(null);
  /** What of the question's checks has been checked. */
  readonly checked: Signal<ReadonlySet<string>> = signal(new Set());
  /** The request that a manager has to approve before there is a pass-code; null where none is waited for. */
  readonly waitsFor: Signal<string | null> = signal(null);
  readonly #dealer: DealerCalls | null;
  #askedId: number | null = null;
  /** The question that is being answered from here. */
  #answeringId: number | null = null;

  constructor(fetch: Fetch, demo: DemoAccounts | null) {
    this.tool = new Remote('/api/technician', fetch, topicOf);
    this.#dealer = demo === null ? null : new DealerCalls(demo.technician, demoPassword(demo.technician), fetch);
  }

  /** The pass-code can be had without leaving the page. */
  get hasDealer(): boolean {
    return this.#dealer !== null;
  }

  /** What runs; null where nothing does. */
  get running(): TechnicianUtility | null {
    const state = this.tool.value.value;
    return state?.running === true ? state.utility : null;
  }

  async refresh(): Promise<void> {
    await this.tool.refresh();
    this.#follow();
  }

  async run(utility: TechnicianUtility): Promise<void> {
    await this.tool.change({ method: 'POST', path: '/api/technician', body: { utility } }, describeStart);
    this.#follow();
  }

  /** A second click on the same screen is none. */
  async answer(question: TechnicianQuestion, answer: string): Promise<void> {
    const { id } = question;
    if (this.#answeringId === id) return;
    this.#answeringId = id;
    const call = { method: 'POST', path: '/api/technician/answer', body: { id, answer } } as const;
    await this.tool.change(call, (refusal, state) => describeAnswer(refusal, question, state));
    this.#answeringId = null;
    this.#follow();
  }

  async stop(): Promise<void> {
    await this.tool.change({ method: 'DELETE', path: '/api/technician', body: null });
    this.#follow();
  }

  /** Asks the demo dealer for the pass-code, and types it. */
  async fetchPassCode({ id, seed }: TechnicianQuestion): Promise<void> {
    if (this.#dealer === null || seed === null) return;
    this.dealerSaid.value = 'Asking the dealer server…';
    const answer = await demoPassCode(this.#dealer, seed);
    if (this.tool.value.value?.question?.id !== id) return;
    if (answer.kind === 'issued') this.typed.value = answer.passCode;
    this.dealerSaid.value = wordsOf(answer);
    this.waitsFor.value = answer.kind === 'waits' ? answer.requestNumber : null;
  }

  /** Reads what became of the request that is waited for: a manager decides on it, here or elsewhere. */
  async followRequest(): Promise<void> {
    const number = this.waitsFor.value;
    if (this.#dealer === null || number === null) return;
    const status = await requestStatus(this.#dealer, number);
    if (this.waitsFor.value === number && status !== null) this.dealerSaid.value = requestText(number, status);
  }

  check(item: string, isChecked: boolean): void {
    const checked = new Set(this.checked.value);
    if (isChecked) checked.add(item);
    else checked.delete(item);
    this.checked.value = checked;
  }

  /** Each question begins with an empty field, and nothing checked. */
  #follow(): void {
    const question = this.tool.value.value?.question ?? null;
    if (question?.id === this.#askedId) return;
    this.#askedId = question?.id ?? null;
    this.typed.value = question?.input?.value ?? '';
    this.checked.value = new Set();
    this.dealerSaid.value = null;
    this.waitsFor.value = null;
  }
}

/** A refusal is about the screen that is asked then, or about the utility's end. */
function topicOf({ running, utility, question, result }: TechnicianState): string | null {
  if (!running) return `${utility} ${result?.outcome}`;
  return question === null ? null : `${utility} ${question.id}`;
}

function describeStart(refusal: Refusal, state: TechnicianState | null): string {
  const isTaken = refusal.why === 'conflict' && state?.running === true;
  return isTaken ? 'Another person has already started a utility, which is shown here.' : refusalText(refusal);
}

function describeAnswer(refusal: Refusal, { title }: TechnicianQuestion, state: TechnicianState | null): string {
  if (refusal.why !== 'conflict') return refusalText(refusal);
  const screen = state?.log.findLast((one) => one.title === title);
  return (screen?.pressed ?? null) === null
    ? 'This screen was closed before your answer arrived.'
    : 'Another person has already answered this screen, so your answer was not used.';
}

function wordsOf(answer: DemoPassCode): string {
  switch (answer.kind) {
    case 'issued':
      return 'The dealer server issued the pass-code: enter it.';
    case 'waits':
      return requestText(answer.requestNumber, 'open');
    case 'refused':
      return answer.message;
  }
}

function requestText(number: string, status: string): string {
  switch (status) {
    case 'open':
      return `Request ${number} waits for a manager. Approve it in the panel "Dealer", then get the pass-code again.`;
    case 'approved':
      return `A manager has approved request ${number}: get the pass-code now.`;
    default:
      return `Request ${number} is ${status}: get the pass-code again to make a new request.`;
  }
}
