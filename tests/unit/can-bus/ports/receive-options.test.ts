import { describe, expect, it } from 'vitest';
import { formatIdList, parseIdList } from '../../../../can-bus/ports/receive-options.ts';

const HINT = 'write hex digits: up to three for 11 bits, eight for 29, such as ids=7BD,758 or ids=7E8-7EF,18DAF1B5';

describe('the list of ids that a port receives', () => {
  it('has ids and ranges of 11 and of 29 bits', () => {
    expect(parseIdList('7BD,0x758,7E8-7EF,18DAF1B5,00000100-000001FF')).toEqual([
      { first: 0x7bd, last: 0x7bd, extended: false },
      { first: 0x758, last: 0x758, extended: false },
      { first: 0x7e8, last: 0x7ef, extended: false },
      { first: 0x18da_f1b5, last: 0x18da_f1b5, extended: true },
      { first: 0x100, last: 0x1ff, extended: true },
    ]);
  });

  it.each(['', '7BD,', 'xyz', '800', '20000000', '1234', '1-2-3', '-7BD'])('"%s" is refused', (text) => {
    const word = text.split(',').at(-1) ?? '';
    expect(parseIdList(text)).toEqual({
      problem: `ids: "${word}" is neither a CAN id nor a range of CAN ids`,
      hint: HINT,
    });
  });

  it.each(['7EF-7E8', '7E8-18DAF1B5'])('"%s" is refused as a range', (text) => {
    const problem = `ids: "${text}" does not go from a lower id to a higher one of the same length`;
    expect(parseIdList(text)).toEqual({ problem, hint: HINT });
  });

  it('has 64 entries at most', () => {
    const list = (count: number): string => new Array<string>(count).fill('7BD').join();
    expect(parseIdList(list(64))).toHaveLength(64);
    expect(parseIdList(list(65))).toEqual({
      problem: 'ids: 65 entries are too many, the maximum is 64',
      hint: 'write ranges: 700-7FF',
    });
  });

  it('is written with three or eight digits an id', () => {
    const ranges = [
      { first: 0x1, last: 0x1, extended: false },
      { first: 0x7e8, last: 0x7ef, extended: false },
      { first: 0x100, last: 0x1ff, extended: true },
    ];
    expect(formatIdList(ranges)).toBe('001,7E8-7EF,00000100-000001FF');
  });
});
