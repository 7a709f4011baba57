import type { Context } from 'hono';
import { HttpError } from './http-error.ts';
import { readBody } from './read-body.ts';

/**
 * Types under which JSON is accepted. The form type is the default of curl's `-d`; a page on another origin gains
 * nothing by it, because it does not get this far.
 */
const JSON_TYPES: readonly string[] = ['application/json', 'application/x-www-form-urlencoded'];

/**
 * A request's body from JSON; an empty one is `{}`.
 *
 * @throws HttpError: 413 for more than 64 KiB, 415 for another type, 400 for invalid or incomplete JSON
 */
export async function readJson(context: Context): Promise<unknown> {
  const type = (context.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // Invalid UTF-8 becomes invalid JSON, or stays within a text.
  const text = new TextDecoder().decode(await readBody(context));
  if (text.trim() === '') return {};
  if (type !== '' && !JSON_TYPES.includes(type) && !type.endsWith('+json')) {
    throw new HttpError(415, `the body is ${type}, not JSON`, {
      field: 'content-type',
      hint: 'send it as application/json',
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it cannot be read';
    throw new HttpError(400, `the body is not JSON: ${why}`, { hint: 'such as {"doors":{"driver":true}}' });
  }
}
