import { describe, expect, it } from 'vitest';
import { emptyList } from '../../../../can-bus/lists/empty-list.ts';

describe('a list that is filled again', () => {
  it('is empty, and stays the same list', () => {
    const list = [1, undefined, 3];
    emptyList(list);
    expect(list).toEqual([]);
    list.push(4);
    expect(list).toEqual([4]);
    emptyList([]);
  });
});
