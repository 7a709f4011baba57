import { describe, expect, it } from 'vitest';
import { defineExplain } from '../../../../../hil/cli/commands/explain.ts';
import { CommandUnderTest } from '../../../../support/command-line.ts';

describe('the command line of smartkey explain', () => {
  it('gives its argument and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineExplain).parse(
        'explain',
        'a.log',
        '--from',
        'trc',
        '--pair',
        '6F1/12:612/F1',
        '--pair',
        '7E0:7E8',
        '--bitrate',
        '250000',
        '--summary',
        '--json',
      ),
    ).toEqual([
      'a.log',
      { from: 'trc', pair: ['6F1/12:612/F1', '7E0:7E8'], bitrate: 250_000, summary: true, json: true, color: true },
    ]);
    expect(await new CommandUnderTest(defineExplain).parse('explain', '--bus', 'socketcan:can0')).toEqual([
      undefined,
      { bus: 'socketcan:can0', bitrate: 500_000, color: true },
    ]);
  });

  it('refuses a bit rate that no bus has with exit code 2', async () => {
    const end = await new CommandUnderTest(defineExplain).run('explain', 'a.log', '--bitrate', '1');
    expect(end.exitCode).toBe(2);
  });
});
