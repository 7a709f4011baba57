import { describe, expect, it } from 'vitest';
import { defineConformance } from '../../../../../hil/cli/commands/conformance.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey conformance', () => {
  it('gives its flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineConformance).parse(
        'conformance',
        '--bus',
        'virtual',
        '--profile',
        'p.yaml',
        '--endpoint',
        'generic',
        '--car',
        'http://127.0.0.1:8080',
        '--slow',
        '22 F1 90',
        '--allow-destructive',
        '--junit',
        'j.xml',
        '--json',
        '--quiet',
      ),
    ).toEqual([
      {
        bus: ['virtual'],
        profile: 'p.yaml',
        endpoint: 'generic',
        car: 'http://127.0.0.1:8080',
        slow: '22 F1 90',
        allowDestructive: true,
        junit: 'j.xml',
        json: true,
        quiet: true,
        color: true,
      },
    ]);
    expect(await new CommandUnderTest(defineConformance).parse('conformance')).toEqual([
      { endpoint: 'oem', color: true },
    ]);
  });

  it.each([
    [['--endpoint', 'obd'], '--endpoint must be one of oem, generic, body, not "obd"'],
    [['--slow'], '--slow needs a value: <bytes>'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineConformance).run('conformance', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it.each([
    ['drive.log', 'drive.log'],
    ['my log.jsonl', "'my log.jsonl'"],
    ['@a.log', './@a.log'],
  ])('names the command for the log %s, ready to paste', async (log, word) => {
    expect(await new CommandUnderTest(defineConformance).run('conformance', log)).toEqual({
      exitCode: 2,
      out: [],
      err: [
        `error: conformance tests an ECU on a bus, and takes no argument: "${log}"`,
        `hint: for a log: npx smartkey explain ${word} --junit FILE`,
      ],
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(
      await new CommandUnderTest(defineConformance).run('conformance', '--bus', 'virtual', '--bus', 'virtual'),
    ).toEqual({ exitCode: 2, out: [], err: ['error: only one bus can be tested at a time', 'hint: give --bus once'] });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineConformance).options('conformance')).toEqual([
      '--bus <url>  bus URL; repeatable',
      '--profile <file>  vehicle profile (YAML or JSON)',
      '--endpoint <name>  endpoint of the Smart Key ECU, or the body ECU (choices: "oem", "generic", "body", default: "oem")',
      '--car <url>  HTTP address of a virtual car, to control its time',
      '--slow <bytes>  request that takes the ECU longer than P2, in hexadecimal',
      '--allow-destructive  also reset the ECU and send wrong keys, until it refuses further ones',
      '--junit <file>  write a JUnit report',
      '--shard <i/n>  only this share of the work, and leave a part for merge',
      '--report <folder>  with --shard: folder of the part (default: reports/conformance-I-of-N)',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
