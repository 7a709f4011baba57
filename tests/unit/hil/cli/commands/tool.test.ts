import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineTool } from '../../../../../hil/cli/commands/tool.ts';
import { OperationError } from '../../../../../can-bus/errors/operation-error.ts';
import type { Terminal } from '../../../../../hil/cli/terminal.ts';

const TERMINAL: Terminal = {
  out: () => undefined,
  err: () => undefined,
  progress: () => undefined,
  style: (_style, text) => text,
  isInteractive: false,
};

/** The error a command line ends with, before anything is opened. */
async function refusalOf(...args: readonly string[]): Promise<unknown> {
  const program = new Command('smartkey').exitOverride();
  defineTool(
    program,
    () => TERMINAL,
    () => undefined,
  );
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  try {
    await program.parseAsync(['tool', ...args], { from: 'user' });
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

const KEYS = ['--touch', 'A1000001,10000001'];
const SECRET = ['--passcode-secret', 's'];

describe('the command line of the scan tool', () => {
  it.each([
    ['reset without --yes', ['reset'], /erase every key .*; nothing was done/],
    [
      'register without --yes',
      ['register', ...KEYS],
      /would get a pass-code.*keys A1000001,10000001.*nothing was done/,
    ],
    ['--yes without pass-codes', ['reset', '--yes'], /needs a source of pass-codes/],
    ['touches without an operator', ['erase', '--yes', ...SECRET, ...KEYS], /needs a virtual car to touch the keys/],
    ['a key named twice', ['register', '--touch', 'A1,a1'], /names a key twice/],
    ['too many keys', ['erase', '--touch', Array.from({ length: 17 }, (_, key) => key + 1).join()], /names 17 keys/],
    ['two buses', ['read', '--bus', 'slcan-tcp:a:1', '--bus', 'slcan-tcp:b:1'], /uses one bus/],
    ['a VIN with a wrong check digit', ['reset', '--vin', '4T1BZ1FB5KU999999'], /check digit "4"/],
  ])('refuses %s with exit code 2 and a hint', async (_what, args, message) => {
    const error = await refusalOf(...args);
    expect(error).toBeInstanceOf(OperationError);
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) as string });
  });

  it('refuses what is not a key id', async () => {
    expect(await refusalOf('erase', '--touch', 'A1000001,key')).toMatchObject({
      code: 'usage/key-id',
      message: '"key" is not a key id',
    });
  });

  it.each([
    ['read', '--yes'],
    ['read', '--endpoint', 'obd'],
    ['reset', '--rate', '0'],
    ['reset', '--touch', 'A1'],
  ])('%s %s is a usage error of the command line', async (...args) => {
    expect(await refusalOf(...args)).toBeInstanceOf(CommanderError);
  });
});
