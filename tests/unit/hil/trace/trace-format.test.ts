import { describe, expect, it } from 'vitest';
import { ENDINGS_TEXT, formatOfPath, sniffFormat } from '../../../../hil/trace/trace-format.ts';

const sniffText = (text: string): unknown => sniffFormat(new TextEncoder().encode(text));

describe('formatOfPath', () => {
  it.each([
    ['a.log', 'candump'],
    ['a.candump', 'candump'],
    ['A.ASC', 'asc'],
    ['x/a.b.pcapng', 'pcapng'],
    ['a.jsonl', 'jsonl'],
    ['a.pcap', null],
    ['asc', null],
  ])('of %s is %s', (path, format) => {
    expect(formatOfPath(path)).toBe(format);
  });

  it('has its endings in one text for hints', () => {
    expect(ENDINGS_TEXT).toBe('.log (candump), .candump, .asc, .pcapng, .jsonl, .blf');
  });
});

describe('sniffFormat', () => {
  it.each([
    ['(1436509052.249713) vcan0 044#2A366C2BBA', 'candump'],
    [' (-1.5) can0 1#', 'candump'],
    ['  can0  123   [2]  DE AD', 'candump'],
    ['(2019-07-01 08:00:00.000000)  can0  123   [2]  DE AD', 'candump'],
    ['{"kind":"frame"}', 'jsonl'],
    ['date Mon Jul 1 08:00:00.000 2019', 'asc'],
    ['base hex timestamps absolute', 'asc'],
    ['// version 13.0', 'asc'],
    ['Begin TriggerBlock', 'asc'],
    ['   0.001500 1  123 Rx d 2 DE AD', 'asc'],
    ['hello', null],
    ['', null],
  ])('of %j is %s', (text, format) => {
    expect(sniffText(text)).toBe(format);
  });

  it.each([
    [[0x0a, 0x0d, 0x0d, 0x0a], 'pcapng'],
    [[0xa1, 0xb2, 0xc3, 0xd4], 'pcap'],
    [[0xd4, 0xc3, 0xb2, 0xa1], 'pcap'],
    [[0xa1, 0xb2, 0x3c, 0x4d], 'pcap'],
    [[0x4d, 0x3c, 0xb2, 0xa1], 'pcap'],
    [[0xa1, 0xb2, 0xc3], null],
  ])('of the bytes %j is %s', (bytes, format) => {
    expect(sniffFormat(Uint8Array.from(bytes))).toBe(format);
  });
});
