import { describe, expect, it } from 'vitest';
import { flowText, given, noteOf, textOf } from '../../../../../hil/browser/dashboard/fault-part.ts';
import { parse } from 'yaml';

describe('a part of the fault plan', () => {
  it('is empty where it has limits and no fault', () => {
    expect(given({ drop: 0, ids: ['758'], count: 2, flowWaitMs: 50, delayMs: 0 })).toEqual({});
    expect(given({ drop: 0.1, corrupt: 0, ids: null, count: 2 })).toEqual({ drop: 0.1, count: 2 });
  });

  it('is said in few words, and only where it is not what was expected', () => {
    expect(textOf({ request: '22 ..', drop: false, probability: 1, pending: 2 })).toBe('request 22 .., pending 2');
    expect(noteOf({ drop: 0.1, delayMs: 5 }, { drop: 0.1 })).toBeNull();
    expect(noteOf({ drop: 0.1, ids: ['758'] }, { drop: 0.1 })).toBe('drop 0.1, ids [758]');
    expect(noteOf({ wrongSequence: 1 }, { wrongSequence: 1, count: 1 })).toBe('wrongSequence 1');
    expect(noteOf(null, { drop: 0.1 })).toBeNull();
  });

  it('is the same in a scenario', () => {
    for (const value of [{}, { a: [], b: [1, 'x'] }, { a: { id: '000', is: 'on', no: null, it: "it's", t: true } }]) {
      expect(parse(flowText(value))).toEqual(value);
    }
  });
});
