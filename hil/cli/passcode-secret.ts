import { closeSync, openSync, readSync, statSync } from 'node:fs';

import { decodeText } from '../../can-bus/text/decode-text.ts';
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
  let bytes: Buffer;
  try {
    bytes = readStart(file, MAX_SECRET_BYTES + 1);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`${SECRET_FLAG}-file: ${reason}`, 'give a file with the secret as its first line');
  }
  if (bytes.length > MAX_SECRET_BYTES) {
    const problem = `${SECRET_FLAG}-file: ${file} has more than ${MAX_SECRET_BYTES} bytes`;
    throw usageError(problem, 'give a file with the secret as its first line');
  }
  return decodeText(bytes).split(/\r?\n/, 1)[0] ?? '';
}

/**
 * A pipe is allowed, such as the output of a password manager; only as much as needed is read from an endless device.
 */
function readStart(file: string, most: number): Buffer {
  const buffer = Buffer.alloc(most);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, most - length, null);
      length += read;
      if (read === 0 || length === most) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function checked(secret: string, source: string): string {
  if (secret !== '') return secret;
  throw usageError(`${source}: it is empty`, "give the secret of the cars (a profile's passcodeSecret)");
}
