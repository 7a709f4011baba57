import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addPasscodeSecretFlags, withoutSecret } from '../../../../hil/cli/passcode-secret-flags.ts';

it('the secret is a flag, or in a file', () => {
  const command = addPasscodeSecretFlags(new Command(), 'secret of the cars');
  command.parse(['--passcode-secret-file', 'secret.txt'], { from: 'user' });
  expect(command.opts()).toEqual({ passcodeSecretFile: 'secret.txt' });
  expect(command.helpInformation()).toContain('secret of the cars');
});

it('the secret is not in the process list', () => {
  expect(withoutSecret(['dealer', '--passcode-secret', 'SECRET', '--demo'])).toBe(
    'smartkey dealer --passcode-secret *** --demo',
  );
  expect(withoutSecret(['tool', 'reset', '--passcode-secret=SECRET'])).toBe(
    'smartkey tool reset --passcode-secret=***',
  );
  expect(withoutSecret(['dealer', '--passcode-secret-file', 'secret.txt'])).toBeNull();
  expect(withoutSecret(['car'])).toBeNull();
});
