import { describe, expect, it } from 'vitest';
import { LaneBuilder } from '../../../../hil/report/lane-builder.ts';

describe('a lane', () => {
  it('has marks and spans in the order of their begins, each with the number of its tone', () => {
    const lane = new LaneBuilder('keys', 10);
    lane.span(5, 9, 'late', 'good', 'why');
    lane.mark(2, 'early', 'bad');
    expect(lane.build(20)).toEqual({
      id: 'keys',
      items: [
        [2, 2, 'early', '', 4],
        [5, 9, 'late', 'why', 2],
      ],
      omitted: 0,
    });
  });

  it('counts what finds no room', () => {
    const lane = new LaneBuilder('keys', 1);
    lane.mark(1, 'a', 'plain');
    expect(lane.last()).toEqual([1, 1, 'a', '', 0]);
    lane.mark(2, 'b', 'plain');
    expect(lane.last()).toBeUndefined();
    expect(lane.build(3)).toMatchObject({ items: [[1, 1, 'a', '', 0]], omitted: 1 });
  });

  it('ends what is open when another thing of its key begins, or at the end', () => {
    const lane = new LaneBuilder('session', 10);
    lane.open('s', 1, 'default', 'plain');
    lane.open('s', 4, 'extended', 'active', 'detail');
    expect(lane.isOpen('s')).toBe(true);
    expect(lane.build(9).items).toEqual([
      [1, 4, 'default', '', 0],
      [4, 9, 'extended', 'detail', 1],
    ]);
  });

  it('drops what lasted no time', () => {
    const lane = new LaneBuilder('session', 10);
    lane.open('s', 4, 'a', 'plain');
    lane.open('s', 4, 'b', 'plain');
    lane.close('s', 6, { detail: 'done', tone: 'good' });
    expect(lane.build(9).items).toEqual([[4, 6, 'b', 'done', 2]]);
  });

  it('continues what has the same label', () => {
    const lane = new LaneBuilder('session', 10);
    lane.goOn('s', 1, 'a', 'plain');
    lane.goOn('s', 3, 'a', 'plain');
    lane.goOn('s', 5, 'b', 'plain');
    lane.closeAll(7);
    expect(lane.build(9).items).toEqual([
      [1, 5, 'a', '', 0],
      [5, 7, 'b', '', 0],
    ]);
  });

  it('counts and replaces the last things of one label', () => {
    const lane = new LaneBuilder('uds', 10);
    for (const label of ['x', 'poll', 'poll']) lane.mark(1, label, 'plain');
    expect([lane.rowOf('poll'), lane.rowOf('x')]).toEqual([2, 0]);
    lane.replaceLast([1, 8, 'polls', '', 0]);
    expect(lane.last()).toEqual([1, 8, 'polls', '', 0]);
    expect(lane.rowOf('poll')).toBe(0);
  });
});
