import { describe, expect, it } from 'vitest';
import { keptFieldsOf, readKept } from '../../../../../../hil/dealer/pages/kit/kept-fields.ts';

describe('the kept fields of a form', () => {
  it('DLR-8: are hidden fields with a prefix while the password is asked for', () => {
    const fields = keptFieldsOf({ vin: ['V<'], managerIds: ['a', 'b'] });
    expect(fields.map(String)).toEqual([
      '<input type="hidden" name="kept.vin" value="V&lt;" />',
      '<input type="hidden" name="kept.managerIds" value="a" />',
      '<input type="hidden" name="kept.managerIds" value="b" />',
    ]);
    expect(keptFieldsOf(null)).toEqual([]);
  });

  it('DLR-8: come back without it, and without the password', () => {
    const body = new URLSearchParams('password=secret&kept.vin=V&kept.managerIds=a&kept.managerIds=b');
    expect(readKept(body)).toEqual({ vin: ['V'], managerIds: ['a', 'b'] });
    expect(readKept(new URLSearchParams('password=secret'))).toBeNull();
  });
});
