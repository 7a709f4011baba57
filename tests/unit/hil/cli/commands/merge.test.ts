import { describe, expect, it } from 'vitest';
import { defineMerge } from '../../../../../hil/cli/commands/merge.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('smartkey merge', () => {
  it('takes parts, and the flags of what they are of', async () => {
    const command = new CommandUnderTest(defineMerge);
    expect(command.options('merge').slice(-OUTPUT_OPTIONS.length)).toEqual(OUTPUT_OPTIONS);
    expect(await command.parse('merge', 'a', 'b', '--coverage', 'c.json')).toEqual([
      ['a', 'b'],
      { color: true, coverage: 'c.json' },
    ]);
  });

  it('needs parts', async () => {
    const { exitCode, err } = await new CommandUnderTest(defineMerge).run('merge');
    expect([exitCode, err]).toEqual([2, usageLines('the argument <parts> is missing')]);
  });
});
