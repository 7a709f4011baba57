import { describe, expect, it } from 'vitest';
import { Frames } from '../../../../../hil/browser/viewer/frames.ts';

const FRAMES = new Frames({
  heads: ['620 body', '750 tool 1'],
  rows: [
    [10, 0, '00'],
    [5, 1, '0102'],
    [0, 0, '01'],
  ],
  omitted: 2,
});

describe('the frames of a page', () => {
  it('have their instants again', () => {
    expect(FRAMES.slice(0, 9)).toEqual([
      { timeUs: 10, id: '620', sender: 'body', data: '00' },
      { timeUs: 15, id: '750', sender: 'tool 1', data: '0102' },
      { timeUs: 15, id: '620', sender: 'body', data: '01' },
    ]);
    expect(FRAMES.slice(-3, 1)).toHaveLength(1);
    expect(FRAMES.slice(2, 1)).toEqual([]);
  });

  it('are counted up to and including an instant', () => {
    expect([9, 10, 14, 15, 99].map((us) => FRAMES.countUntil(us))).toEqual([0, 1, 1, 3, 3]);
  });

  it('are whole before the last one, where some were left out', () => {
    expect([14, 15, 16].map((us) => FRAMES.isWholeUntil(us))).toEqual([true, false, false]);
    expect(new Frames({ heads: [], rows: [], omitted: 0 }).isWholeUntil(5)).toBe(true);
  });
});
