import { describe, expect, it } from 'vitest';
import { progressBar, screenLines, textWidth, wrap } from '../../../../hil/tool/terminal-text.ts';

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

  it('TEC-1: a screen has its number at the right and a rule below', () => {
    expect(screenLines({ title: 'Erasure', number: 'SMRT-42-007', lines: ['Keys: 1', ''] }, 40)).toEqual([
      'Erasure                    (SMRT-42-007)',
      '────────────────────────────────────────',
      '',
      '  Keys: 1',
      '  ',
      '',
    ]);
  });

  it('a title too long for the number beside it has it below', () => {
    expect(screenLines({ title: 'T'.repeat(30), number: 'SMRT-42-007', lines: [] }, 40).slice(0, 2)).toEqual([
      'T'.repeat(30),
      '(SMRT-42-007)',
    ]);
  });

  it('a progress bar shows minutes and seconds, the rest rounded up', () => {
    expect(progressBar(240_000, 719_001)).toBe('[##########······························]  4:00 elapsed, 12:00 left');
    expect(progressBar(0, 0)).toMatch(/^\[·{40}\] {2}0:00 elapsed, 0:00 left$/);
  });
});
