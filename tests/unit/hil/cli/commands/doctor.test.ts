import { describe, expect, it } from 'vitest';
import { defineDoctor } from '../../../../../hil/cli/commands/doctor.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey doctor', () => {
  it('gives its flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineDoctor).parse(
        'doctor',
        '--bus',
        'slcan-tcp:127.0.0.1:3333',
        '--bus',
        'socketcan:can0',
        '--json',
        '--quiet',
      ),
    ).toEqual([{ bus: ['slcan-tcp:127.0.0.1:3333', 'socketcan:can0'], json: true, quiet: true, color: true }]);
    expect(await new CommandUnderTest(defineDoctor).parse('doctor')).toEqual([{ color: true }]);
  });

  it.each([
    [['can0'], 'doctor takes no arguments, and 1 is given: can0'],
    [['--bus'], '--bus needs a value: <url>'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineDoctor).run('doctor', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineDoctor).options('doctor')).toEqual([
      '--bus <url>  bus URL; repeatable',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
