import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { allowReferences } from '../../../../hil/scenario/reference-schema.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const REF = { $ref: '#/$defs/parameter' };

describe('the schema of a file with parameters', () => {
  it('takes a reference in place of a number, a name of a list, and a text of a certain form', () => {
    const { properties } = allowReferences({
      type: 'object',
      properties: {
        seed: { type: 'integer', description: 'the seed' },
        mode: { enum: ['on', 'off'] },
        bytes: { type: 'string', pattern: '^x$' },
        text: { type: 'string' },
      },
    });
    expect(properties).toEqual({
      seed: { description: 'the seed', anyOf: [{ type: 'integer' }, REF] },
      mode: { anyOf: [{ enum: ['on', 'off'] }, REF] },
      bytes: { anyOf: [{ type: 'string', pattern: '^x$' }, REF] },
      text: { type: 'string' },
    });
  });

  it('takes none for the name, the tags and the parameters themselves', () => {
    const tags: JsonSchema = { type: 'array', items: { enum: ['a'] } };
    const properties: Readonly<Record<string, JsonSchema>> = { tags, name: { type: 'string', pattern: '^a$' } };
    expect(allowReferences({ type: 'object', properties }).properties).toEqual(properties);
  });

  it('takes references in lists, choices and definitions, but not for null', () => {
    const schema = allowReferences({
      $defs: { volts: { type: 'number' } },
      type: 'array',
      items: { oneOf: [{ type: 'boolean' }, { type: 'null' }] },
    });
    expect(schema.items).toEqual({ anyOf: [{ anyOf: [{ type: 'boolean' }, REF] }, { type: 'null' }] });
    expect(schema.$defs?.['volts']).toEqual({ anyOf: [{ type: 'number' }, REF] });
    expect(schema.$defs?.['parameter']).toMatchObject({ type: 'string' });
  });
});
