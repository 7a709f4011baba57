import { describe, expect, it } from 'vitest';
import { defineCar } from '../../../../../hil/cli/commands/car.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey car', () => {
  it('gives its flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineCar).parse(
        'car',
        '--bus',
        'slcan-tcp:127.0.0.1:3334',
        '--bus',
        'slcan-pty:./car',
        '--profile',
        'p.yaml',
        '--time',
        'virtual',
        '--rate',
        '2.5',
        '--seed',
        '7',
        '--nvm',
        'car.nvm',
        '--trace',
        't.log',
        '--record',
        'r.yaml',
        '--http',
        '127.0.0.1:0',
        '--only-ecu',
        '--dealer-db',
        'd.db',
        '--demo',
        '--passcode-secret',
        's',
        '--passcode-secret-file',
        'f',
        '--json',
        '--quiet',
        '--no-color',
      ),
    ).toEqual([
      {
        bus: ['slcan-tcp:127.0.0.1:3334', 'slcan-pty:./car'],
        profile: 'p.yaml',
        time: 'virtual',
        rate: 2.5,
        seed: 7,
        nvm: 'car.nvm',
        trace: 't.log',
        record: 'r.yaml',
        http: '127.0.0.1:0',
        onlyEcu: true,
        dealerDb: 'd.db',
        demo: true,
        passcodeSecret: 's',
        passcodeSecretFile: 'f',
        json: true,
        quiet: true,
        color: false,
      },
    ]);
    expect(await new CommandUnderTest(defineCar).parse('car')).toEqual([
      { time: 'real', rate: 1, seed: 1, http: '127.0.0.1:8080', color: true },
    ]);
  });

  it.each([
    [['--rate', '0'], '--rate must be a number from 0.01 to 1000, not "0"'],
    [['--seed', '-1'], '--seed must be a whole number from 0 to 9007199254740991, not "-1"'],
    [['--time', 'slow'], '--time must be one of virtual, real, not "slow"'],
    [['now'], 'car takes no arguments, and 1 is given: now'],
    [['--nvm'], '--nvm needs a value: <file>'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineCar).run('car', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it('reports to the action whether the rate is given', async () => {
    expect(await new CommandUnderTest(defineCar).run('car', '--time', 'virtual', '--rate', '1')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: --rate has no meaning with --time virtual',
        'hint: remove one of them: virtual time moves only when it is advanced',
      ],
    });
    const { err } = await new CommandUnderTest(defineCar).run('car', '--time', 'virtual', '--http', 'here');
    expect(err[0]).toBe('error: --http: "here" is not HOST:PORT');
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineCar).options('car')).toEqual([
      '--bus <url>  bus URL; repeatable',
      '--profile <file>  vehicle profile (YAML or JSON)',
      '--time <mode>  run in virtual or real time (choices: "virtual", "real", default: "real")',
      '--rate <n>  vehicle seconds per real second (default: 1)',
      '--seed <n>  random seed (default: 1)',
      '--nvm <file>  keep memory and keys in this file across restarts',
      '--trace <file>  write a trace while it runs: .log (candump), .asc, .blf, .pcapng or .jsonl',
      '--record <file>  record the session as a scenario when it ends',
      '--http <host:port>  HTTP address; port 0 picks a free one (default: "127.0.0.1:8080")',
      '--only-ecu  put only the Smart Key ECU on the bus, for a bench that simulates the rest of the car',
      '--dealer-db <file>  database of the dealer server: requests, accounts, log (default: in memory)',
      '--demo  give the accounts of a new dealer fixed passwords instead of one-time ones',
      "--passcode-secret <text>  secret shared by cars and dealer, instead of the profile's passcodeSecret; visible to others: prefer the file or SMARTKEY_PASSCODE_SECRET",
      '--passcode-secret-file <file>  read the secret from the first line of a file',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
