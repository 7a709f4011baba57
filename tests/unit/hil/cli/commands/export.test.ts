import { describe, expect, it } from 'vitest';
import { defineExport } from '../../../../../hil/cli/commands/export.ts';
import { CommandUnderTest, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey export', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    const parse = (...words: readonly string[]): Promise<unknown> =>
      new CommandUnderTest(defineExport).parse('export', ...words);
    expect(await parse('pdx', 'car.pdx', '--force', '--json')).toEqual([
      'pdx',
      'car.pdx',
      { color: true, force: true, json: true },
    ]);
    expect(await parse('dbc')).toEqual(['dbc', undefined, { color: true }]);
  });

  it.each([
    [[], 'the argument <kind> is missing'],
    [['odx'], 'kind must be one of pdx, dbc, json, not "odx"'],
    [['pdx', 'a', 'b'], 'export takes 2 arguments, and 3 are given: pdx, a, b'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineExport).run('export', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });
});
