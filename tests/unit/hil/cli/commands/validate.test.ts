import { describe, expect, it } from 'vitest';
import { defineValidate } from '../../../../../hil/cli/commands/validate.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey validate', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineValidate).parse('validate', 'scenarios', '@timeout', '--json', '--quiet'),
    ).toEqual([['scenarios', '@timeout'], { json: true, quiet: true, color: true }]);
    expect(await new CommandUnderTest(defineValidate).parse('validate')).toEqual([[], { color: true }]);
  });

  it.each([[['--all'], 'there is no option --all']])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineValidate).run('validate', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineValidate).run('validate', 'none.yaml')).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: file or folder not found: "none.yaml"', 'hint: give an existing path, or a tag as @name'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineValidate).options('validate')).toEqual([...OUTPUT_OPTIONS]);
  });
});
