import { createHash } from 'node:crypto';
import type { DealerSession } from '../../dealer-service.ts';
import type { Typed } from './typed-form.ts';

/** Maximum number kept; two hundred and fifty people at work have a handful each. */
const MOST_KEPT = 4_000;
/** As long as an unused session. */
const KEPT_MS = 30 * 60_000;

/** The result of a form: the page to look at, and data shown there that the server does not store. */
export interface SubmissionResult<Shown> {
  readonly path: string;
  readonly shown: Shown | null;
}

interface Entry<Shown> {
  readonly tillMs: number;
  readonly outcome: SubmissionResult<Shown> | Promise<SubmissionResult<Shown> | null>;
}

/**
 * The results of recently sent forms. The same form sent twice (a double click, the browser's own button) is processed
 * once and leads to the same page; different content makes it another form.
 */
export class Submissions<Shown> {
  readonly #entries = new Map<string, Entry<Shown>>();
  readonly #nowMs: () => number;

  /** @param nowMs milliseconds of real time */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Identifies the submission of one form by one session. */
  static idOf(submissionId: string, path: string, typed: Typed): string {
    const fields = Object.entries(typed).sort(([one], [other]) => (one < other ? -1 : 1));
    return createHash('sha256')
      .update(JSON.stringify([submissionId, path, fields]))
      .digest('hex')
      .slice(0, 32);
  }

  /** The earlier result, or that of processing it now; null where it was refused, and may be retried. */
  async once(
    session: DealerSession,
    id: string,
    carryOut: () => SubmissionResult<Shown> | null | Promise<SubmissionResult<Shown> | null>,
  ): Promise<SubmissionResult<Shown> | null> {
    const known = this.#find(session, id);
    if (known !== null) return known.outcome;
    const pending = carryOut();
    if (pending === null) return null;
    this.#keep(session, id, pending);
    const outcome = await pending;
    if (outcome === null) this.#entries.delete(keyOf(session, id));
    return outcome;
  }

  /** The result of one of this session's own forms; null where it is no longer kept. */
  async shown(session: DealerSession, id: string): Promise<Shown | null> {
    const outcome = await this.#find(session, id)?.outcome;
    return outcome?.shown ?? null;
  }

  #find(session: DealerSession, id: string): Entry<Shown> | null {
    const entry = this.#entries.get(keyOf(session, id));
    return entry !== undefined && entry.tillMs > this.#nowMs() ? entry : null;
  }

  #keep(session: DealerSession, id: string, outcome: Entry<Shown>['outcome']): void {
    const nowMs = this.#nowMs();
    for (const [key, { tillMs }] of this.#entries) {
      if (tillMs > nowMs && this.#entries.size < MOST_KEPT) break;
      this.#entries.delete(key);
    }
    this.#entries.set(keyOf(session, id), { tillMs: nowMs + KEPT_MS, outcome });
  }
}

function keyOf(session: DealerSession, id: string): string {
  return `${session.id} ${id}`;
}
