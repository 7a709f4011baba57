import { describe, expect, it } from 'vitest';
import { defineReplay } from '../../../../../hil/cli/commands/replay.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey replay', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineReplay).parse(
        'replay',
        'a.log',
        '--bus',
        'socketcan:vcan0',
        '--rate',
        '10',
        '--id',
        '750,7DF',
        '--source',
        'can0',
        '--skip-bad',
        '--json',
      ),
    ).toEqual([
      'a.log',
      { bus: ['socketcan:vcan0'], rate: 10, id: '750,7DF', source: 'can0', skipBad: true, json: true, color: true },
    ]);
    expect(await new CommandUnderTest(defineReplay).parse('replay', 'a.bundle')).toEqual(['a.bundle', { color: true }]);
  });

  it.each([
    [[], 'the argument <bundle or trace> is missing'],
    [['a.log', '--rate', '0'], '--rate must be a number from 0.01 to 1000, not "0"'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineReplay).run('replay', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineReplay).run('replay', 'no-such.bundle')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: bundle or trace not found: "no-such.bundle"',
        'hint: name a trace, or a bundle that "npx smartkey run" printed',
      ],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineReplay).options('replay')).toEqual([
      '--bus <url>  bus URL; repeatable',
      '--rate <n>  log: vehicle seconds per real second (default: 1)',
      '--id <ids>  log: only these CAN ids, in hex, separated by commas',
      '--source <names>  log: only frames of these buses, or in JSONL of these nodes, separated by commas',
      '--skip-bad  log: skip what cannot be read, and replay the rest',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
