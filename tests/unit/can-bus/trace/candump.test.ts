import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, MAX_EXTENDED_ID, remoteFrame, sameFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  decodeCandump,
  decodeCandumpLine,
  encodeCandump,
  encodeCandumpLine,
} from '../../../../can-bus/trace/candump.ts';
import { TraceFormatError } from '../../../../can-bus/trace/frame-record.ts';

const VECTORS: readonly { readonly line: string; readonly timeUs: number; readonly frame: CanFrame }[] = [
  {
    line: '(0.000000) can0 7B5#0210030000000000',
    timeUs: 0,
    frame: dataFrame(0x7b5, Uint8Array.of(2, 0x10, 3, 0, 0, 0, 0, 0)),
  },
  { line: '(960.000001) can0 00A#', timeUs: 960_000_001, frame: dataFrame(0xa, new Uint8Array(0)) },
  { line: '(1.020304) can0 18DA10F1#FF', timeUs: 1_020_304, frame: dataFrame(0x18da_10f1, Uint8Array.of(0xff)) },
  { line: '(0.000005) can0 00000123#', timeUs: 5, frame: dataFrame(0x123, new Uint8Array(0), { extended: true }) },
  { line: '(0.000005) can0 123#R0', timeUs: 5, frame: remoteFrame(0x123, 0) },
  { line: '(0.000005) can0 123#R8', timeUs: 5, frame: remoteFrame(0x123, 8) },
  { line: '(0.000005) can0 123##0AB', timeUs: 5, frame: dataFrame(0x123, Uint8Array.of(0xab), { fd: true }) },
  {
    line: '(0.000005) can0 123##1000102030405060708090A0B',
    timeUs: 5,
    frame: dataFrame(
      0x123,
      Uint8Array.from({ length: 12 }, (_, i) => i),
      { fd: true, bitRateSwitch: true },
    ),
  },
];

describe('candump lines (interfaces, traces)', () => {
  it.each(VECTORS)('writes and reads $line', ({ line, timeUs, frame }) => {
    expect(encodeCandumpLine({ timeUs, frame })).toBe(line);
    const decoded = decodeCandumpLine(line);
    expect([decoded.timeUs, decoded.channel, sameFrame(decoded.frame, frame)]).toEqual([timeUs, 'can0', true]);
  });

  it('reads lower case, other buses, a direction letter and a remote frame without length', () => {
    expect(decodeCandumpLine('(1.000000)  vcan1  7b5#02ab T\r')).toMatchObject({ timeUs: 1_000_000, channel: 'vcan1' });
    expect(decodeCandumpLine('(1.000000) can0 7b5#02ab R').frame.data).toEqual(Uint8Array.of(2, 0xab));
    expect(decodeCandumpLine('(1.000000) can0 7b5#R').frame.kind).toBe('remote');
  });

  it.each([
    ['', /not a candump line/],
    ['(1.00) can0 123#00', /not a candump line/],
    ['(1.000000) can0 12#00', /not a candump line/],
    ['(1.000000) can0 800#00', /more than 11 bits/],
    ['(1.000000) can0 20000004#00', /CAN id/],
    ['(1.000000) can0 123#0', /whole number of bytes/],
    ['(1.000000) can0 123#0G', /whole number of bytes/],
    ['(1.000000) can0 123#000000000000000000', /0 to 8 bytes/],
    ['(1.000000) can0 123#R9', /asks for 0 to 8/],
    ['(1.000000) can0 123##0000000000000000000', /one of 0, 1/],
    ['(1.000000) can0 123##', /whole number of bytes/],
  ])('refuses "%s"', (line, reason) => {
    expect(() => decodeCandumpLine(line)).toThrow(TraceFormatError);
    expect(() => decodeCandumpLine(line)).toThrow(reason);
  });

  it('names the line of a log that is none', () => {
    const log = '(0.000001) can0 123#00\n\n(0.000002) nothing\n';
    expect(() => [...decodeCandump(log)]).toThrow(expect.objectContaining({ code: 'TRACE_FORMAT', line: 3 }));
  });

  it('keeps any log through writing and reading', () => {
    const frame = fc.oneof(
      fc.tuple(fc.nat(0x7ff), fc.uint8Array({ maxLength: 8 })).map(([id, data]) => dataFrame(id, data)),
      fc
        .tuple(fc.nat(MAX_EXTENDED_ID), fc.uint8Array({ maxLength: 8 }))
        .map(([id, data]) => dataFrame(id, data, { extended: true })),
      fc.tuple(fc.nat(0x7ff), fc.nat(8)).map(([id, length]) => remoteFrame(id, length)),
      fc
        .tuple(fc.nat(0x7ff), fc.uint8Array({ minLength: 64, maxLength: 64 }))
        .map(([id, data]) => dataFrame(id, data, { fd: true })),
    );
    const record = fc.record({ timeUs: fc.nat({ max: 2 ** 50 }), frame });
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const read = [...decodeCandump([...encodeCandump(records)].join(''))];
        expect(read.map(({ timeUs }) => timeUs)).toEqual(records.map(({ timeUs }) => timeUs));
        for (const [i, { frame: decoded }] of read.entries()) {
          const written = records[i]?.frame;
          expect(written !== undefined && sameFrame(decoded, written)).toBe(true);
        }
      }),
    );
  });
});
