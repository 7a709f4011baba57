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
      block.append(index * 0.5, frame, 65_535 - index, undefined);
    }
    const records = [0, 1, 2, 3].map((index) => block.read(index));
    expect(records.map(({ frame }) => frame)).toEqual([CLASSIC, EXTENDED, REMOTE, FD]);
    expect(records.map(({ timeUs, sender }) => [timeUs, sender])).toEqual([
      [0, 65_535],
      [0.5, 65_534],
      [1, 65_533],
      [1.5, 65_532],
    ]);
    expect(block.filled).toBe(4);
  });

  it('repeats a content that it has', () => {
    const block = new FrameBlock(3);
    block.append(1, CLASSIC, 2, undefined);
    const place = block.lastPlace;
    block.append(2, EXTENDED, 3, undefined);
    block.repeat(5, place);
    expect([block.read(0), block.read(2)]).toEqual([
      { timeUs: 1, frame: CLASSIC, sender: 2, receivedUs: undefined },
      { timeUs: 5, frame: CLASSIC, sender: 2, receivedUs: undefined },
    ]);
    expect([block.filled, block.lastPlace]).toEqual([3, place + 1]);
  });

  it('takes 26 bytes a frame, and 90 once a frame of CAN FD is longer than 8 bytes and all differ', () => {
    const block = new FrameBlock(10);
    expect(block.append(0, CLASSIC, 0, undefined)).toBe(0);
    expect([block.bytes, block.isNarrow]).toEqual([260, true]);
    expect(block.append(0, FD, 0, undefined)).toBe(560);
    expect([block.bytes, block.isNarrow]).toEqual([820, false]);
    expect(block.read(0).frame).toEqual(CLASSIC);
  });

  it('has room for 256 contents at first, then for twice as many, up to one for each record', () => {
    const block = new FrameBlock(800);
    const grown = Array.from({ length: 800 }, (_, i) =>
      block.append(i, dataFrame(i, Uint8Array.of(i & 0xff)), i, undefined),
    );
    expect(grown.flatMap((bytes, i) => (bytes === 0 ? [] : [[i, bytes]]))).toEqual([
      [256, 256 * 16],
      [512, 288 * 16],
    ]);
    expect(block.bytes).toBe(26 * 800);
    const records = Array.from({ length: 800 }, (_, i) => block.read(i));
    expect(records.map(({ frame, sender }) => [frame.id, frame.data, sender])).toEqual(
      records.map((_, i) => [i, Uint8Array.of(i & 0xff), i]),
    );
  });

  it.each([
    [0, 256],
    [256, 256],
    [257, 512],
    [4_000, 4_096],
    [4_096, 4_096],
    [10_000, 4_096],
  ])('has room at once for %i contents that are expected: for %i, where it takes 4,096 records', (expected, room) => {
    expect(new FrameBlock(4_096, expected).bytes).toBe(4_096 * 10 + room * 16);
  });

  it('counts its contents, of which a repeated frame has none of its own', () => {
    const block = new FrameBlock(4);
    block.append(0, CLASSIC, 0, undefined);
    block.repeat(1, block.lastPlace);
    block.append(2, EXTENDED, 0, undefined);
    expect([block.filled, block.contents]).toEqual([3, 2]);
  });

  it('takes 8 bytes more a frame once one has a receive time; the others have none', () => {
    const block = new FrameBlock(10);
    block.append(0, CLASSIC, 0, undefined);
    expect(block.append(7, CLASSIC, 0, 9)).toBe(80);
    expect([block.bytes, block.isNarrow]).toEqual([340, false]);
    block.append(8, CLASSIC, 0, undefined);
    block.repeat(9, 1);
    expect([0, 1, 2, 3].map((index) => block.read(index).receivedUs)).toEqual([undefined, 9, undefined, undefined]);
  });

  it('repeats several contents at once, each a time after the same instant', () => {
    const block = new FrameBlock(5);
    block.append(1, CLASSIC, 2, undefined);
    block.append(2, EXTENDED, 3, undefined);
    block.repeatAll(100, Float64Array.of(7, 9, 11), Int32Array.of(1, 0, 0), 2);
    expect([block.filled, block.contents]).toEqual([4, 2]);
    expect([0, 1, 2, 3].map((index) => block.placeOf(index))).toEqual([0, 1, 1, 0]);
    expect([2, 3].map((index) => block.read(index))).toEqual([
      { timeUs: 107, frame: EXTENDED, sender: 3, receivedUs: undefined },
      { timeUs: 109, frame: CLASSIC, sender: 2, receivedUs: undefined },
    ]);
    block.repeat(110, 1);
    expect(block.read(4).timeUs).toBe(110);
  });

  it('keeps its memory when it is cleared, and nothing else', () => {
    const block = new FrameBlock(10);
    block.append(7, FD, 0, 9);
    const { bytes } = block;
    block.clear();
    expect([block.filled, block.bytes]).toEqual([0, bytes]);
    block.append(1, CLASSIC, 4, undefined);
    block.repeat(2, 0);
    const record = { frame: CLASSIC, sender: 4, receivedUs: undefined };
    expect([block.read(0), block.read(1)]).toEqual([
      { timeUs: 1, ...record },
      { timeUs: 2, ...record },
    ]);
  });

  it('takes 90 bytes a frame at most', () => {
    expect(MOST_FRAME_BYTES).toBe(90);
  });

  it('does not change with its copy', () => {
    const block = new FrameBlock(2);
    block.append(5, CLASSIC, 3, 6);
    const copy = block.copy();
    expect(copy.read(0)).toEqual(block.read(0));
    copy.append(8, EXTENDED, 4, 9);
    block.append(9, REMOTE, 1, undefined);
    expect([block, copy].map((each) => each.read(1))).toEqual([
      { timeUs: 9, frame: REMOTE, sender: 1, receivedUs: undefined },
      { timeUs: 8, frame: EXTENDED, sender: 4, receivedUs: 9 },
    ]);
  });
});
