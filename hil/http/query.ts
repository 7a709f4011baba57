import type { Context } from 'hono';
import { HttpError } from './http-error.ts';
import { unknownName } from './input-problem.ts';

/**
 * The values of the parameters a route knows; undefined where one is not given.
 *
 * @throws HttpError (400) for any other parameter, or for one given twice
 */
export function parametersOf<const Name extends string>(
  context: Context,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const given = new URL(context.req.url).searchParams;
  const stranger = [...given.keys()].find((key) => !names.some((name) => name === key));
  if (stranger !== undefined) throw unknownName(400, stranger, stranger, names);
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const [value, ...others] = given.getAll(name);
    if (others.length > 0)
      throw new HttpError(400, `${name} is given twice`, { field: name, hint: 'give it only once' });
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The id of an event. @throws HttpError (400) unless it is a whole number */
export function eventId(field: string, value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new HttpError(400, `${field} is ${JSON.stringify(value.slice(0, 40))}`, {
    field,
    hint: 'the id of an event, a whole number; GET /api/state gives lastEventId',
  });
}

/** @throws HttpError (400) unless it is one of the names */
export function namedValue<const Name extends string>(field: string, value: string, names: readonly Name[]): Name {
  const known = names.find((name) => name === value);
  if (known !== undefined) return known;
  throw new HttpError(400, `there is no ${field} ${JSON.stringify(value.slice(0, 40))}`, {
    field,
    hint: `one of ${names.join(', ')}`,
  });
}
