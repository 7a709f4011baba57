// `node tests/benchmark/exploration-run.ts WORLD DEPTH`: explores a world in this fresh process, and again once its code
// is compiled; prints both as one JSON object.
import { openParts } from '../../hil/explore/exhaustive/open-parts.ts';
import { Search } from '../../hil/explore/exhaustive/search.ts';
import { DEFAULT_WORLDS } from '../../hil/explore/world/built-in-worlds.ts';
import { createWorld } from '../../hil/explore/world/world.ts';
import type { WorldSpec } from '../../hil/explore/world/world-spec.ts';

/** Searches before one counts as warm. */
const WARM_UPS = 3;

/** A search in this thread, by the processor's time of all threads: compiler and collection of garbage included. */
export interface ExplorationRun {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
}

async function explore(world: WorldSpec, depth: number): Promise<ExplorationRun> {
  const before = process.cpuUsage();
  const search = new Search(openParts(createWorld(world), 1), {
    depth,
    signal: new AbortController().signal,
    turn: () => Promise.resolve(),
    onProgress: () => undefined,
    onLevel: () => Promise.resolve(),
  });
  await search.begin();
  const { states, transitions } = await search.run();
  const { user, system } = process.cpuUsage(before);
  return { states, transitions, seconds: (user + system) / 1e6 };
}

const [name, depth] = process.argv.slice(2);
const world = DEFAULT_WORLDS.find((each) => each.name === name);
if (world === undefined) throw new Error(`there is no world ${name ?? ''}`);
const runs: ExplorationRun[] = [];
while (runs.length <= WARM_UPS) runs.push(await explore(world, Number(depth)));
console.log(JSON.stringify({ cold: runs[0], warm: runs.at(-1) }));
