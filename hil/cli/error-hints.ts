import type { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Hints that name a flag, by the code of the error: the packages below know none. */
const HINTS: Readonly<Record<string, string>> = {
  'bench/no-ecu':
    'is it on this bus and powered? other ids are given by --profile (addressing), another endpoint by --endpoint',
  'usage/dealer-credentials':
    'give --dealer-user, and the password in SMARTKEY_DEALER_PASSWORD or when it is asked for',
};

/** The flag that another choice is made with. */
const FLAGS: Readonly<Record<string, string>> = {
  'bench/memory-file': '--nvm',
  'usage/memory-file': '--nvm',
  'bench/report': '--report',
};

/** What the person can do about it, with the flag to do it with; null where nobody knows. */
export function hintOf({ code, hint }: OperationError): string | null {
  const flag = FLAGS[code];
  const known = HINTS[code] ?? hint;
  return known === null || flag === undefined ? known : `${known}; the flag is ${flag}`;
}
