import { describe, expect, it } from 'vitest';
import { defineRun } from '../../../../../hil/cli/commands/run.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey run', () => {
  it('gives its arguments and flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineRun).parse(
        'run',
        'scenarios',
        '@timeout',
        '--bench',
        'vcan',
        '--bus',
        'virtual',
        '--profile',
        'p.yaml',
        '--time',
        'real',
        '--seed',
        '7',
        '--tag',
        'keys',
        '--tag',
        'doors',
        '--repeat',
        '3',
        '--retry',
        '1',
        '--jobs',
        '2',
        '--fail-fast',
        '--guard',
        '0.5',
        '--rules',
        '--quarantine',
        'q.yaml',
        '--coverage-gate',
        '80',
        '--report',
        'reports',
        '--summary',
        's.md',
        '--trace',
        'always',
        '--no-bundle',
        '--json',
      ),
    ).toEqual([
      ['scenarios', '@timeout'],
      {
        bench: 'vcan',
        bus: ['virtual'],
        profile: 'p.yaml',
        time: 'real',
        seed: 7,
        tag: ['keys', 'doors'],
        repeat: 3,
        retry: 1,
        jobs: 2,
        failFast: true,
        guard: 0.5,
        rules: true,
        quarantine: 'q.yaml',
        rate: 1,
        coverageGate: 80,
        report: 'reports',
        summary: 's.md',
        trace: 'always',
        bundle: false,
        json: true,
        color: true,
      },
    ]);
    expect(await new CommandUnderTest(defineRun).parse('run')).toEqual([
      [],
      { time: 'virtual', rate: 1, bundle: true, color: true },
    ]);
  });

  it.each([
    [['--repeat', '0'], '--repeat must be a whole number from 1 to 10000, not "0"'],
    [['--retry', '101'], '--retry must be a whole number from 0 to 100, not "101"'],
    [['--jobs', '65'], '--jobs must be a whole number from 1 to 64, not "65"'],
    [['--guard', '0'], '--guard must be a number from 0.001 to 86400, not "0"'],
    [['--coverage-gate', '101'], '--coverage-gate must be a number from 0 to 100, not "101"'],
    [['--time', 'fast'], '--time must be one of virtual, real, not "fast"'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineRun).run('run', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineRun).run('run')).toEqual({
      exitCode: 4,
      out: [],
      err: ['error: no scenarios selected', 'hint: name files, folders or tags: npx smartkey run scenarios'],
    });
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineRun).options('run')).toEqual([
      '--bench <file|name>  the bench to run on: a file, or one of scenarios/benches (default: virtual)',
      '--bus <url>  virtual; a bench file names any other bus',
      '--profile <file>  vehicle profile (YAML or JSON)',
      '--time <mode>  virtual; a bench file with a bus runs in real time (choices: "virtual", "real", default: "virtual")',
      '--rate <n>  1; a bench file sets any other, in vehicle seconds per real second (default: 1)',
      "--seed <n>  random seed (default: the scenario's own seed, or 1)",
      '--tag <name>  only scenarios with this tag; repeatable',
      '--repeat <n>  run each scenario n times and report every run',
      '--retry <n>  repeat a scenario that does not pass up to n times; report it as flaky',
      '--jobs <n>  run n scenarios in parallel, in threads; results do not change',
      '--fail-fast  stop at the first scenario that does not pass',
      '--guard <seconds>  longest real time of a scenario (default: 300); beyond it, the verdict is error',
      '--rules  list each rule with the number of scenarios that cover it',
      '--quarantine <file>  run and report these scenarios without counting them; with reasons (YAML)',
      '--coverage-gate <percent>  minimum rule coverage (%)',
      '--report <folder>  write index.html, junit.xml, ctrf.json, results.json and summary.md to this folder',
      '--summary <file>  write the summary for a CI step to this file',
      '--trace <when>  keep traces in all formats: always, on-failure (in the bundle), or a folder for all',
      '--reproducible  leave out of reports what differs from one run to the next, such as times',
      '--shard <i/n>  only this share of the work, and leave a part for merge',
      '--durations <file>  with --shard: results.json of an earlier report, to balance the shards',
      '--queue <url>  let the workers of a queue run the scenarios: redis://HOST:PORT; its password in SMARTKEY_QUEUE_PASSWORD',
      '--no-bundle  write no bundle for a scenario that does not pass',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
