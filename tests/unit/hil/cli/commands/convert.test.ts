import { describe, expect, it } from 'vitest';
import { defineConvert } from '../../../../../hil/cli/commands/convert.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey convert', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineConvert).parse(
        'convert',
        'in.pcap',
        '-',
        '--from',
        'pcap',
        '--to',
        'jsonl',
        '--zero',
        '--asc-date',
        '--skip-bad',
        '--quiet',
      ),
    ).toEqual([
      'in.pcap',
      '-',
      { from: 'pcap', to: 'jsonl', zero: true, ascDate: true, skipBad: true, quiet: true, color: true },
    ]);
    expect(await new CommandUnderTest(defineConvert).parse('convert', 'in.log', 'out.asc')).toEqual([
      'in.log',
      'out.asc',
      { color: true },
    ]);
  });

  it.each([
    [['in.log'], 'the argument <out> is missing'],
    [
      ['in.log', 'out.asc', '--from', 'mf4'],
      '--from must be one of candump, asc, pcapng, jsonl, blf, pcap, trc, not "mf4"',
    ],
    [['in.log', 'out.asc', '--to', 'pcap'], '--to must be one of candump, asc, pcapng, jsonl, blf, not "pcap"'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineConvert).run('convert', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineConvert).run('convert', 'same.log', 'same.log')).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: IN and OUT are the same file', 'hint: name another file'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineConvert).options('convert')).toEqual([
      '--from <format>  the format of IN (choices: "candump", "asc", "pcapng", "jsonl", "blf", "pcap", "trc")',
      '--to <format>  the format of OUT (choices: "candump", "asc", "pcapng", "jsonl", "blf")',
      '--zero  count times from the earliest frame',
      '--asc-date  ASC, BLF: count times from the date in the file, taken as local time',
      '--skip-bad  skip what cannot be read, and keep the rest',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
