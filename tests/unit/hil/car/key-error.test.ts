import { describe, expect, it } from 'vitest';
import { KeyError } from '../../../../hil/car/key-error.ts';

describe('KeyError', () => {
  it('is about the id, with a code and a hint', () => {
    const error = new KeyError('usage/key-taken', 'there is a key 00000001', 'take another one');
    expect([error.code, error.message, error.hint, error.name]).toEqual([
      'usage/key-taken',
      'there is a key 00000001',
      'take another one',
      'KeyError',
    ]);
    expect(error.context).toEqual({ field: 'id' });
  });
});
