import { selectorOf, type ScenarioResult } from '../../scenario/result.ts';
import { pathWord, smartkeyLine } from '../../smartkey.ts';
import type { RunFlags } from './run-flags.ts';

/** The command that runs a scenario again, alone. */
export function repeatCommand(
  result: Pick<ScenarioResult, 'file' | 'variant' | 'seed'>,
  { profile, bench }: Pick<RunFlags, 'profile' | 'bench'>,
): string {
  return smartkeyLine([
    'run',
    pathWord(selectorOf(result)),
    '--seed',
    String(result.seed),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(bench === undefined ? [] : ['--bench', bench]),
  ]);
}
