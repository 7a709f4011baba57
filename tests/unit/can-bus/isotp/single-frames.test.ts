import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { FrameLayout } from '../../../../can-bus/isotp/frame-layout.ts';
import { SingleFrames } from '../../../../can-bus/isotp/single-frames.ts';
import type { IsoTpAddressing } from '../../../../can-bus/isotp/types.ts';

const NORMAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7e8, receiveId: 0x7e0 };
const EXTENDED: IsoTpAddressing = {
  kind: 'extended',
  sendId: 0x758,
  receiveId: 0x750,
  sendAddress: 0xb5,
  receiveAddress: 0xb5,
};

function layoutOf(addressing: IsoTpAddressing, frameLength: 8 | 64): FrameLayout {
  return new FrameLayout({ ...isoTpConfig(addressing), frameLength, fd: frameLength === 64 });
}

const layouts: readonly [string, FrameLayout][] = [
  ['normal', layoutOf(NORMAL, 8)],
  ['extended', layoutOf(EXTENDED, 8)],
  ['CAN FD', layoutOf(NORMAL, 64)],
  ['CAN FD, extended', layoutOf(EXTENDED, 64)],
];

describe('single frames', () => {
  it('are the same object again for the same message, and only for this', () => {
    const frames = new SingleFrames(layoutOf(NORMAL, 8));
    const first = frames.of(Uint8Array.of(0x7e, 0));
    expect(frames.of(Uint8Array.of(0x7e, 0))).toBe(first);
    expect(frames.of(Uint8Array.of(0x50, 3))).not.toBe(first);
    expect(frames.of(Uint8Array.of(0x7e, 0))).toBe(first);
    expect(frames.of(Uint8Array.of(0x7e, 1))).not.toBe(first);
    expect(frames.of(Uint8Array.of(0x7e))).not.toBe(first);
    // Kept in the same place.
    expect([...frames.of(Uint8Array.of(0x76)).frame.data.subarray(0, 2)]).toEqual([1, 0x76]);
  });

  it('do not change with the array that they were made of', () => {
    const frames = new SingleFrames(layoutOf(NORMAL, 8));
    const payload = Uint8Array.of(0x3e, 0x80);
    const { frame } = frames.of(payload);
    payload[1] = 0;
    expect([...frame.data.subarray(0, 3)]).toEqual([2, 0x3e, 0x80]);
    expect(frames.of(payload).frame).not.toBe(frame);
  });

  it.each(layouts)('are those of a sender that keeps none: %s', (_name, layout) => {
    const message = fc.uint8Array({ minLength: 1, maxLength: layout.singleFrameLimit, max: 2 });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 30 }), (messages) => {
        const kept = new SingleFrames(layout);
        for (const payload of messages) {
          expect(kept.of(payload).frame).toEqual(new SingleFrames(layout).of(payload).frame);
        }
      }),
    );
  });
});
