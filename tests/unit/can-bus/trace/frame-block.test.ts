import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameBlock, MOST_FRAME_BYTES } from '../../../../can-bus/trace/frame-block.ts';

const CLASSIC = dataFrame(0x7bd, fromHex('02 3E 00'));
const EXTENDED = dataFrame(0x18da_f1b5, fromHex('01'));
const REMOTE = remoteFrame(0x123, 5);
const FD = dataFrame(0x7e8, new Uint8Array(64).fill(0xab), { fd: true, bitRateSwitch: true });

describe('a block of frames', () => {
  it('returns each frame with its instant and sender', () => {
    const block = new FrameBlock(4);
    for (const [index, frame] of [CLASSIC, EXTENDED, REMOTE, FD].entries()) {
      block.write(index, index * 0.5, frame, 65_535 - index, undefined);
    }
    const records = [0, 1, 2, 3].map((index) => block.read(index));
    expect(records.map(({ frame }) => frame)).toEqual([CLASSIC, EXTENDED, REMOTE, FD]);
    expect(records.map(({ timeUs, sender }) => [timeUs, sender])).toEqual([
      [0, 65_535],
      [0.5, 65_534],
      [1, 65_533],
      [1.5, 65_532],
    ]);
  });

  it('takes 24 bytes a frame, and 88 once a frame of CAN FD is longer than 8 bytes', () => {
    const block = new FrameBlock(10);
    block.write(0, 0, CLASSIC, 0, undefined);
    expect([block.bytes, block.isNarrow]).toEqual([240, true]);
    block.write(1, 0, FD, 0, undefined);
    expect([block.bytes, block.isNarrow]).toEqual([800, false]);
    expect(block.read(0).frame).toEqual(CLASSIC);
  });

  it('takes 8 bytes more a frame once one has a receive time; the others have none', () => {
    const block = new FrameBlock(10);
    block.write(0, 0, CLASSIC, 0, undefined);
    block.write(1, 7, CLASSIC, 0, 9);
    expect([block.bytes, block.isNarrow]).toEqual([320, false]);
    expect([block.read(0).receivedUs, block.read(1).receivedUs]).toEqual([undefined, 9]);
    block.write(1, 7, CLASSIC, 0, undefined);
    expect(block.read(1).receivedUs).toBeUndefined();
  });

  it('takes 88 bytes a frame at most', () => {
    expect(MOST_FRAME_BYTES).toBe(88);
  });

  it('does not change with its copy', () => {
    const block = new FrameBlock(1);
    block.write(0, 5, CLASSIC, 3, 6);
    const copy = block.copy();
    expect(copy.read(0)).toEqual(block.read(0));
    copy.write(0, 8, EXTENDED, 4, 9);
    expect(block.read(0)).toMatchObject({ timeUs: 5, frame: CLASSIC, sender: 3, receivedUs: 6 });
  });
});
