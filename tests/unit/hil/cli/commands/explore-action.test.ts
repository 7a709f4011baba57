import { describe, expect, it } from 'vitest';
import { runExplore } from '../../../../../hil/cli/commands/explore-action.ts';
import type { ExploreFlags } from '../../../../../hil/cli/commands/explore-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';

async function refused(flags: ExploreFlags): Promise<readonly string[]> {
  const terminal = new KeptTerminal();
  const { exitCode, err } = await ended(terminal, () => runExplore(flags, terminal));
  expect(exitCode).toBe(2);
  return err;
}

describe('the two ways to explore', () => {
  it('one must be chosen', async () => {
    expect(await refused({})).toEqual([
      'error: explore needs to know how: every state of a bounded world, or random inputs',
      'hint: give --exhaustive, or --seed N --budget 10m',
    ]);
  });

  it('have flags of their own', async () => {
    expect(await refused({ exhaustive: true, budget: '10m' })).toEqual([
      'error: --budget does not go with --exhaustive',
      'hint: remove --budget, or --exhaustive',
    ]);
    expect((await refused({ seed: 1, world: 'w.yaml' }))[0]).toBe('error: --world does not go with --seed');
  });
});
