import { describe, expect, it } from 'vitest';
import { budgetOf, exploreRandomly } from '../../../../../hil/cli/commands/explore-random.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';

describe('explore --seed', () => {
  it('a budget is a duration', () => {
    expect([budgetOf('90s'), budgetOf('10m'), budgetOf('0.5h')]).toEqual([90e6, 600e6, 1800e6]);
    expect(() => budgetOf('soon')).toThrow('--budget takes a duration, not "soon"');
    expect(() => budgetOf('0s')).toThrow('--budget must be longer than 0, not "0s"');
  });

  it('takes a duration or a number of runs', async () => {
    const terminal = new KeptTerminal();
    await expect(exploreRandomly({ seed: 1, runs: 5, budget: '1m' }, terminal)).rejects.toThrow(
      '--budget does not go with --runs',
    );
  });

  it('a few runs break no rule, and exit code 7 says what they did not reach', async () => {
    const terminal = new KeptTerminal();
    const { exitCode, out } = await ended(terminal, () => exploreRandomly({ seed: 1, runs: 5, json: true }, terminal));
    const report: { readonly failures: readonly unknown[]; readonly never: readonly unknown[] } = JSON.parse(
      out.join(''),
    );
    expect(exitCode).toBe(7);
    expect(report.failures).toEqual([]);
    expect(report.never.length).toBeGreaterThan(0);
  });
});
