import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { NRC } from '../../../../can-bus/uds/negative-response-codes.ts';
import { rightLength } from '../../../../hil/view/request-length.ts';
import { TestBench } from '../../../support/test-bench.ts';

/** A request of the wrong length, the right one, and how to send it. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['10', 'at least 2 bytes', 'send 10 and one of 01 or 03'],
  ['10 03 00', '2 bytes', 'send 10 03'],
  ['10 83 00', '2 bytes', 'send 10 83'],
  ['11 01 01', '2 bytes', 'send 11 01'],
  ['14 FF FF', '4 bytes', 'send 14 FF FF and 1 more byte'],
  ['19 06 B2 79', '6 bytes', 'send 19 06 B2 79 and 2 more bytes'],
  ['22 F1 90 10', '3, 5, 7 … bytes', 'send 22 with two bytes for each identifier, such as 22 F1 90'],
  ['27 01 00', '2 bytes', 'send 27 01'],
  ['28 00', '3 bytes', 'send 28 00 and 1 more byte'],
  ['2E F1 99 19', '6 bytes', 'send 2E F1 99 and the 3 bytes of the value'],
  ['2E 01 02', 'at least 4 bytes', 'send 2E F1 98 and 16 bytes or 2E F1 99 and 3 bytes'],
  ['2F 20 01', 'at least 4 bytes', 'send 2F, two bytes of the output, and 00 or 03 with its state'],
  ['2F 20 01 03', '5 bytes', 'send 2F 20 01 03 and 1 more byte'],
  ['2F 20 01 00 01', '4 bytes', 'send 2F 20 01 00'],
  ['31 01 02', 'at least 4 bytes', 'send 31, 01 (start), 02 (stop) or 03 (results), and one of 02 01, 02 02 or 02 03'],
  ['31 01 02 01', 'at least 5 bytes', 'send 31 01 02 01 and an option: 01 (arm) or 02 (begin)'],
  ['31 01 02 03 01', '6 bytes', 'send 31 01 02 03 01 and 1 more byte, the number of keys present'],
  ['31 01 02 03 01 01 01', '6 bytes', 'send 31 01 02 03 01 01'],
  ['31 02 02 01 00', '4 bytes', 'send 31 02 02 01'],
  ['3E 00 00', '2 bytes', 'send 3E 00'],
  ['85 02 00', '2 bytes', 'send 85 02'],
];

describe('the right length of a request', () => {
  it.each(CASES)('of %s is %s', (hex, length, next) => {
    expect(rightLength(fromHex(hex))).toEqual({ length, next });
  });

  it('of a pass-code is given without the pass-code', () => {
    const right = { length: '8 bytes', next: 'send 27 06 and the 6 bytes of the pass-code' };
    expect(rightLength(fromHex('27 06 11 22'))).toEqual(right);
  });

  it.each(CASES)('is asked for only where the ECU refuses the length: %s', (hex) => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request(hex)).toBe(`7F ${hex.slice(0, 2)} ${NRC.incorrectMessageLengthOrInvalidFormat.toString(16)}`);
  });
});
