import { createHash } from 'node:crypto';

import { benchError } from '../../can-bus/errors/operation-error.ts';
import { runOne } from '../run/run-one.ts';
import type { RunOutcome, RunTask } from '../run/run-task.ts';
import type { Runner } from '../run/runner.ts';
import { selectorOf } from '../scenario/result.ts';
import type { Coordinator } from './coordinator.ts';
import { decodeResult, isRunOutcome } from './job.ts';

const HASH_DIGITS = 12;
const NAME_LENGTH = 60;

/**
 * Runs scenarios on the workers of a queue. One that does not pass is repeated here for its trace: in virtual time it is
 * the same run.
 */
export class QueueRunner implements Runner {
  readonly #coordinator: Pick<Coordinator, 'run' | 'close' | 'counts'>;
  #unfinished = 0;
  /** How often each scenario was run, for the names of its jobs. */
  readonly #times = new Map<string, number>();

  constructor(coordinator: Pick<Coordinator, 'run' | 'close' | 'counts'>) {
    this.#coordinator = coordinator;
  }

  get counts(): Coordinator['counts'] {
    return this.#coordinator.counts;
  }

  async run(task: RunTask, signal: AbortSignal): Promise<RunOutcome | null> {
    this.#unfinished += 1;
    if (signal.aborted) return null;
    const { promise: aborted, resolve } = Promise.withResolvers<null>();
    const onAbort = (): void => resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    const result = this.#coordinator.run(this.#unitOf(task), { kind: 'run', task: { ...task, tracePath: null } });
    // Nobody waits for it after an interruption.
    result.catch(() => undefined);
    try {
      const bytes = await Promise.race([result, aborted]);
      if (bytes === null) return null;
      const outcome = await decodeResult(bytes);
      if (!isRunOutcome(outcome)) throw benchError('a worker sent no result of a scenario', 'start the workers again');
      this.#unfinished -= 1;
      return task.tracePath === null ? outcome : await traced(task, outcome);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The results stay for the same command, unless all of them have come. */
  close(): Promise<void> {
    return this.#coordinator.close(this.#unfinished === 0);
  }

  #unitOf({ scenario }: RunTask): string {
    const selector = selectorOf(scenario);
    const time = (this.#times.get(selector) ?? 0) + 1;
    this.#times.set(selector, time);
    const words = selector.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(-NAME_LENGTH);
    return `${words}-${createHash('sha256').update(selector).digest('hex').slice(0, HASH_DIGITS)}-${time}`;
  }
}

/** With the trace that a bundle needs. */
async function traced(task: RunTask, outcome: RunOutcome): Promise<RunOutcome> {
  if (outcome.result.verdict === 'pass') return { ...outcome, traceTrouble: null };
  const { guardEnd } = outcome;
  // This machine may be slower or faster than the worker's.
  const repeated: RunTask = { ...task, view: null, ...(guardEnd === null ? {} : { guardEnd }) };
  const { result, traceTrouble } = await runOne(repeated);
  if (result.traceHash === outcome.result.traceHash) return { ...outcome, traceTrouble };
  return {
    ...outcome,
    traceTrouble: `${result.file}: the run of the worker is not the one here: compare the versions`,
  };
}
