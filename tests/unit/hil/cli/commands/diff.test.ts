import { describe, expect, it } from 'vitest';
import { defineDiff } from '../../../../../hil/cli/commands/diff.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey diff', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineDiff).parse(
        'diff',
        'one.log',
        'other.log',
        '--tolerance-ms',
        '1.5',
        '--tolerance-us',
        '7',
        '--zero',
        '--json',
      ),
    ).toEqual(['one.log', 'other.log', { toleranceMs: 1.5, toleranceUs: 7, zero: true, json: true, color: true }]);
    expect(await new CommandUnderTest(defineDiff).parse('diff', 'one.log', 'other.log')).toEqual([
      'one.log',
      'other.log',
      { color: true },
    ]);
  });

  it.each([
    [['one.log'], 'the argument <other> is missing'],
    [['one.log', 'other.log', '--tolerance-ms', '-1'], '--tolerance-ms must be a number from 0 to 3600000, not "-1"'],
    [
      ['one.log', 'other.log', '--tolerance-us', '1.5'],
      '--tolerance-us must be a whole number from 0 to 3600000000, not "1.5"',
    ],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineDiff).run('diff', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(
      await new CommandUnderTest(defineDiff).run(
        'diff',
        'one.log',
        'other.log',
        '--tolerance-ms',
        '1',
        '--tolerance-us',
        '1000',
      ),
    ).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --tolerance-ms and --tolerance-us are both given', 'hint: give one of them'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineDiff).options('diff')).toEqual([
      '--tolerance-ms <n>  allow times to differ by n ms',
      '--tolerance-us <n>  allow times to differ by n µs',
      '--zero  count the times of each trace from its earliest frame',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
