import { describe, expect, it } from 'vitest';
import { yamlValueOf } from '../../../../hil/record/yaml-value.ts';

describe('yamlValueOf', () => {
  it('keeps what JSON has', () => {
    const value = { a: [1, 'x', true, null, { b: [] }] };
    expect(yamlValueOf(value)).toEqual(value);
  });

  it('makes null of what JSON has not, at every level', () => {
    expect(yamlValueOf({ a: undefined, b: [1n, Symbol.iterator] })).toEqual({ a: null, b: [null, null] });
  });
});
