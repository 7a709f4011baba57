import { usageError } from '../../../can-bus/errors/operation-error.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';

/** The two ways to explore; each has flags of its own. */
type Mode = 'exhaustive' | 'random';

const OWN_FLAGS: Readonly<Record<Mode, readonly (keyof ExploreFlags)[]>> = {
  exhaustive: ['world', 'progress'],
  random: ['seed', 'budget', 'runs', 'coverage', 'report', 'queue'],
};

/**
 * `smartkey explore`.
 *
 * @throws OperationError (usage) where the flags name no way to explore, or mix the two
 */
export async function runExplore(flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  switch (modeOf(flags)) {
    case 'exhaustive': {
      const { exploreExhaustively } = await import('./explore-exhaustive.ts');
      return await exploreExhaustively(flags, terminal);
    }
    case 'random': {
      const { exploreRandomly } = await import('./explore-random.ts');
      return await exploreRandomly(flags, terminal);
    }
  }
}

function modeOf(flags: ExploreFlags): Mode {
  const mode: Mode | null = flags.exhaustive === true ? 'exhaustive' : flags.seed === undefined ? null : 'random';
  if (mode === null) {
    throw usageError(
      'explore needs to know how: every state of a bounded world, or random inputs',
      'give --exhaustive, or --seed N --budget 10m',
    );
  }
  if (mode === 'exhaustive' && flags.shard !== undefined) {
    throw usageError(
      '--shard does not go with --exhaustive: each state of a world leads on to others, wherever they were found',
      'use --jobs for more threads, give each machine a world of its own with --world, or shard --seed N --runs N',
    );
  }
  const other: Mode = mode === 'exhaustive' ? 'random' : 'exhaustive';
  const foreign = OWN_FLAGS[other].find((flag) => flags[flag] !== undefined);
  if (foreign !== undefined) {
    const chosen = mode === 'exhaustive' ? '--exhaustive' : '--seed';
    throw usageError(`--${foreign} does not go with ${chosen}`, `remove --${foreign}, or ${chosen}`);
  }
  return mode;
}
