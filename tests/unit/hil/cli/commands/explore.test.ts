import { describe, expect, it } from 'vitest';
import { defineExplore } from '../../../../../hil/cli/commands/explore.ts';
import { CommandUnderTest } from '../../../../support/command-line.ts';

describe('the command line of smartkey explore', () => {
  it('gives its flags to the action', async () => {
    const parse = (...words: readonly string[]): Promise<unknown> =>
      new CommandUnderTest(defineExplore).parse('explore', ...words);
    expect(await parse('--exhaustive', '--world', 'w.yaml', '--progress', 'p.bin', '--jobs', '2')).toEqual([
      { exhaustive: true, world: 'w.yaml', progress: 'p.bin', jobs: 2, color: true },
    ]);
    expect(await parse('--seed', '7', '--budget', '10m', '--json', '--quiet')).toEqual([
      { seed: 7, budget: '10m', json: true, quiet: true, color: true },
    ]);
  });

  it('refuses an invalid number of threads', async () => {
    await expect(new CommandUnderTest(defineExplore).parse('explore', '--jobs', '0')).rejects.toThrow(/1 to 64/);
  });
});
