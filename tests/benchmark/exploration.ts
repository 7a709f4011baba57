import { spawnSync } from 'node:child_process';
import { atLeast, type Row } from './figures.ts';
import type { ExplorationRun } from './exploration-run.ts';

/** One world of each procedure, as far as most of the time goes into its usual states: a quarter of a million inputs. */
const WORLDS: readonly (readonly [name: string, depth: number])[] = [
  ['reset', 19],
  ['registration', 19],
  // The slowest: its reads have long answers.
  ['erasure-drift', 14],
];

/** Firmware and oracle together, by the processor's time of one core: in a fresh process, and once compiled. */
export function explorationRows(root: string): readonly Row[] {
  return WORLDS.flatMap(([world, depth]) => {
    const { stdout } = spawnSync(process.execPath, ['tests/benchmark/exploration-run.ts', world, String(depth)], {
      cwd: root,
      encoding: 'utf8',
    });
    const { cold, warm }: { readonly cold: ExplorationRun; readonly warm: ExplorationRun } = JSON.parse(stdout);
    return [
      atLeast(`exploration of ${world}, compiled`, warm.transitions / warm.seconds, 'transitions/s', 200_000, 300_000),
      atLeast('the same, new states', warm.states / warm.seconds, 'states/s', 1_000),
      atLeast('the same, fresh process', cold.transitions / cold.seconds, 'transitions/s', 100_000, 300_000),
    ];
  });
}
