import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { estimateStates, MAX_STATES } from '../world/estimate.ts';
import { createWorld, type FirmwareUnderTest } from '../world/world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { describeFailure, type FailureDescription } from './describe-failure.ts';
import { openParts } from './open-parts.ts';
import { loadProgress, saveProgress } from './progress-file.ts';
import { Search, type SearchFigures, type SearchResult, type SearchSnapshot } from './search.ts';

interface ExplorationOptions {
  readonly jobs: number;
  /** Where the progress is saved, and continued from; null: nowhere. */
  readonly progress: string | null;
  /** Real time between two saves, at least. */
  readonly saveEveryMs: number;
  /** Real time, in ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Lets signals and other work of this thread have their turn. */
  readonly turn: () => Promise<void>;
  readonly onProgress: (figures: SearchFigures) => void;
  /** In place of the shipped one; only with one job. */
  readonly firmware?: FirmwareUnderTest;
}

export interface Exploration extends Omit<SearchResult, 'failure'> {
  readonly world: string;
  readonly failure: (FailureDescription & { readonly kind: 'rule' | 'oracle' }) | null;
  /** Continued from a saved progress. */
  readonly resumed: boolean;
}

/**
 * Visits every state of a world.
 *
 * @throws OperationError (usage/world-size) for a world with too many states; errors of the progress file
 */
export async function exploreWorld(spec: WorldSpec, options: ExplorationOptions): Promise<Exploration> {
  checkSize(spec);
  const { jobs, progress, signal, turn, onProgress, firmware } = options;
  const saved = progress === null ? null : await loadProgress(progress, spec);
  const world = createWorld(spec, firmware);
  const parts = openParts(world, jobs);
  try {
    const onLevel = progress === null ? nothing : saver(spec, progress, options);
    const search = new Search(parts, { depth: spec.depth, signal, turn, onProgress, onLevel });
    if (saved === null) await search.begin();
    else await search.resume(saved);
    const { failure, ...result } = await search.run();
    const described = failure === null ? null : { ...describeFailure(world, failure), kind: failure.kind };
    return { world: spec.name, ...result, failure: described, resumed: saved !== null };
  } finally {
    await Promise.all(parts.map((part) => part.close()));
  }
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** Saves after the first level, which shows whether it can; at an interruption; and else not too often. */
function saver(
  spec: WorldSpec,
  path: string,
  { saveEveryMs, now, signal }: ExplorationOptions,
): (snapshot: () => Promise<SearchSnapshot>) => Promise<void> {
  let savedAtMs = -Infinity;
  return async (snapshot) => {
    if (!signal.aborted && now() - savedAtMs < saveEveryMs) return;
    await saveProgress(path, spec, await snapshot());
    savedAtMs = now();
  };
}

function checkSize(spec: WorldSpec): void {
  const states = estimateStates(spec);
  if (states <= MAX_STATES) return;
  const rough = states.toExponential(0);
  throw new OperationError(
    'usage/world-size',
    `the world "${spec.name}" would have about ${rough} states; at most ${MAX_STATES.toExponential(0)} can be explored`,
    {
      hint: 'use fewer keys, inputs or disturbances',
    },
  );
}
