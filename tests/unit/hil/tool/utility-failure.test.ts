import { describe, expect, it } from 'vitest';
import { UtilityFailure } from '../../../../hil/tool/utility-failure.ts';

describe('UtilityFailure', () => {
  it('TEC-6: has what happened and what to do next', () => {
    const words = { reason: 'battery', what: 'the battery is low', next: 'charge it' } as const;
    const failure = new UtilityFailure('vehicle', words);
    expect([failure.code, failure.message, failure.hint, failure.part]).toEqual([
      ...['battery', 'the battery is low', 'charge it', 'vehicle'],
    ]);
    expect(failure.details).toBe(words);
  });
});
