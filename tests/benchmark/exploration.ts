import { createWorld } from '../../hil/explore/world/world.ts';
import { openParts } from '../../hil/explore/exhaustive/open-parts.ts';
import { Search } from '../../hil/explore/exhaustive/search.ts';
import { BUILT_IN_WORLDS } from '../../hil/explore/world/built-in-worlds.ts';
import { atLeast, type Row } from './figures.ts';

/** Far enough into the world that most of the time goes into its usual states. */
const DEPTH = 16;

/** Firmware and oracle together, by the processor's time of one core. */
export async function explorationRows(): Promise<readonly Row[]> {
  const parts = openParts(createWorld(BUILT_IN_WORLDS.reset), 1);
  const search = new Search(parts, {
    depth: DEPTH,
    signal: new AbortController().signal,
    turn: () => Promise.resolve(),
    onProgress: () => undefined,
    onLevel: () => Promise.resolve(),
  });
  await search.begin();
  const before = process.cpuUsage();
  const { states, transitions } = await search.run();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  return [
    atLeast('exploration, firmware and oracle in lock-step', transitions / seconds, 'transitions/s', 100_000, 300_000),
    atLeast('the same, new states', states / seconds, 'states/s', 1_000),
  ];
}
