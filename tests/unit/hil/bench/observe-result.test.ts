import { describe, expect, it } from 'vitest';
import { observeResult } from '../../../../hil/bench/observe-result.ts';

const VIN = '4T1BZ1FB4KU999999';

describe('what a scenario sees of a utility', () => {
  it('of one that is done: how many keys were erased and are registered now', () => {
    const keys = { registered: 0, freeSlots: 7 };
    expect(observeResult({ kind: 'done', utility: 'reset', vin: VIN, keysErased: 2, keys })).toEqual({
      ...{ kind: 'done', reason: 'none', keysErased: 2, registered: 0, freeSlots: 7 },
    });
  });

  it('of one that erases nothing: no key', () => {
    const keys = { registered: 3, freeSlots: 4 };
    const done = { kind: 'done', utility: 'register', vin: VIN, mode: 'additional', added: [1], keys } as const;
    expect(observeResult(done)).toMatchObject({ keysErased: 0, registered: 3 });
  });

  it('TEC-6: of one that failed: why, and whether keys were erased', () => {
    const failed = { kind: 'failed', utility: 'erase', vin: VIN, cause: 'bench', added: [], keys: null } as const;
    const words = { reason: 'no-answer', what: 'the ECU does not answer', next: 'check the cable' } as const;
    expect(observeResult({ ...failed, ...words, keysErased: 'unknown' })).toEqual({
      ...{ kind: 'failed', reason: 'no-answer', what: 'the ECU does not answer' },
      ...{ keysErased: 'unknown', registered: null, freeSlots: null },
    });
  });
});
