import { describe, expect, it } from 'vitest';
import { BusPairs } from '../../../../hil/trace/bus-pairs.ts';

describe('the buses of two logs', () => {
  it('are one bus by the same name', () => {
    const pairs = new BusPairs();
    expect(pairs.canJoin('can0', 'can0')).toBe(true);
    pairs.join('can0', 'can0');
    expect(pairs.renamed()).toEqual([]);
  });

  it('may have another name each, throughout the log', () => {
    const pairs = new BusPairs();
    expect(pairs.canJoin('can0', 'vcan1')).toBe(true);
    pairs.join('can0', 'vcan1');
    expect(pairs.canJoin('can0', 'vcan1')).toBe(true);
    expect(pairs.canJoin('can0', 'can0')).toBe(false);
    expect(pairs.canJoin('can1', 'vcan1')).toBe(false);
    expect(pairs.renamed()).toEqual([['can0', 'vcan1']]);
  });

  it('are not another bus whose name the other log has already', () => {
    const pairs = new BusPairs();
    pairs.join('a', 'b');
    expect(pairs.canJoin('b', 'c')).toBe(false);
    expect(pairs.canJoin('b', 'b')).toBe(false);
    expect(pairs.canJoin('c', 'a')).toBe(false);
  });

  it('stay as they were joined first', () => {
    const pairs = new BusPairs();
    pairs.join('a', 'b');
    pairs.join('a', 'c');
    expect(pairs.renamed()).toEqual([['a', 'b']]);
  });
});
