import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../../can-bus/elm327/line-reader.ts';

function read(text: string): (string | null)[] {
  const reader = new LineReader();
  return [...Buffer.from(text, 'latin1')].flatMap((byte) => {
    const line = reader.push(byte);
    return line === null ? [] : [line.text];
  });
}

describe('the lines of a client (ELM-1)', () => {
  it('end with CR, without blanks and in upper case', () => {
    expect(read('at sp 6\r01 0c\r\r\tATZ\r')).toEqual(['ATSP6', '010C', '', 'ATZ']);
    expect(read('ATZ')).toEqual([]);
  });

  it('zero bytes and line feeds do not count', () => {
    expect([0, 10, 13, 32, 65, 255].filter((byte) => LineReader.counts(byte))).toEqual([13, 32, 65, 255]);
  });

  it('have up to 8200 characters', () => {
    expect(read(`${'A'.repeat(8_200)}\r`)).toEqual(['A'.repeat(8_200)]);
    expect(read(`${'A'.repeat(8_201)}\rB\r`)).toEqual([null, 'B']);
    const reader = new LineReader();
    expect(reader.mayEcho).toBe(true);
    for (let count = 0; count < 8_201; count++) reader.push(0x41);
    expect(reader.mayEcho).toBe(false);
  });
});
