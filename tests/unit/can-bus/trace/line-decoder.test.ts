import { describe, expect, it } from 'vitest';
import { LineDecoder, shownLine, type LineFormat } from '../../../../can-bus/trace/line-decoder.ts';
import type { TraceItem } from '../../../../can-bus/trace/trace-decoder.ts';

interface Word {
  readonly kind: 'word';
  readonly text: string;
  readonly where: string;
}

/** `#` begins a comment, `!` makes a bad line, `.` ends a whole one. */
const FORMAT: LineFormat<Word> = {
  read: (text, where) => {
    if (text.startsWith('#')) return null;
    if (text.startsWith('!')) return { kind: 'bad', where, message: 'no word', expected: 'a word' };
    return { kind: 'word', text, where };
  },
  isWhole: (item) => item.kind === 'word' && item.text.endsWith('.'),
  expected: 'a word',
};

function decode(chunks: readonly string[], format: LineFormat<Word> = FORMAT): readonly (Word | TraceItem)[] {
  const decoder = new LineDecoder(format);
  const items: (Word | TraceItem)[] = [];
  for (const chunk of chunks) decoder.push(new TextEncoder().encode(chunk), items);
  decoder.end(items);
  return items;
}

describe('the decoder of lines', () => {
  it('numbers lines from 1, and passes empty lines and comments over', () => {
    expect(decode(['a\n\n# c\r\n  b \n'])).toEqual([
      { kind: 'word', text: 'a', where: 'line 1' },
      { kind: 'word', text: 'b', where: 'line 4' },
    ]);
  });

  it('joins a line that is cut anywhere, within a character too', () => {
    const decoder = new LineDecoder(FORMAT);
    const items: (Word | TraceItem)[] = [];
    for (const byte of new TextEncoder().encode('añb\n')) decoder.push(Uint8Array.of(byte), items);
    expect(items).toEqual([{ kind: 'word', text: 'añb', where: 'line 1' }]);
  });

  it('takes a last line without its end, and remarks where it may be cut short', () => {
    expect(decode(['a\nwhole.'])).toEqual([
      { kind: 'word', text: 'a', where: 'line 1' },
      { kind: 'word', text: 'whole.', where: 'line 2' },
    ]);
    expect(decode(['ab'])).toEqual([
      { kind: 'word', text: 'ab', where: 'line 1' },
      { kind: 'cut-off', where: 'line 1', message: 'the line has no end: "ab" may be cut short' },
    ]);
  });

  it('takes a bad last line for one that is cut off', () => {
    expect(decode(['!x'])).toEqual([{ kind: 'cut-off', where: 'line 1', message: 'the file ends within "!x"' }]);
  });

  it('drops a line of more than 65536 characters, and continues after it', () => {
    const long = 'x'.repeat(65_536);
    expect(decode([`${long}\n`])).toHaveLength(1);
    expect(decode([long, 'x', 'x\nb\n'])).toEqual([
      { kind: 'bad', where: 'line 1', message: 'a line of more than 65536 characters', expected: 'a word' },
      { kind: 'word', text: 'b', where: 'line 2' },
    ]);
  });

  it('remarks once what the format misses at the end of the file', () => {
    const format = { ...FORMAT, missing: () => 'no last word' };
    expect(decode(['a\n'], format).at(-1)).toEqual({ kind: 'cut-off', where: 'line 2', message: 'no last word' });
    expect(decode(['a'], format).filter(({ kind }) => kind === 'cut-off')).toHaveLength(1);
  });

  it('shows 60 characters of a line at most', () => {
    expect(shownLine('a "b"')).toBe('"a \\"b\\""');
    expect(shownLine('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
    expect(shownLine('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
  });
});
