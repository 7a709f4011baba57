import { describe, expect, it } from 'vitest';
import { decodePci, encodePci, pciLength, pciType } from '../../../../can-bus/isotp/pci.ts';
import type { DecodedPci, Pci } from '../../../../can-bus/isotp/pci.ts';
import { bytes, hex } from './endpoint-driver.ts';

/** Control information, address bytes, and a frame that contains it. */
const VALID: readonly (readonly [Pci, 0 | 1, string])[] = [
  [{ kind: 'single', length: 2 }, 0, '02 3E 00'],
  [{ kind: 'single', length: 7 }, 0, '07 01 02 03 04 05 06 07'],
  [{ kind: 'single', length: 6 }, 1, 'B5 06 01 02 03 04 05 06'],
  [{ kind: 'single', length: 8 }, 0, '00 08 01 02 03 04 05 06 07 08 CC CC'],
  [{ kind: 'single', length: 7 }, 1, 'B5 00 07 01 02 03 04 05 06 07 CC CC'],
  [{ kind: 'first', length: 8 }, 0, '10 08 01 02 03 04 05 06'],
  [{ kind: 'first', length: 4095 }, 0, '1F FF 01 02 03 04 05 06'],
  [{ kind: 'first', length: 7 }, 1, 'B5 10 07 01 02 03 04 05'],
  [{ kind: 'first', length: 4096 }, 0, '10 00 00 00 10 00 01 02'],
  [{ kind: 'first', length: 4294967295 }, 1, 'B5 10 00 FF FF FF FF 01'],
  [{ kind: 'first', length: 11 }, 0, '10 0B 01 02 03 04 05 06 07 08 09 0A'],
  [{ kind: 'consecutive', sequenceNumber: 0 }, 0, '20 01'],
  [{ kind: 'consecutive', sequenceNumber: 15 }, 1, 'B5 2F 01'],
  [{ kind: 'flow-control', flowStatus: 0, blockSize: 8, separationTime: 0x14 }, 0, '30 08 14'],
  [{ kind: 'flow-control', flowStatus: 2, blockSize: 0, separationTime: 0 }, 1, 'B5 32 00 00'],
];

const INVALID: readonly (readonly [string, 0 | 1, string, string])[] = [
  ['conformance 52', 0, '00 01 02', 'single-frame-length'],
  ['conformance 52', 0, '08 01 02 03 04 05 06 07', 'single-frame-length'],
  ['conformance 52', 1, 'B5 07 01 02 03 04 05 06', 'single-frame-length'],
  ['conformance 52', 0, '03 01 02', 'single-frame-length'],
  ['conformance 52', 0, '00 07 01 02 03 04 05 06 07 CC CC CC', 'single-frame-length'],
  ['conformance 53', 0, '10 07 01 02 03 04 05 06', 'first-frame-length'],
  ['conformance 53', 1, 'B5 10 06 01 02 03 04 05', 'first-frame-length'],
  ['conformance 53', 0, '10 0A 01 02 03 04 05 06 07 08 09 0A', 'first-frame-length'],
  ['conformance 53', 0, '10 08 01 02 03 04 05', 'too-short'],
  ['conformance 54', 0, '10 00 00 00 0F FF 01 02', 'first-frame-length'],
  ['conformance 59', 0, '40 01 02', 'reserved-type'],
  ['conformance 59', 1, 'B5 F0 01 02', 'reserved-type'],
  ['ISO 15765-2', 0, '21', 'too-short'],
  ['ISO 15765-2', 0, '30 00', 'too-short'],
  ['ISO 15765-2', 0, '', 'too-short'],
  ['ISO 15765-2', 1, 'B5', 'too-short'],
];

describe('control information', () => {
  it.each(VALID)('conformance 52 to 58: %j after %i address bytes is read from %s', (pci, addressLength, frame) => {
    expect(decodePci(bytes(frame), addressLength)).toEqual(pci);
  });

  it.each(VALID)('conformance 52 to 58: %j after %i address bytes is written as in %s', (pci, addressLength, frame) => {
    const expected = bytes(frame);
    const length = addressLength + pciLength(pci, addressLength);
    const written = new Uint8Array(length);
    written.set(expected.subarray(0, addressLength));
    expect(encodePci(pci, written, addressLength)).toBe(length);
    expect(hex(written)).toBe(hex(expected.subarray(0, length)));
  });

  it.each(INVALID)('%s: after %i address bytes %s is to be ignored (%s)', (_, addressLength, frame, fault) => {
    const expected: unknown = { kind: 'invalid', fault };
    const decoded: DecodedPci = decodePci(bytes(frame), addressLength);
    expect(decoded).toEqual(expected);
  });

  it('conformance 59: its type is the high nibble behind the address', () => {
    expect(pciType(bytes('B5 31'), 1)).toBe(3);
    expect(pciType(bytes('F1'), 0)).toBe(15);
    expect(pciType(bytes(''), 0)).toBe(-1);
  });
});
