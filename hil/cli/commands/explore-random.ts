import { setImmediate } from 'node:timers/promises';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { exploreSwarm } from '../../explore/swarm/explore-swarm.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { concludeExploration } from './explore-conclusion.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { exploreShare } from './explore-share.ts';
import { Interruption } from './interruption.ts';

const PROGRESS_US = 5 * MICROS_PER_SECOND;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `smartkey explore --seed`. @throws OperationError (usage) for a budget that is none */
export async function exploreRandomly(flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.runs !== undefined && flags.budget !== undefined) {
    throw usageError('--budget does not go with --runs', 'give a duration, or a number of runs');
  }
  const seed = flags.seed ?? 1;
  const budgetUs = flags.runs === undefined ? budgetOf(flags.budget ?? '60s') : null;
  const interruption = new Interruption(() =>
    terminal.err(
      flags.queue === undefined
        ? 'interrupted: reporting what has been explored so far'
        : 'interrupted: leaving the queue; press Ctrl-C again to stop at once',
    ),
  );
  const clock = new RealClock();
  const startUs = clock.nowUs();
  const isDue = (): boolean => budgetUs !== null && clock.nowUs() - startUs >= budgetUs;
  const options = {
    seed,
    jobs: flags.jobs ?? 1,
    goesOn: async () => {
      // Lets Ctrl-C be processed between two groups.
      await setImmediate();
      return !interruption.signal.aborted && !isDue();
    },
    onGroup: progressOf(terminal, flags, clock),
  };
  const secondsSoFar = (): number => (clock.nowUs() - startUs) / MICROS_PER_SECOND;
  try {
    const { shard, runs, queue } = flags;
    if (shard !== undefined && queue === undefined)
      return await exploreShare(shard, flags, options, { terminal, secondsSoFar });
    if (flags.queue !== undefined) {
      const { exploreOnQueue } = await import('./explore-queue.ts');
      const found = await exploreOnQueue(flags.queue, seed, flags, interruption.signal, terminal);
      return found === null ? EXIT.interrupted : await concludeExploration(found, flags, terminal, secondsSoFar());
    }
    const report = await exploreSwarm({ ...options, runs: runs ?? null });
    const code = await concludeExploration(report, flags, terminal, secondsSoFar());
    return interruption.signal.aborted && code !== EXIT.failed ? EXIT.interrupted : code;
  } finally {
    interruption.end();
  }
}

function progressOf(terminal: Terminal, flags: ExploreFlags, clock: RealClock): () => void {
  if (flags.json === true || flags.quiet === true || !terminal.isInteractive) return () => undefined;
  let groups = 0;
  let nextUs = clock.nowUs() + PROGRESS_US;
  return () => {
    groups += 1;
    if (clock.nowUs() < nextUs) return;
    nextUs = clock.nowUs() + PROGRESS_US;
    terminal.err(`${groups.toLocaleString('en-US')} groups of runs`);
  };
}

/** `90s`, `10m`, `1h`. @throws OperationError (usage) */
export function budgetOf(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smh])$/.exec(text.trim()) ?? [];
  const seconds = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (seconds === 0) {
    throw usageError(`--budget must be longer than 0, not "${text}"`, 'write 90s, 10m or 1h, or give --runs N');
  }
  if (Number.isNaN(seconds)) {
    throw usageError(`--budget takes a duration, not "${text}"`, 'write 90s, 10m or 1h, or give --runs N');
  }
  return seconds * MICROS_PER_SECOND;
}
