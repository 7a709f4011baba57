import { describe, expect, it } from 'vitest';
import { encodeUdsLine, UdsLineParser, type UdsLine } from '../../../../can-bus/ports/uds-lines-codec.ts';

function lines(...chunks: readonly string[]): UdsLine[] {
  const parser = new UdsLineParser();
  const found: UdsLine[] = [];
  for (const chunk of chunks) parser.push(Buffer.from(chunk, 'latin1'), (line) => found.push(line));
  return found;
}

function message(...bytes: readonly number[]): UdsLine {
  return { kind: 'message', payload: Uint8Array.from(bytes) };
}

describe('UDS messages as lines (interfaces.md, "Buses")', () => {
  it('are hexadecimal, in either case, with blanks or without, however the stream is cut', () => {
    expect(lines('3e00\n22 F1 90\r\n')).toEqual([message(0x3e, 0x00), message(0x22, 0xf1, 0x90)]);
    expect(lines('3e', '0', '0', '\n1', '003\n')).toEqual([message(0x3e, 0x00), message(0x10, 0x03)]);
  });

  it('are written with a line feed', () => {
    expect(encodeUdsLine(Uint8Array.of(0x7f, 0x22, 0x31))).toBe('7F2231\n');
  });

  it('are not to be seen in empty lines', () => {
    expect(lines('\n\r\n  \n3e00\n')).toEqual([message(0x3e, 0x00)]);
  });

  it('have at most 4095 bytes', () => {
    expect(lines(`${'ab'.repeat(4_095)}\n`)).toMatchObject([{ kind: 'message', payload: { length: 4_095 } }]);
    expect(lines(`${'ab'.repeat(4_096)}\n`)).toMatchObject([
      { kind: 'malformed', reason: 'a message has at most 4095 bytes, not 4096' },
    ]);
  });

  it('are distinguished from invalid lines, each reported with its reason, and the ones after it are read', () => {
    expect(lines('hello\n3e0\n3e00\n')).toEqual([
      { kind: 'malformed', reason: '"h" at position 0 is not a hexadecimal digit (0-9, A-F)' },
      { kind: 'malformed', reason: '"3e0" has an odd number of hexadecimal digits; a byte has two' },
      message(0x3e, 0x00),
    ]);
    expect(lines('0'.repeat(50_000), '0'.repeat(50_000), '\n3e00\n')).toEqual([
      { kind: 'malformed', reason: 'the line is too long' },
      message(0x3e, 0x00),
    ]);
  });
});
