import { describe, expect, it } from 'vitest';
import { defineView } from '../../../../../hil/cli/commands/view.ts';
import { CommandUnderTest } from '../../../../support/command-line.ts';

describe('the command line of smartkey view', () => {
  it('gives its arguments and flags to the action', async () => {
    expect(
      await new CommandUnderTest(defineView).parse('view', 'a.log', '--output', 'a.html', '--from', '3.5', '--no-open'),
    ).toEqual(['a.log', { output: 'a.html', from: 3.5, open: false, color: true }]);
    expect(await new CommandUnderTest(defineView).parse('view', 'b.bundle')).toEqual([
      'b.bundle',
      { open: true, color: true },
    ]);
  });

  it('refuses a begin before the log with exit code 2', async () => {
    const { exitCode } = await new CommandUnderTest(defineView).run('view', 'a.log', '--from', '-1');
    expect(exitCode).toBe(2);
  });
});
