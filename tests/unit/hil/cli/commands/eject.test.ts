import { describe, expect, it } from 'vitest';
import { defineEject } from '../../../../../hil/cli/commands/eject.ts';
import { CommandUnderTest, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey eject', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineEject).parse('eject', 'a.yaml', '--out', 'a.scenario.ts', '--force', '--json'),
    ).toEqual(['a.yaml', { out: 'a.scenario.ts', force: true, json: true }]);
    expect(await new CommandUnderTest(defineEject).parse('eject', 'a.yaml')).toEqual(['a.yaml', {}]);
  });

  it.each([
    [[], 'the argument <file> is missing'],
    [['a.yaml', '--quiet'], 'there is no option --quiet'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineEject).run('eject', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineEject).run('eject', 'no-such-folder/a.yaml')).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: scenario file not found: "no-such-folder/a.yaml"', 'hint: give a scenario file in YAML'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineEject).options('eject')).toEqual([
      '--out <file>  output file (default: standard output)',
      '--force  overwrite an existing file',
      '--json  print {file, out, source} as JSON',
      '-h, --help  show help',
    ]);
  });
});
