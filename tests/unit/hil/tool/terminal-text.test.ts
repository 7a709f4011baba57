import { describe, expect, it } from 'vitest';
import { progressBar, textWidth, wrap } from '../../../../hil/tool/terminal-text.ts';

describe('text for a terminal', () => {
  it.each([
    [80, 79],
    [132, 99],
    [20, 39],
    [undefined, 79],
  ])('of %s columns fills %i', (columns, width) => {
    expect(textWidth(columns)).toBe(width);
  });

  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 13, ['one two three']],
    ['Model  Avalon', 20, ['Model  Avalon']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['', 10, ['']],
  ])('"%s" in %i columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it('a progress bar shows minutes and seconds, the rest rounded up', () => {
    expect(progressBar(240_000, 719_001)).toBe('[##########······························]  4:00 elapsed, 12:00 left');
    expect(progressBar(0, 0)).toMatch(/^\[·{40}\] {2}0:00 elapsed, 0:00 left$/);
  });
});
