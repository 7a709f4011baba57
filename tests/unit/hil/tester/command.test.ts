import { describe, expect, it } from 'vitest';
import { seedFields } from '../../../../hil/tester/command.ts';

describe('the fields of a form that a seed fills in', () => {
  it('are the seed number of level 1', () => {
    expect(seedFields({ kind: 'seed-number', seedNumber: '00010123456789AB' })).toEqual({
      seedNumber: '00010123456789AB',
    });
  });

  it('are Data1 to Data3 of levels 2 to 4, with their check digits', () => {
    const data = {
      ...{ data1: '0123456789A', data1CheckDigit: '4' },
      ...{ data2: 'BCDEF0123456', data2CheckDigit: 'C', data3: '89ABCDEF' },
    };
    expect(seedFields({ kind: 'data', ...data })).toEqual(data);
  });
});
