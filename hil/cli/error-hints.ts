import type { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Hints that name a flag or a variable, by the code of the error: lower packages know neither. */
const HINTS: Readonly<Record<string, string>> = {
  'bench/no-ecu':
    'check that it is powered and on this bus; set other ids with --profile (addressing), another endpoint with --endpoint',
  'bench/queue-password':
    'set SMARTKEY_QUEUE_PASSWORD to the password, and leave it out of the URL: process lists show command lines to others',
  'usage/dealer-credentials': 'give --dealer-user, and the password in SMARTKEY_DEALER_PASSWORD or at the prompt',
};

/** The flag that changes the value. */
const FLAGS: Readonly<Record<string, string>> = {
  'bench/memory-file': '--nvm',
  'usage/memory-file': '--nvm',
  'bench/report': '--report',
};

/** What to do, with the flag to use; null where no hint is known. */
export function hintOf({ code, hint }: OperationError): string | null {
  const flag = FLAGS[code];
  const known = HINTS[code] ?? hint;
  return known === null || flag === undefined ? known : `${known}; the flag is ${flag}`;
}
