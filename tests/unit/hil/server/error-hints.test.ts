import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../../can-bus/errors/operation-error.ts';
import { KeyError } from '../../../../hil/car/key-error.ts';
import { hintOf } from '../../../../hil/server/error-hints.ts';

describe('hintOf', () => {
  it('names the route that creates a key if the key does not exist', () => {
    expect(hintOf(new KeyError('usage/unknown-key', 'there is no key 00000001', 'make it first'))).toEqual({
      hint: 'create one (POST /api/keys)',
    });
  });

  it('gives the hint of any other error', () => {
    expect(hintOf(new OperationError('usage/limit', 'too much', { hint: 'give less' }))).toEqual({ hint: 'give less' });
  });

  it('is empty where an error has no hint', () => {
    expect(hintOf(new OperationError('bench', 'broken'))).toStrictEqual({});
  });
});
