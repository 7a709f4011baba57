import { describe, expect, it } from 'vitest';
import { TROUBLE_STATUS } from '../../../../ecu-sim/description/trouble-status.ts';

describe('the status byte of a trouble code', () => {
  it('has the bits of ISO 14229-1, from bit 0 up', () => {
    expect(Object.entries(TROUBLE_STATUS)).toEqual([
      ['testFailed', 1],
      ['testFailedThisOperationCycle', 2],
      ['pending', 4],
      ['confirmed', 8],
      ['testNotCompletedSinceLastClear', 16],
      ['testFailedSinceLastClear', 32],
      ['testNotCompletedThisOperationCycle', 64],
      ['warningIndicatorRequested', 128],
    ]);
  });
});
