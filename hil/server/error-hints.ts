import type { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Hints that name a route, by the code of the error: lower packages know no routes. */
const ROUTE_HINTS: Readonly<Record<string, string>> = {
  'usage/unknown-key': 'create one (POST /api/keys)',
};

/** The hint of an error for a client; absent where none is known. */
export function hintOf({ code, hint }: OperationError): { readonly hint?: string } {
  const known = ROUTE_HINTS[code] ?? hint;
  return known === null ? {} : { hint: known };
}
