import { describe, expect, it } from 'vitest';
import { InOrder } from '../../../../hil/shard/in-order.ts';

describe('results in order', () => {
  it('are handed on at their turn', () => {
    const taken: string[] = [];
    const inOrder = new InOrder<string>((item, number) => taken.push(`${number} ${item}`));
    inOrder.add(2, 'c');
    inOrder.add(1, 'b');
    expect(taken).toEqual([]);
    inOrder.add(0, 'a');
    expect(taken).toEqual(['0 a', '1 b', '2 c']);
    inOrder.add(3, 'd');
    expect(taken.at(-1)).toBe('3 d');
  });
});
