import { z } from 'zod';
import type { ErrorBody } from './http-error.ts';
import type { NamedSchema } from './route.ts';

/** Not described further here: its content is defined by its own standard. */
export const OPENAPI: NamedSchema<Readonly<Record<string, unknown>>> = {
  name: 'OpenApi',
  schema: z.looseObject({ openapi: z.string() }),
};

export const ERROR: NamedSchema<ErrorBody> = {
  name: 'Error',
  schema: z.strictObject({
    error: z.string().describe('why the request was refused'),
    field: z.string().describe('the field that is wrong').exactOptional(),
    hint: z.string().describe('how to fix it').exactOptional(),
  }),
};
