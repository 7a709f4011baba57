import { describe, expect, it } from 'vitest';
import { checkProfileFields, mergeProfileFields } from '../../../../hil/scenario/profile-fields.ts';

describe('mergeProfileFields', () => {
  it('puts mappings together and replaces all else', () => {
    const base = { keySlots: 5, can: { a: 1, b: { c: 2, d: 3 } }, list: [1, 2] };
    const over = { keySlots: 7, can: { b: { d: 4 } }, list: [3] };
    expect(mergeProfileFields(base, over)).toEqual({ keySlots: 7, can: { a: 1, b: { c: 2, d: 4 } }, list: [3] });
    expect(base.can.b.d).toBe(3);
  });

  it('replaces a mapping by a value, and a value by a mapping', () => {
    expect(mergeProfileFields({ a: { b: 1 }, c: 1 }, { a: null, c: { d: 2 } })).toEqual({ a: null, c: { d: 2 } });
  });
});

describe('checkProfileFields', () => {
  it('gives the profile', () => {
    expect(checkProfileFields({ keySlots: 7 }, ['profile'])).toMatchObject({ keySlots: 7 });
  });

  it('finds an unknown field at its name, and a wrong value at the value', () => {
    expect(checkProfileFields({ keySlotz: 7 }, ['profile'])).toMatchObject([
      { path: ['profile', 'keySlotz'], atKey: true, found: '"keySlotz"' },
    ]);
    expect(checkProfileFields({ keySlots: 0 }, ['profile'])).toMatchObject([
      { path: ['profile', 'keySlots'], atKey: false, found: 'keySlots' },
    ]);
  });
});
