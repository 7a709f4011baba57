import { describe, expect, it } from 'vitest';
import {
  ENUMERATIONS,
  outcomeName,
  procedureName,
  procedureStateName,
  reasonName,
} from '../../../../ecu-sim/description/codes.ts';
import { wordsOfName } from '../../../../ecu-sim/description/value-spec.ts';

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

  it('are those of the contract, and each has its words', () => {
    const declared = Object.entries(ENUMERATIONS).map(([name, enumeration]) => [
      name,
      Object.entries(enumeration.codes).map(([key, code]) => [code, key, wordsOfName(enumeration, key)]),
    ]);
    expect(Object.fromEntries(declared)).toEqual({
      procedure: [
        [0, 'none', 'none'],
        [1, 'reset', 'reset'],
        [2, 'registration', 'registration'],
        [3, 'erasure', 'erasure'],
      ],
      procedureState: [
        [0x00, 'idle', 'idle'],
        [0x11, 'armed', 'armed'],
        [0x12, 'running', 'running'],
        [0x21, 'awaiting-registered-key', 'awaiting registered key'],
        [0x22, 'awaiting-pre-start-check', 'awaiting Pre-Start Check'],
        [0x23, 'ready-to-start', 'ready to start'],
        [0x24, 'awaiting-new-key', 'awaiting new key'],
        [0x31, 'declared', 'declared'],
        [0x32, 'window-open', 'window open'],
      ],
      outcome: [
        [0, 'under-way', 'under way'],
        [1, 'completed', 'completed'],
        [2, 'refused', 'refused'],
        [3, 'aborted', 'aborted'],
        [4, 'timed-out', 'timed out'],
        [5, 'stopped', 'stopped'],
      ],
      reason: [
        [0x00, 'none', 'none'],
        [0x01, 'door', 'door'],
        [0x02, 'battery', 'battery'],
        [0x03, 'pass-code', 'pass-code'],
        [0x04, 'full', 'full'],
        [0x05, 'already-registered', 'already registered'],
        [0x06, 'bound-elsewhere-or-retired', 'bound elsewhere or retired'],
        [0x07, 'weak-key-battery', 'weak key battery'],
        [0x08, 'antenna', 'antenna'],
        [0x09, 'prohibited-by-fault', 'prohibited by fault'],
        [0x0a, 'speed', 'speed'],
        [0x0b, 'session-ended', 'session ended'],
        [0x0c, 'power-loss', 'power loss'],
        [0x0d, 'count-differs', 'count differs'],
        [0x0e, 'step-timeout', 'step timeout'],
        [0x0f, 'other-procedure', 'other procedure'],
        [0x10, 'memory', 'memory'],
      ],
      session: [
        [1, 'default', 'default'],
        [3, 'extended', 'extended'],
      ],
      registrationMode: [
        [0, 'additional', 'additional'],
        [1, 'initial', 'initial'],
      ],
      powerMode: [
        [0, 'off', 'off'],
        [1, 'acc', 'ACC'],
        [2, 'on', 'IG on'],
        [3, 'running', 'engine running'],
      ],
      indicator: [
        [0, 'off', 'off'],
        [1, 'steady', 'steady'],
        [2, 'flashing', 'flashing'],
      ],
      lockRequest: [
        [0, 'none', 'none'],
        [1, 'lock', 'lock'],
        [2, 'unlock-driver', 'unlock driver'],
        [3, 'unlock-all', 'unlock all'],
      ],
      lockStatus: [
        [0, 'locked', 'locked'],
        [1, 'unlocked', 'unlocked'],
      ],
      immobilizer: [
        [0, 'unset', 'unset'],
        [1, 'set', 'set'],
      ],
    });
  });
});
