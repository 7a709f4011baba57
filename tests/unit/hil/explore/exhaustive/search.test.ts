import { describe, expect, it } from 'vitest';
import { openParts } from '../../../../../hil/explore/exhaustive/open-parts.ts';
import {
  Search,
  type SearchFigures,
  type SearchResult,
  type SearchSnapshot,
} from '../../../../../hil/explore/exhaustive/search.ts';
import { BUILT_IN_WORLDS } from '../../../../../hil/explore/world/built-in-worlds.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';

interface Settings {
  readonly jobs?: number;
  readonly depth?: number | null;
  readonly abortAt?: number;
  readonly from?: SearchSnapshot;
}

async function search({ jobs = 1, depth = null, abortAt, from }: Settings): Promise<{
  readonly result: SearchResult;
  readonly snapshots: readonly SearchSnapshot[];
  readonly figures: readonly SearchFigures[];
}> {
  const world = createWorld(BUILT_IN_WORLDS.tiny);
  const parts = openParts(world, jobs);
  const stop = new AbortController();
  const snapshots: SearchSnapshot[] = [];
  const figures: SearchFigures[] = [];
  const run = new Search(parts, {
    depth,
    signal: stop.signal,
    turn: () => Promise.resolve(),
    onProgress: (each) => {
      figures.push(each);
      if (each.depth === abortAt) stop.abort();
    },
    onLevel: async (snapshot) => {
      if (stop.signal.aborted) snapshots.push(await snapshot());
    },
  });
  try {
    await (from === undefined ? run.begin() : run.resume(from));
    return { result: await run.run(), snapshots, figures };
  } finally {
    await Promise.all(parts.map((part) => part.close()));
  }
}

const WHOLE: Omit<SearchResult, 'bytes'> = {
  end: 'complete',
  failure: null,
  states: 342,
  transitions: 4104,
  depth: 25,
  frontier: 0,
  hash: 'c1926df0ae12d8dee00275dc0bd1ac7e',
};

describe('an exhaustive search', () => {
  it('visits every state, level by level', async () => {
    expect((await search({})).result).toMatchObject(WHOLE);
  });

  it.each([2, 3])('has the same figures with %i threads', async (jobs) => {
    const { result } = await search({ jobs });
    expect(result).toMatchObject(WHOLE);
    expect(result.bytes).toBeGreaterThan(0);
  });

  it('is interrupted and continued without loss, on another number of threads', async () => {
    const { result, snapshots } = await search({ abortAt: 10 });
    expect([result.end, result.depth, snapshots.length]).toEqual(['interrupted', 10, 1]);
    const [from] = snapshots;
    if (from === undefined) throw new Error('nothing was saved');
    expect((await search({ from, jobs: 2 })).result).toMatchObject(WHOLE);
  });

  it('ends at the depth that is asked for', async () => {
    const { result, figures } = await search({ depth: 3 });
    expect([result.end, result.depth]).toEqual(['depth', 3]);
    expect(figures.map(({ depth }) => depth)).toEqual([1, 2, 3]);
  });
});
