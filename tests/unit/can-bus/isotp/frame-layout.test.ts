import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { copyBytes, FrameLayout } from '../../../../can-bus/isotp/frame-layout.ts';
import type { IsoTpConfig } from '../../../../can-bus/isotp/types.ts';

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
