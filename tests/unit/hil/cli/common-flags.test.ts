import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { collectWords, numberBetween, wholeNumber } from '../../../../hil/cli/common-flags.ts';

describe('a whole number of a flag', () => {
  it('is within its range', () => {
    const parse = wholeNumber(-1, 10);
    expect(['-1', '0', '10'].map(parse)).toEqual([-1, 0, 10]);
  });

  it.each(['-2', '11', '1.0', '1e1', '0x1', '', ' 1', 'ten'])('is not %j', (text) => {
    expect(() => wholeNumber(-1, 10)(text)).toThrow(InvalidArgumentError);
  });
});

describe('a number of a flag', () => {
  it('is within its range, with decimals', () => {
    expect(['0.5', '1', '2.50'].map(numberBetween(0.5, 2.5))).toEqual([0.5, 1, 2.5]);
  });

  it.each(['0.49', '2.51', '1.', '.5', 'NaN', 'Infinity', '1e0'])('is not %j', (text) => {
    expect(() => numberBetween(0.5, 2.5)(text)).toThrow(InvalidArgumentError);
  });
});

describe('a flag that is given several times', () => {
  it('has all its values in order', () => {
    expect(collectWords('b', collectWords('a'))).toEqual(['a', 'b']);
  });
});
