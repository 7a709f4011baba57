import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import {
  copyBytes,
  decodePci,
  decodeSeparationTime,
  encodePci,
  FrameLayout,
  pciLength,
  pciType,
} from '../../../../can-bus/isotp/frame-layout.ts';
import type { DecodedPci, Pci } from '../../../../can-bus/isotp/frame-layout.ts';
import type { IsoTpConfig } from '../../../../can-bus/isotp/types.ts';
import { bytes, hex } from './endpoint-driver.ts';

/** Control information, address bytes, and a frame that contains it. */
const VALID: readonly (readonly [Pci, 0 | 1, string])[] = [
  [{ kind: 'single', length: 2 }, 0, '02 3E 00'],
  [{ kind: 'single', length: 7 }, 0, '07 01 02 03 04 05 06 07'],
  [{ kind: 'single', length: 6 }, 1, 'B5 06 01 02 03 04 05 06'],
  [{ kind: 'single', length: 8 }, 0, '00 08 01 02 03 04 05 06 07 08 CC CC'],
  [{ kind: 'single', length: 7 }, 1, 'B5 00 07 01 02 03 04 05 06 07 CC CC'],
  [{ kind: 'first', length: 8 }, 0, '10 08 01 02 03 04 05 06'],
  [{ kind: 'single', length: 10 }, 0, '00 0A 01 02 03 04 05 06 07 08 09 0A'],
  [{ kind: 'single', length: 9 }, 1, 'B5 00 09 01 02 03 04 05 06 07 08 09'],
  [{ kind: 'first', length: 0x12345678 }, 0, '10 00 12 34 56 78 01 02'],
  [{ kind: 'first', length: 0x3ffffff }, 0, '10 00 03 FF FF FF 01 02'],
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
  ['conformance 52', 0, '01 08 01 02 03 04 05 06 07 08 CC CC', 'single-frame-length'],
  ['conformance 52', 0, '00 0B 01 02 03 04 05 06 07 08 09 0A', 'single-frame-length'],
  ['conformance 52', 1, 'B5 00 0A 01 02 03 04 05 06 07 08 09', 'single-frame-length'],
  ['ISO 15765-2', 0, '21', 'too-short'],
  ['ISO 15765-2', 0, '30', 'too-short'],
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

describe('separation time', () => {
  it('conformance 61: 00 to 7F are milliseconds', () => {
    expect([0x00, 0x01, 0x7e, 0x7f].map(decodeSeparationTime)).toEqual([0, 1_000, 126_000, 127_000]);
  });

  it('conformance 61: F1 to F9 are 100 to 900 µs', () => {
    const raw = [0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9];
    expect(raw.map(decodeSeparationTime)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('conformance 61: every reserved value is 127 ms', () => {
    for (let raw = 0x80; raw <= 0xf0; raw++) expect(decodeSeparationTime(raw)).toBe(127_000);
    for (let raw = 0xfa; raw <= 0xff; raw++) expect(decodeSeparationTime(raw)).toBe(127_000);
  });
});

const NORMAL = { kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 } as const;
const EXTENDED = { ...NORMAL, kind: 'extended', sendAddress: 0xb5, receiveAddress: 0xf1 } as const;

function layout(changes: Partial<IsoTpConfig> = {}): FrameLayout {
  return new FrameLayout({ ...isoTpConfig(NORMAL), ...changes });
}

describe('the layout of ISO-TP frames', () => {
  it.each<readonly [Partial<IsoTpConfig>, readonly [number, number, number]]>([
    [{}, [0, 7, 7]],
    [{ addressing: EXTENDED }, [1, 6, 6]],
    [{ fd: true, frameLength: 8 }, [0, 7, 7]],
    [{ fd: true, frameLength: 64 }, [0, 62, 63]],
    [{ fd: true, frameLength: 64, addressing: EXTENDED }, [1, 61, 62]],
  ])('conformance 52: %j has address bytes, single frame and consecutive frame %j', (changes, expected) => {
    const { addressLength, singleFrameLimit, consecutiveDataLength } = layout(changes);
    expect([addressLength, singleFrameLimit, consecutiveDataLength]).toEqual(expected);
  });

  it.each<readonly [Partial<IsoTpConfig>, number, string]>([
    [{}, 3, 'CC CC CC CC CC CC CC CC'],
    [{ padding: 0x55 }, 3, '55 55 55 55 55 55 55 55'],
    [{ padding: null }, 3, '00 00 00'],
    [{ addressing: EXTENDED }, 3, 'B5 CC CC CC CC CC CC CC'],
    [{ addressing: EXTENDED, padding: null }, 3, 'B5 00 00'],
    [{ fd: true, frameLength: 64, padding: null }, 9, 'CC CC CC CC CC CC CC CC CC CC CC CC'],
    [{ fd: true, frameLength: 64, padding: 0 }, 9, '00 00 00 00 00 00 00 00 00 00 00 00'],
  ])('%j: a frame of which %i bytes are used begins as %s', (changes, used, expected) => {
    expect(toHex(layout(changes).blank(used), ' ')).toBe(expected);
  });

  it('makes frames with the id and format of the endpoint', () => {
    const subject = layout({ extendedIds: true, fd: true });
    expect(subject.frame(fromHex('02 3E 00'))).toMatchObject({
      kind: 'data',
      id: 0x7bd,
      extended: true,
      fd: true,
      data: Uint8Array.of(2, 0x3e, 0),
    });
  });

  it('copies bytes from one place to another', () => {
    const to = fromHex('00 00 00 00');
    copyBytes(fromHex('01 02 03'), 1, to, 2, 2);
    expect(toHex(to, ' ')).toBe('00 00 02 03');
  });
});
