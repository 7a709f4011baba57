import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, sameFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable, restoreFrames } from '../../../../can-bus/frame/frame-table.ts';

describe('the frames of a snapshot', () => {
  it('are entries by index, one for each frame, however often it is met', () => {
    const [first, second] = [dataFrame(0x123, Uint8Array.of(1, 2)), dataFrame(0x123, Uint8Array.of(1, 2))];
    const table = new FrameTable();
    expect([first, second, first].map((frame) => table.indexOf(frame))).toEqual([0, 1, 0]);
    expect([table.has(second), table.has(dataFrame(0x123, Uint8Array.of(1, 2)))]).toEqual([true, false]);
    expect(table.entries[0]).toEqual({
      kind: 'data',
      id: 0x123,
      extended: false,
      data: Uint8Array.of(1, 2),
      length: 2,
      fd: false,
      bitRateSwitch: false,
    });
  });

  it('come back as they were, one index as one object', () => {
    const frames = [
      dataFrame(0x1234_5678, Uint8Array.of(9)),
      remoteFrame(0x7ff, 4),
      dataFrame(0x1, new Uint8Array(64), { fd: true, bitRateSwitch: true }),
    ];
    const table = new FrameTable();
    for (const frame of frames) table.indexOf(frame);
    const frameAt = restoreFrames(structuredClone(table.entries));
    expect(frames.every((frame, index) => sameFrame(frame, frameAt(index)))).toBe(true);
    expect(frameAt(1)).toBe(frameAt(1));
  });

  it('a missing one is an error', () => {
    expect(() => restoreFrames([])(0)).toThrow("frame 0 is not one of the snapshot's 0");
  });
});
