import { describe, expect, it } from 'vitest';
import {
  ENUMERATIONS,
  outcomeName,
  procedureName,
  procedureStateName,
  reasonName,
} from '../../../../ecu-sim/description/codes.ts';

describe('the numbers of the Smart Key ECU', () => {
  it('name procedures, states, outcomes and reasons', () => {
    expect([0, 1, 2, 3].map(procedureName)).toEqual(['none', 'reset', 'registration', 'erasure']);
    expect([0x00, 0x11, 0x12, 0x24, 0x32].map(procedureStateName)).toEqual([
      'idle',
      'armed',
      'running',
      'awaiting-new-key',
      'window-open',
    ]);
    expect([0, 1, 5].map(outcomeName)).toEqual(['under-way', 'completed', 'stopped']);
    expect([0x00, 0x06, 0x10].map(reasonName)).toEqual(['none', 'bound-elsewhere-or-retired', 'memory']);
  });

  it('name nothing where they are not listed', () => {
    expect([procedureName(4), procedureStateName(0x10), outcomeName(6), reasonName(0x11)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of lists are the places in them, from 0', () => {
    expect(ENUMERATIONS.powerMode.codes).toEqual({ off: 0, acc: 1, on: 2, running: 3 });
    expect(ENUMERATIONS.lockRequest.codes).toEqual({ none: 0, lock: 1, 'unlock-driver': 2, 'unlock-all': 3 });
  });
});
