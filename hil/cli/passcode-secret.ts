import { statSync } from 'node:fs';

import { decodeText } from '../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../read-input.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { usageError } from '../../can-bus/errors/operation-error.ts';
import { SECRET_FLAG, SECRET_VARIABLE, type PasscodeSecretFlags } from './passcode-secret-flags.ts';

/** A secret is one line; a larger file is not a secret file. */
const MAX_SECRET_BYTES = 1024;

/**
 * The secret from the flags, or from the environment.
 *
 * @param warn called where others can read it, with what to do
 * @returns undefined where there is none
 * @throws OperationError (usage) for both flags, an empty secret and an invalid file
 */
export function passcodeSecretOf(
  { passcodeSecret, passcodeSecretFile }: PasscodeSecretFlags,
  environment: Readonly<Record<string, string | undefined>>,
  warn: (text: string) => void = () => undefined,
): string | undefined {
  if (passcodeSecret !== undefined && passcodeSecretFile !== undefined) {
    throw usageError(`${SECRET_FLAG} and ${SECRET_FLAG}-file are two sources of the secret`, 'remove one of them');
  }
  if (passcodeSecretFile !== undefined) {
    const secret = checked(readSecret(passcodeSecretFile), `${SECRET_FLAG}-file`);
    if (isOpenToOthers(passcodeSecretFile)) {
      warn(`${passcodeSecretFile} can be read by other users of this machine (chmod 600 "${passcodeSecretFile}")`);
    }
    return secret;
  }
  if (passcodeSecret !== undefined) {
    // The default one is in the documentation.
    if (passcodeSecret !== DEFAULT_PROFILE.passcodeSecret) warn(SEEN_ON_THE_COMMAND_LINE);
    return checked(passcodeSecret, SECRET_FLAG);
  }
  const given = environment[SECRET_VARIABLE];
  return given === undefined ? undefined : checked(given, SECRET_VARIABLE);
}

const SEEN_ON_THE_COMMAND_LINE = `${SECRET_FLAG}: other users of this machine see the secret in the process list until the program has started, and the shell keeps it in its history; use ${SECRET_FLAG}-file or ${SECRET_VARIABLE}`;

function isOpenToOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
}

function readSecret(file: string): string {
  try {
    return decodeText(readInput(file, MAX_SECRET_BYTES)).split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw usageError(
      `${SECRET_FLAG}-file: ${unreadable('file', file, error)}`,
      'give a file with the secret as its first line',
    );
  }
}

function checked(secret: string, source: string): string {
  if (secret !== '') return secret;
  throw usageError(`${source}: it is empty`, "give the secret of the cars (a profile's passcodeSecret)");
}
