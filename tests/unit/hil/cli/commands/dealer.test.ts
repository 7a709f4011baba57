import { describe, expect, it } from 'vitest';
import { defineDealer } from '../../../../../hil/cli/commands/dealer.ts';
import { CommandUnderTest, OUTPUT_OPTIONS, usageLines } from '../../../../support/command-line.ts';

describe('the command line of smartkey dealer', () => {
  it('gives its flags to the action, with the defaults where they are not written', async () => {
    expect(
      await new CommandUnderTest(defineDealer).parse(
        'dealer',
        '--http',
        '127.0.0.1:8082',
        '--dealer-db',
        'd.db',
        '--demo',
        '--passcode-secret',
        's',
        '--passcode-secret-file',
        'f',
        '--json',
        '--quiet',
      ),
    ).toEqual([
      {
        http: '127.0.0.1:8082',
        dealerDb: 'd.db',
        demo: true,
        passcodeSecret: 's',
        passcodeSecretFile: 'f',
        json: true,
        quiet: true,
        color: true,
      },
    ]);
    expect(await new CommandUnderTest(defineDealer).parse('dealer')).toEqual([{ http: '127.0.0.1:8080', color: true }]);
  });

  it.each([
    [['--http'], '--http needs a value: <host:port>'],
    [['verify-log', '--demo', 'now'], 'verify-log takes no arguments, and 1 is given: now'],
    [['--port', '1'], 'there is no option --port'],
  ])('refuses %j with exit code 2', async (words, message) => {
    expect(await new CommandUnderTest(defineDealer).run('dealer', ...words)).toEqual({
      exitCode: 2,
      out: [],
      err: usageLines(message),
    });
  });

  it.each([
    [['--demo', 'verify-log', '--dealer-db', 'd.db'], '--demo has'],
    [['verify-log', '--http', '127.0.0.1:1', '--dealer-db', 'd.db'], '--http has'],
    [['--passcode-secret', 's', '--demo', 'verify-log', '--dealer-db', 'd.db'], '--demo, --passcode-secret have'],
  ])('refuses flags of the server for the check of a log: %j', async (words, who) => {
    const { exitCode, err } = await new CommandUnderTest(defineDealer).run('dealer', ...words);
    expect([exitCode, err[0]]).toEqual([
      2,
      `error: ${who} no effect: verify-log only reads a database; the flag is for the server`,
    ]);
  });

  it('checks a log with the flags that it shares with the server, wherever they are written', async () => {
    const words = ['--dealer-db', 'no-such.db', '--json', 'verify-log'];
    const { exitCode, err } = await new CommandUnderTest(defineDealer).run('dealer', ...words);
    expect([exitCode, err[0]]).toEqual([5, expect.stringContaining('no-such.db')]);
  });

  it('ends with the exit code of its action', async () => {
    expect(await new CommandUnderTest(defineDealer).run('dealer', '--http', 'here')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: --http: "here" is not HOST:PORT',
        'hint: write --http 127.0.0.1:8080, an IPv6 address in brackets, with a port from 0 to 65535',
      ],
    });
  });

  it('verify-log takes its own database, before or after its name', async () => {
    const missing = 'error: dealer database no-such-folder/d.db: file not found';
    for (const line of [
      ['dealer', 'verify-log', '--dealer-db', 'no-such-folder/d.db'],
      ['dealer', '--dealer-db', 'no-such-folder/d.db', 'verify-log'],
    ]) {
      const { exitCode, err } = await new CommandUnderTest(defineDealer).run(...line);
      expect({ exitCode, message: err[0] }).toEqual({ exitCode: 5, message: missing });
    }
    expect(await new CommandUnderTest(defineDealer).run('dealer', 'verify-log')).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --dealer-db is missing', 'hint: give the database whose log is to be checked: --dealer-db FILE'],
    });
  });

  it('verify-log lists its options in its help', () => {
    expect(new CommandUnderTest(defineDealer).options('dealer', 'verify-log')).toEqual([
      '--dealer-db <file>  the database',
      '--written-down <hash>  a last hash or seal printed earlier, which the log must still contain',
      ...OUTPUT_OPTIONS,
    ]);
  });

  it('lists its options in its help', () => {
    expect(new CommandUnderTest(defineDealer).options('dealer')).toEqual([
      '--http <host:port>  HTTP address; port 0 picks a free one (default: "127.0.0.1:8080")',
      '--dealer-db <file>  database of the dealer server: requests, accounts, log (default: in memory)',
      '--demo  give the accounts of a new dealer fixed passwords instead of one-time ones',
      "--passcode-secret <text>  secret shared by cars and dealer (a profile's passcodeSecret); visible to others: prefer the file or SMARTKEY_PASSCODE_SECRET",
      '--passcode-secret-file <file>  read the secret from the first line of a file',
      ...OUTPUT_OPTIONS,
    ]);
  });
});
