import { describe, expect, it } from 'vitest';
import { compareKeyStatus, keyStatus, type KeyStatus } from '../../../../hil/tester/key-status.ts';

const VEHICLE = { slots: ['A1000001', null, 'A1000002'], retired: ['A1000003', 'A1000004'] };

describe('KEY-3: the status of a key', () => {
  it.each([
    [{ id: 'A1000002', life: 'bound' as const }, 'registered'],
    [{ id: 'A1000004', life: 'bound' as const }, 'retired'],
    [{ id: 'C0FFEE01', life: 'bound' as const }, 'bound to another vehicle'],
    [{ id: 'C0FFEE01', life: 'blank' as const }, 'not registered'],
    // A car of an earlier version reports no life.
    [{ id: 'C0FFEE01' }, 'not registered'],
    [{ id: 'A1000003' }, 'retired'],
  ])('of %j is %s', (key, status) => {
    expect(keyStatus(key, VEHICLE)).toBe(status);
  });

  it('orders a list: registered keys first, retired ones last', () => {
    const listed: KeyStatus[] = ['retired', 'bound to another vehicle', 'not registered', 'registered'];
    expect(listed.sort(compareKeyStatus)).toEqual([
      'registered',
      'not registered',
      'bound to another vehicle',
      'retired',
    ]);
  });
});
