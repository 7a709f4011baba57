import { describe, expect, it } from 'vitest';
import { drawnOf, LEAST_WIDTH, rowsOf } from '../../../../../hil/browser/report/lane-layout.ts';
import type { LaneItem } from '../../../../../hil/report/timeline-data.ts';

function item(fromUs: number, toUs: number): LaneItem {
  return [fromUs, toUs, `${fromUs}-${toUs}`, '', 0];
}

function items(...spans: readonly (readonly [number, number])[]): readonly LaneItem[] {
  return spans.map(([from, to]) => item(from, to));
}

const labelsOf = (rows: readonly (readonly LaneItem[])[]): unknown =>
  rows.map((row) => row.map(([, , label]) => label));

describe('the rows of a lane', () => {
  it('are one where nothing overlaps, also where one thing begins as another ends', () => {
    expect(labelsOf(rowsOf(items([0, 10], [10, 20], [25, 25])))).toEqual([['0-10', '10-20', '25-25']]);
    expect(rowsOf([])).toEqual([]);
  });

  it('are one for each of the things that overlap', () => {
    expect(labelsOf(rowsOf(items([0, 10], [5, 15], [10, 20], [15, 25])))).toEqual([
      ['0-10', '10-20'],
      ['5-15', '15-25'],
    ]);
  });

  it('keep an instant apart from what ends with it', () => {
    expect(labelsOf(rowsOf(items([0, 10], [10, 10])))).toEqual([['0-10'], ['10-10']]);
  });

  it('are four at most; what finds none free shares the last', () => {
    const many = items([0, 10], [1, 10], [2, 10], [3, 10], [4, 12], [11, 20]);
    expect(labelsOf(rowsOf(many))).toEqual([['0-10', '11-20'], ['1-10'], ['2-10'], ['3-10', '4-12']]);
    expect(labelsOf(rowsOf(many, 1))).toEqual([['0-10', '1-10', '2-10', '3-10', '4-12', '11-20']]);
  });
});

/** A microsecond is a pixel. */
function drawn(width: number, ...spans: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  return drawnOf(items(...spans), (us) => us, width).map(({ x, width: wide, before, behind, items: shown }) => [
    ...[x, wide, before, behind, shown.length],
  ]);
}

describe('what is drawn of a row', () => {
  it('has its place, its width, and what is free beside it', () => {
    expect(drawn(100, [10, 30], [50, 60])).toEqual([
      [10, 20, 10, 20, 1],
      [50, 10, 20, 40, 1],
    ]);
  });

  it('is wide enough to be pointed at', () => {
    expect(drawn(100, [10, 10])).toEqual([[10, LEAST_WIDTH, 10, 85, 1]]);
  });

  it('is one where narrow things are too close to distinguish', () => {
    expect(drawn(100, [10, 10], [13, 13], [18, 18], [30, 30])).toEqual([
      [10, 13, 10, 7, 3],
      [30, 5, 7, 65, 1],
    ]);
  });

  it('gives way to a narrow thing before it, and stays by itself', () => {
    expect(drawn(100, [10, 10], [12, 40])).toEqual([
      [10, 5, 10, 0, 1],
      [15, 25, 0, 60, 1],
    ]);
  });

  it('lies upon a wide thing that shares its row', () => {
    expect(drawn(100, [10, 60], [20, 40]).map(([x]) => x)).toEqual([10, 20]);
  });

  it('ends a little beyond the rims, and leaves out what lies beyond', () => {
    expect(drawn(100, [-50, -10], [-20, 20], [80, 300], [150, 160])).toEqual([
      [-5, 25, 0, 60, 1],
      [80, 25, 60, -5, 1],
    ]);
  });

  it('is never more than the width has room for', () => {
    const many = Array.from({ length: 10_000 }, (_, n): readonly [number, number] => [n / 10, n / 10]);
    expect(drawn(1000, ...many)).toHaveLength(1);
    const spread = Array.from({ length: 1000 }, (_, n): readonly [number, number] => [n * 6, n * 6]);
    expect(drawn(600, ...spread).length).toBeLessThanOrEqual(101);
  });
});
