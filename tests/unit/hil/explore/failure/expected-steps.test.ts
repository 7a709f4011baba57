import { describe, expect, it } from 'vitest';
import { expectedSteps } from '../../../../../hil/explore/failure/expected-steps.ts';
import { parseBytePattern } from '../../../../../hil/scenario/byte-pattern.ts';

const STEP = { verb: 'uds', value: { send: '31 01 02 01 01' } } as const;
const LAST = { step: STEP, outcome: null, exchange: null, startUs: 0 };

describe('the check that the firmware does not meet', () => {
  it('an answer: what the rules allow', () => {
    const violation = { rule: 'RST-1', aspect: 'answer to 31 01 02 01 01', firmware: '71 01 02 01 11', atUs: 0 };
    expect(expectedSteps(LAST, { ...violation, oracle: '7F 31 22, or silence' })).toEqual([
      { verb: 'uds', value: { send: '31 01 02 01 01', expect: '7F 31 22' } },
    ]);
    expect(expectedSteps(LAST, { ...violation, oracle: 'silence' })[0]?.value).toEqual({
      send: '31 01 02 01 01',
      expect: 'none',
    });
  });

  it('an answer with open bytes and records is a pattern that a scenario may have', () => {
    const violation = { rule: 'VEH-8', aspect: 'answer to 19 0A', firmware: '59 0A', atUs: 0 };
    for (const [oracle, pattern] of [
      ['59 0A .. <5 records>', '59 0A ** ..'],
      ['71 01 .. {01|02} 00', '71 01 ** ** 00'],
    ] as const) {
      const [step] = expectedSteps(LAST, { ...violation, oracle });
      expect(step?.value).toEqual({ send: '31 01 02 01 01', expect: pattern });
      expect(parseBytePattern(pattern, true)).not.toBeNull();
    }
  });

  it('a deadline: the earlier of the two ends shows it', () => {
    const violation = { rule: 'RST-4', aspect: 'end of the reset', atUs: 0 };
    expect(expectedSteps(LAST, { ...violation, oracle: '20 µs', firmware: '21 µs' }).slice(1)).toEqual([
      { verb: 'at', value: '20 us' },
      { verb: 'expect', value: { procedure: 'none' } },
    ]);
    expect(expectedSteps(LAST, { ...violation, oracle: '20 µs', firmware: '19 µs' }).slice(1)).toEqual([
      { verb: 'at', value: '19 us' },
      { verb: 'expect', value: { state: 'running' } },
    ]);
  });

  it('a part of the state: keys by their names', () => {
    const violation = { rule: 'KEY-2', aspect: 'slots', oracle: 'A1000001 - 10000001', firmware: '- - -', atUs: 0 };
    expect(expectedSteps(LAST, violation).at(-1)).toEqual({
      verb: 'expect',
      value: { slots: ['master', null, 'spare'] },
    });
  });
});
