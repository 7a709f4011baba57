import type { Micros } from '../../can-bus/time/micros.ts';
import type { ExchangeRules, OpenExchange } from './exchange-rules.ts';
import type { Unjudged } from './unjudged.ts';

/** Requests to all ECUs of one bus that are remembered. */
const MAX_REQUESTS = 16;

/** A request to all ECUs, and how many have answered it. */
export interface FunctionalRequest {
  readonly open: OpenExchange;
  readonly from: string;
  answers: number;
  /** Why nothing follows from it where nobody answers. */
  unjudged: Unjudged | null;
}

/** One ECU's part of a request to all. */
export interface OpenToAll {
  readonly open: OpenExchange;
  /** Whether this ECU has answered it: an id can speak for several ECUs. */
  readonly isAgain: boolean;
}

/** The last requests to all ECUs of one bus; several can be on their way before the first response. */
export class FunctionalRequests {
  readonly #requests: FunctionalRequest[] = [];

  get newest(): FunctionalRequest | null {
    return this.#requests.at(-1) ?? null;
  }

  get all(): readonly FunctionalRequest[] {
    return this.#requests;
  }

  /** @returns one that is forgotten, and that nobody has answered */
  add(open: OpenExchange, from: string): FunctionalRequest | null {
    this.#requests.push({ open, from, answers: 0, unjudged: null });
    const oldest = this.#requests.length > MAX_REQUESTS ? this.#requests.shift() : undefined;
    return oldest?.answers === 0 ? oldest : null;
  }

  /** A part of the log was skipped: it may hold the responses to those that are still in time. */
  skipped(nowUs: Micros, waitUs: Micros): void {
    for (const request of this.#requests) {
      if (nowUs - request.open.endUs <= waitUs) request.unjudged = 'skipped';
    }
  }

  /** Forgets those that nobody has answered in time, and returns them. @param waitUs that an answer may take */
  takeUnanswered(nowUs: Micros, waitUs: Micros): readonly FunctionalRequest[] {
    const unanswered = this.#requests.filter(({ open, answers }) => answers === 0 && nowUs - open.endUs > waitUs);
    for (const request of unanswered) this.#requests.splice(this.#requests.indexOf(request), 1);
    return unanswered;
  }
}

/** One ECU's part of the requests to all: each has its own 0x78 and its own final response. */
export class PartOfFunctional {
  readonly #requests: FunctionalRequests;
  readonly #rules: ExchangeRules;
  readonly #parts = new WeakMap<FunctionalRequest, OpenExchange>();
  readonly #answered = new WeakSet<FunctionalRequest>();

  constructor(requests: FunctionalRequests, rules: ExchangeRules) {
    this.#requests = requests;
    this.#rules = rules;
  }

  /** Those that this ECU may still answer: the newest one, and each that has waited no longer than it may. */
  open(nowUs: Micros): readonly OpenToAll[] {
    const { newest } = this.#requests;
    return this.#requests.all
      .filter((request) => request === newest || (!this.#answered.has(request) && this.#isInTime(request, nowUs)))
      .map((request) => ({ open: this.#partOf(request), isAgain: this.#answered.has(request) }));
  }

  /** Those to which this ECU has sent 0x78, and no final response. */
  get pending(): readonly OpenExchange[] {
    return this.#requests.all.flatMap((request) => {
      const part = this.#parts.get(request);
      return part === undefined || part.pendingUs.length === 0 ? [] : [part];
    });
  }

  /** The request to all that an exchange is this ECU's part of; null where it is another exchange. */
  of(open: OpenExchange): FunctionalRequest | null {
    return this.#requests.all.find((request) => this.#parts.get(request) === open) ?? null;
  }

  /** This ECU has begun to answer. */
  begin(open: OpenExchange): void {
    const request = this.of(open);
    if (request !== null && open.pendingUs.length === 0) request.answers++;
  }

  /** Its final response has come. */
  end(open: OpenExchange): void {
    const request = this.of(open);
    if (request === null) return;
    this.#answered.add(request);
    this.#parts.delete(request);
  }

  #partOf(request: FunctionalRequest): OpenExchange {
    let part = this.#parts.get(request);
    if (part === undefined) {
      part = { ...request.open, pendingUs: [] };
      this.#parts.set(request, part);
    }
    return part;
  }

  #isInTime(request: FunctionalRequest, nowUs: Micros): boolean {
    const open = this.#parts.get(request) ?? request.open;
    return nowUs - (open.pendingUs.at(-1) ?? open.endUs) <= this.#rules.waitUs(open);
  }
}
