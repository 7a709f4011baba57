import { z } from 'zod';
import { HttpError } from './http-error.ts';
import { unknownName, validate } from './input-problem.ts';

/** The form of a request's body. */
export interface BodyForm<Body> {
  /** For the documentation: the body matches one of these. */
  readonly schemas: readonly z.ZodType[];
  /** @throws HttpError (422) naming the invalid field */
  read(value: unknown): Body;
}

export function form<Body>(schema: z.ZodType<Body>): BodyForm<Body> {
  return { schemas: [schema], read: (value) => validate(schema, value) };
}

/** A body with at least one of the shape's fields, all of which may be left out. */
export function anyOfForm<Body extends object>(schema: z.ZodType<Body>): BodyForm<Body> {
  return {
    schemas: [schema.meta({ minProperties: 1 })],
    read: (value) => {
      const body = validate(schema, value);
      const names = fieldsOf(schema);
      if (Object.keys(body).length > 0) return body;
      const field = names[0] ?? '';
      throw new HttpError(422, `${field} is missing`, { field, hint: `give at least one of ${names.join(', ')}` });
    },
  };
}

/** A body of one of two shapes, distinguished by the field that only one of them has. */
export function eitherForm<First, Second>(
  firstField: string,
  first: z.ZodType<First>,
  secondField: string,
  second: z.ZodType<Second>,
): BodyForm<First | Second> {
  return {
    schemas: [first, second],
    read: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return validate(first, value);
      const isFirst = Object.hasOwn(value, firstField);
      const isSecond = Object.hasOwn(value, secondField);
      const choice = `give either ${firstField} or ${secondField}`;
      if (isFirst && isSecond) throw new HttpError(422, choice, { field: secondField, hint: `omit one of them` });
      if (isFirst) return validate(first, value);
      if (isSecond) return validate(second, value);
      const known = [...new Set([...fieldsOf(first), ...fieldsOf(second)])];
      const stranger = Object.keys(value).find((name) => !known.includes(name));
      if (stranger !== undefined) throw unknownName(422, stranger, stranger, known);
      throw new HttpError(422, `${firstField} is missing`, { field: firstField, hint: choice });
    },
  };
}

/** A body that is of the first shape where it has one of its fields, `marks`, and of the second otherwise. */
export function formWithMarks<First, Second>(
  marks: readonly [string, ...string[]],
  first: z.ZodType<First>,
  second: z.ZodType<Second>,
): BodyForm<First | Second> {
  const others = fieldsOf(second);
  return {
    schemas: [first, second],
    read: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return validate(second, value);
      const names = Object.keys(value);
      const choice = `give either ${marks.join(' and ')}, or any of ${others.join(', ')}`;
      if (names.length === 0) throw new HttpError(422, `${marks[0]} is missing`, { field: marks[0], hint: choice });
      const stranger = names.find((name) => !marks.includes(name) && !others.includes(name));
      if (stranger !== undefined) throw unknownName(422, stranger, stranger, [...marks, ...others]);
      if (!names.some((name) => marks.includes(name))) return validate(second, value);
      const other = names.find((name) => others.includes(name));
      if (other !== undefined)
        throw new HttpError(422, `${other} cannot be combined with ${marks[0]}`, { field: other, hint: choice });
      return validate(first, value);
    },
  };
}

/** For routes that need no input: no body, or an empty object. */
export const EMPTY_FORM: BodyForm<object> = form(z.strictObject({}));

function fieldsOf(schema: z.ZodType): readonly string[] {
  return Object.keys(z.toJSONSchema(schema, { io: 'input' }).properties ?? {});
}
