import type { Micros } from '../../can-bus/time/micros.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';
import { isNotSentToAll, type ExchangeRules, type ReceivedResponse, type OpenExchange } from './exchange-rules.ts';
import type { OpenToAll } from './functional-requests.ts';
import { answersRequest, isOfService } from './request-match.ts';

/** Requests of one pair of ends that wait at the same time. */
const MAX_OPEN = 16;

/** What speaks against a request as the one that a response belongs to; requests without any come first. */
const COST = { breach: 8, again: 4, late: 2, passed: 1 } as const;
const MISMATCH = { service: 4, over: 2, suppressed: 1 } as const;

/**
 * Requests of one pair of ends whose final responses have not come, in the order of the log, and which of them a
 * response belongs to. A server answers in the order of the requests; a request that needs no response is passed over
 * where another one explains the response, so that no rule counts as broken that may have been kept.
 */
export class OpenRequests {
  readonly #rules: ExchangeRules;
  readonly #open: OpenExchange[] = [];
  /** A later request has been answered before them. */
  readonly #passed = new WeakSet<OpenExchange>();
  /** Their response may be one that was taken for another request's, or they may have been ignored. */
  readonly #excused = new WeakSet<OpenExchange>();

  constructor(rules: ExchangeRules) {
    this.#rules = rules;
  }

  /** Whether the response to one is pending (conformance 28). */
  get isBusy(): boolean {
    return this.#open.some((open) => this.#isPending(open));
  }

  /** The one that a response under way is most likely for. */
  get next(): OpenExchange | null {
    return this.#open.find(({ request }) => !suppressesPositiveResponse(request)) ?? this.#open[0] ?? null;
  }

  get all(): readonly OpenExchange[] {
    return [...this.#open];
  }

  /** @returns one that has to end, where too many wait */
  add(open: OpenExchange): OpenExchange | null {
    this.#open.push(open);
    if (this.#open.length <= MAX_OPEN) return null;
    return this.#open.find(({ pendingUs }) => pendingUs.length === 0) ?? this.#open[0] ?? null;
  }

  remove(open: OpenExchange): void {
    const index = this.#open.indexOf(open);
    if (index >= 0) this.#open.splice(index, 1);
  }

  /** Nothing follows from a missing response to it. */
  excuse(open: OpenExchange): void {
    this.#excused.add(open);
  }

  isExcused(open: OpenExchange): boolean {
    return this.#excused.has(open);
  }

  /**
   * Those whose response is missing at a time. One behind a request that is pending waits for it.
   *
   * @param graceUs what is allowed beyond P2 or P2*
   */
  over(nowUs: Micros, graceUs: Micros): readonly OpenExchange[] {
    const firstPending = this.#open.findIndex((open) => this.#isPending(open));
    return this.#open.filter((open, index) => {
      const waitsForOther = firstPending >= 0 && index > firstPending && !suppressesPositiveResponse(open.request);
      return !waitsForOther && this.#isOver(open, nowUs, graceUs);
    });
  }

  /**
   * The request that a response belongs to; null where none is open.
   *
   * @param toAll requests to all ECUs that this one may still answer
   */
  find(response: ReceivedResponse, toAll: readonly OpenToAll[]): OpenExchange | null {
    const { payload } = response;
    const own = this.#open.filter(({ request }) => answersRequest(request, payload));
    // What is refused by 0x21 came while the first one was being processed.
    if (isBusyRefusal(payload) && own.length > 1 && own[0] === this.#open[0]) own.shift();
    const ofAll = toAll.filter(({ open }) => answersRequest(open.request, payload));
    const again = new Set(ofAll.filter(({ isAgain }) => isAgain).map(({ open }) => open));
    const fitting = [...own, ...ofAll.map(({ open }) => open)];
    const chosen = leastOf(fitting, (open) => this.#cost(open, response) + (again.has(open) ? COST.again : 0));
    if (chosen === null) return leastOf(this.#open, (open) => this.#mismatch(open, response));
    if (payload[0] === NEGATIVE_RESPONSE && (chosen.functional || suppressesPositiveResponse(chosen.request))) {
      for (const open of own) this.#excused.add(open);
    }
    return chosen;
  }

  /**
   * A request has been answered: those before it are passed over.
   *
   * @returns those among them that wanted no positive response, and that this one does not fit: they had none
   */
  pass(answered: OpenExchange, payload: Uint8Array): readonly OpenExchange[] {
    if (isBusyRefusal(payload)) return [];
    const before = this.#open.slice(0, Math.max(0, this.#open.indexOf(answered)));
    for (const open of before) this.#passed.add(open);
    return before.filter(
      ({ request, pendingUs }) =>
        suppressesPositiveResponse(request) && pendingUs.length === 0 && !answersRequest(request, payload),
    );
  }

  #isPending(open: OpenExchange): boolean {
    return open.pendingUs.length > 0 && !this.#passed.has(open);
  }

  #isOver(open: OpenExchange, nowUs: Micros, graceUs: Micros): boolean {
    return nowUs - (open.pendingUs.at(-1) ?? open.endUs) > this.#rules.waitUs(open) + graceUs;
  }

  #cost(open: OpenExchange, { payload, firstUs }: ReceivedResponse): number {
    return (
      (breaksSilence(open, payload) ? COST.breach : 0) +
      (this.#isOver(open, firstUs, 0) ? COST.late : 0) +
      (this.#passed.has(open) ? COST.passed : 0)
    );
  }

  /** Of a response that answers no open request: how little it looks like one to this request. */
  #mismatch(open: OpenExchange, { payload, firstUs }: ReceivedResponse): number {
    return (
      (isOfService(open.request, payload) ? 0 : MISMATCH.service) +
      (this.#isOver(open, firstUs, 0) ? MISMATCH.over : 0) +
      (suppressesPositiveResponse(open.request) ? MISMATCH.suppressed : 0)
    );
  }
}

/** Whether a response would break the silence that rule 9 or 12 asks for. */
function breaksSilence({ request, functional, pendingUs }: OpenExchange, payload: Uint8Array): boolean {
  if (pendingUs.length > 0) return false;
  if (payload[0] !== NEGATIVE_RESPONSE) return suppressesPositiveResponse(request);
  return functional && isNotSentToAll(payload[2] ?? 0);
}

function isBusyRefusal(payload: Uint8Array): boolean {
  return payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.busyRepeatRequest;
}

/** The one of least cost; among equals the one whose request came first. */
function leastOf(exchanges: readonly OpenExchange[], costOf: (open: OpenExchange) => number): OpenExchange | null {
  let least: OpenExchange | null = null;
  let leastCost = Infinity;
  for (const open of exchanges) {
    const cost = costOf(open);
    if (cost > leastCost || (cost === leastCost && least !== null && open.endUs >= least.endUs)) continue;
    [least, leastCost] = [open, cost];
  }
  return least;
}
