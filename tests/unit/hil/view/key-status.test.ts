import { describe, expect, it } from 'vitest';
import { compareKeyStatus, KEY_STATUS_TEXT, keyStatus, type KeyStatus } from '../../../../hil/view/key-status.ts';

const VEHICLE = { slots: ['A1000001', null, 'A1000002'], retired: ['A1000003', 'A1000004'] };

describe('KEY-3: the status of a key', () => {
  it.each([
    [{ id: 'A1000002', life: 'bound' as const }, 'registered'],
    [{ id: 'A1000004', life: 'bound' as const }, 'retired'],
    [{ id: 'C0FFEE01', life: 'bound' as const }, 'foreign'],
    [{ id: 'C0FFEE01', life: 'blank' as const }, 'blank'],
    // A car of an earlier version reports no life.
    [{ id: 'C0FFEE01' }, 'blank'],
    [{ id: 'A1000003' }, 'retired'],
  ])('of %j is %s', (key, status) => {
    expect(keyStatus(key, VEHICLE)).toBe(status);
  });

  it('orders a list: registered keys first, retired ones last', () => {
    const listed: KeyStatus[] = ['retired', 'foreign', 'blank', 'registered'];
    expect(listed.sort(compareKeyStatus).map((status) => KEY_STATUS_TEXT[status])).toEqual([
      'registered',
      'blank',
      'bound to another vehicle',
      'retired',
    ]);
  });
});
