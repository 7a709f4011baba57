import { describe, expect, it } from 'vitest';
import { defineList } from '../../../../../hil/cli/commands/list.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey list', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(await new CommandUnderTest(defineList).parse('list', 'scenarios', '@timeout', '--json', '--quiet')).toEqual([
      ['scenarios', '@timeout'],
      { json: true, quiet: true, color: true },
    ]);
    expect(await new CommandUnderTest(defineList).parse('list')).toEqual([[], { color: true }]);
  });

  it.each([[['--all'], 'there is no option --all']])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineList).run('list', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineList).run('list', '@nobody')).toEqual({
      exitCode: 4,
      out: [],
      err: ['error: no scenario has the tag "nobody"', 'hint: use "npx smartkey list" to show all tags'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineList).options('list')).toEqual([...OUTPUT_OPTIONS]);
  });
});
