import type { OperationError } from '../../can-bus/errors/operation-error.ts';
import { hintHere } from '../smartkey.ts';

/** Hints that name a flag or a variable, by the code of the error: lower packages know neither. */
const HINTS: Readonly<Record<string, string>> = {
  'bench/no-ecu':
    'check that it is powered and on this bus; set other ids with --profile (addressing), another endpoint with --endpoint',
  'bench/queue-password':
    'set SMARTKEY_QUEUE_PASSWORD to the password, and leave it out of the URL: process lists show command lines to others',
  'usage/dealer-credentials': 'give --dealer-user, and the password in SMARTKEY_DEALER_PASSWORD or at the prompt',
};

/** What changes the value: a flag or a variable. */
const SETTINGS: Readonly<Record<string, string>> = {
  'bench/memory-file': 'the flag is --nvm',
  'usage/memory-file': 'the flag is --nvm',
  'usage/queue-password': 'or set SMARTKEY_QUEUE_PASSWORD to the password as it is',
  'bench/report': 'the flag is --report',
  'bench/summary': 'the flag is --summary',
  'bench/step-summary': 'the variable is GITHUB_STEP_SUMMARY',
};

/** What to do, with the flag or variable to use; null where no hint is known. */
export function hintOf(error: OperationError): string | null {
  const { code } = error;
  const setting = SETTINGS[code];
  const known = HINTS[code] ?? hintHere(error);
  return known === null || setting === undefined ? known : `${known}; ${setting}`;
}
