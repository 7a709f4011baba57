import { describe, expect, it } from 'vitest';
import { defineRecord } from '../../../../../hil/cli/commands/record.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey record', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineRecord).parse(
        'record',
        '--out',
        's.yaml',
        '--car',
        'http://127.0.0.1:8080',
        '--bus',
        'socketcan:can0',
        '--from',
        't.log',
        '--source',
        'can0,can1',
        '--trace',
        't.jsonl',
        '--name',
        'Doors',
        '--profile',
        'p.yaml',
        '--no-check',
        '--quiet',
      ),
    ).toEqual([
      {
        out: 's.yaml',
        car: 'http://127.0.0.1:8080',
        bus: ['socketcan:can0'],
        from: 't.log',
        source: 'can0,can1',
        trace: 't.jsonl',
        name: 'Doors',
        profile: 'p.yaml',
        check: false,
        quiet: true,
        color: true,
      },
    ]);
    expect(await new CommandUnderTest(defineRecord).parse('record', '--out', 's.yaml')).toEqual([
      { out: 's.yaml', name: 'A recorded session', check: true, color: true },
    ]);
  });

  it.each([
    [[], '--out <file> is missing'],
    [['--out'], '--out needs a value: <file>'],
    [['--out', 's.yaml', 't.log'], 'record takes no arguments, and 1 is given: t.log'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineRecord).run('record', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineRecord).run('record', '--out', 's.yaml')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: record needs exactly one source',
        'hint: give one of --car, --bus and --from; "npx smartkey car --record FILE" starts a car and records it',
      ],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineRecord).options('record')).toEqual([
      '--out <file>  the scenario file to write',
      '--car <url>  listen to the virtual car at this HTTP address',
      '--bus <url>  bus URL; repeatable',
      '--from <trace>  read a trace (JSONL has everything, the other formats only the bus)',
      '--source <names>  buses to use from a log with several, separated by commas',
      '--trace <file>  also write a trace of what is received',
      '--name <text>  name of the scenario (default: "A recorded session")',
      '--profile <file>  vehicle profile (YAML or JSON)',
      '--no-check  do not run the scenario in virtual time afterwards',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
