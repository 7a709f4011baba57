import { describe, expect, it } from 'vitest';
import {
  AFTER_START_OF_FRAME,
  buildStuffTable,
  STUFF_8,
  STUFF_COUNT_SHIFT,
  STUFF_STATE_MASK,
} from '../../../../can-bus/virtual-bus/stuffing.ts';

/** Stuff bits inserted into eight bits, and the last bit and run after them (`bit:run`). */
function after(state: number, bits: number): readonly [number, string] {
  const entry = STUFF_8[(state << 8) | bits] ?? 0;
  const next = entry & STUFF_STATE_MASK;
  return [entry >> STUFF_COUNT_SHIFT, `${next >> 2}:${(next & 3) + 1}`];
}

describe('bit stuffing (ISO 11898-1)', () => {
  it.each<readonly [string, number, number, readonly [number, string]]>([
    ['alternating bits have none', AFTER_START_OF_FRAME, 0b1010_1010, [0, '0:1']],
    [
      'the start of frame and four zeros have one, which begins a run of ones',
      AFTER_START_OF_FRAME,
      0b0000_1010,
      [1, '0:1'],
    ],
    [
      'the start of frame and eight zeros have one, behind it four zeros',
      AFTER_START_OF_FRAME,
      0b0000_0000,
      [1, '0:4'],
    ],
    ['after four ones a fifth has one, and four zeros with it another', 0b111, 0b1000_0111, [2, '1:4']],
    ['eight ones after a zero have one at the fifth, and three remain', AFTER_START_OF_FRAME, 0b1111_1111, [1, '1:3']],
  ])('%s', (_, state, bits, expected) => {
    expect(after(state, bits)).toEqual(expected);
  });

  it('by single bits and by eight comes to the same', () => {
    const single = buildStuffTable(1);
    for (let index = 0; index < STUFF_8.length; index++) {
      let state = index >> 8;
      let count = 0;
      for (let place = 7; place >= 0; place--) {
        const entry = single[(state << 1) | ((index >> place) & 1)] ?? 0;
        state = entry & STUFF_STATE_MASK;
        count += entry >> STUFF_COUNT_SHIFT;
      }
      expect(STUFF_8[index]).toBe(state | (count << STUFF_COUNT_SHIFT));
    }
    expect(STUFF_8).toHaveLength(2048);
  });
});
