import { describe, expect, it } from 'vitest';
import { shrink } from '../../../../../hil/explore/failure/shrink.ts';

describe('shrinking', () => {
  it('leaves the items without which it does not fail', async () => {
    const items = Array.from({ length: 40 }, (_, index) => index);
    const fails = (list: readonly number[]): Promise<boolean> =>
      Promise.resolve([3, 17, 31].every((item) => list.includes(item)));
    expect(await shrink(items, fails, 1000)).toEqual([3, 17, 31]);
  });

  it('ends after the number of tries', async () => {
    let tries = 0;
    const never = (): Promise<boolean> => Promise.resolve(++tries < 0);
    expect(await shrink([1, 2, 3, 4, 5, 6, 7, 8], never, 5)).toHaveLength(8);
    expect(tries).toBe(5);
  });
});
