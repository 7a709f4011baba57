import type { Context } from 'hono';
import { HttpError } from './http-error.ts';
import { unknownName } from './input-problem.ts';

/**
 * The value of the only parameter of a route, or undefined.
 *
 * @throws HttpError (400) for any other parameter, or for one given twice
 */
export function onlyParameter(context: Context, name: string): string | undefined {
  const given = new URL(context.req.url).searchParams;
  const stranger = [...given.keys()].find((key) => key !== name);
  if (stranger !== undefined) throw unknownName(400, stranger, stranger, [name]);
  const values = given.getAll(name);
  if (values.length > 1) throw new HttpError(400, `${name} is given twice`, { field: name, hint: 'give it only once' });
  return values[0];
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
