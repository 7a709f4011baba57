import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame, sameFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  DEFAULT_FRAME_CAPACITY,
  DEFAULT_FRAME_LOG_BYTES,
  FrameBlock,
  FrameLog,
  MOST_FRAME_BYTES,
} from '../../../../can-bus/trace/frame-log.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(1));

function times(log: FrameLog): number[] {
  return [...log].map(({ timeUs }) => timeUs);
}

describe('frame log', () => {
  it('gives the frames as they were, oldest first', () => {
    const log = new FrameLog();
    log.append(5, FRAME, 'body');
    log.append(9_000_000_000, FRAME, 'key');
    const records = [...log];
    expect(records).toEqual([
      { timeUs: 5, frame: FRAME, sender: 'body' },
      { timeUs: 9_000_000_000, frame: FRAME, sender: 'key' },
    ]);
  });

  it('keeps with a frame when a port received it, in a snapshot too, and nothing with the others', () => {
    const log = new FrameLog();
    const stamped = dataFrame(0x124, Uint8Array.of(2));
    log.recordReceived(stamped, 7);
    log.append(8, FRAME, 'body');
    log.append(9, stamped, 'client-1');
    expect(log.receivedUs(stamped)).toBe(7);
    expect(log.receivedUs(FRAME)).toBeUndefined();
    const records = [
      { timeUs: 8, frame: FRAME, sender: 'body' },
      { timeUs: 9, frame: stamped, sender: 'client-1', receivedUs: 7 },
    ];
    expect([...log]).toEqual(records);
    expect([...log.snapshot()]).toEqual(records);
  });

  it('drops the oldest once full, and counts them', () => {
    const log = new FrameLog(3);
    for (let i = 1; i <= 3; i++) log.append(i, FRAME, 'a');
    expect([times(log), log.dropped]).toEqual([[1, 2, 3], 0]);
    log.append(4, FRAME, 'a');
    log.append(5, FRAME, 'a');
    expect([times(log), log.dropped, log.length]).toEqual([[3, 4, 5], 2, 3]);
    for (let i = 6; i <= 9; i++) log.append(i, FRAME, 'a');
    expect([times(log), log.dropped]).toEqual([[7, 8, 9], 6]);
  });

  it('grows beyond one block, and goes round over several', () => {
    const log = new FrameLog();
    for (let i = 0; i < 5_000; i++) log.append(i, FRAME, 'a');
    const small = new FrameLog(5_000);
    for (let i = 0; i < 12_345; i++) small.append(i, FRAME, 'a');
    expect(times(small)).toEqual(Array.from({ length: 5_000 }, (_, i) => 7_345 + i));
    expect(times(log)).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
  });

  it('gives every kind of frame back: 29 bits, remote, CAN FD, no data, whatever came before it in its block', () => {
    const frames = [
      FRAME,
      dataFrame(0x1fff_ffff, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
      dataFrame(0x7ff, Uint8Array.of(9), { extended: true }),
      remoteFrame(0x321, 8),
      dataFrame(0, new Uint8Array(0)),
      dataFrame(0x100, new Uint8Array(64).fill(0xa5), { fd: true, bitRateSwitch: true }),
      dataFrame(0x101, Uint8Array.of(1, 2), { fd: true }),
      remoteFrame(0x1234_5678, 0),
    ];
    const log = new FrameLog();
    for (let i = 0; i < 5_000; i++) {
      const frame = frames[i % frames.length];
      if (frame !== undefined) log.append(i, frame, 'a');
    }
    const given = [...log, ...log.snapshot()].map(({ frame }) => frame);
    expect(given.slice(0, 16)).toEqual([...frames, ...frames]);
    expect(given.every((frame, i) => sameFrame(frame, frames[(i % 5_000) % 8] ?? FRAME))).toBe(true);
  });

  it('is not changed where a sender writes to a frame of its own afterwards', () => {
    const data = Uint8Array.of(1);
    const log = new FrameLog();
    log.append(1, dataFrame(0x123, data), 'a');
    data[0] = 2;
    expect([...log][0]?.frame.data).toEqual(Uint8Array.of(1));
  });

  it('takes 24 bytes for a classical frame, 80 with the data of CAN FD, 8 more with receive times', () => {
    const block = 4096;
    const log = new FrameLog();
    for (let i = 0; i < block; i++) log.append(i, FRAME, 'a');
    expect(log.bytes).toBe(24 * block);
    log.append(0, dataFrame(1, new Uint8Array(12), { fd: true }), 'a');
    expect(log.bytes).toBe((24 + 80) * block);
    const stamped = dataFrame(2, new Uint8Array(1));
    log.recordReceived(stamped, 5);
    log.append(0, stamped, 'a');
    expect(log.bytes).toBe((24 + 88) * block);
  });

  it('drops the oldest block beyond its bytes, and counts what it forgets', () => {
    const block = 4096;
    const log = new FrameLog(1_000_000, 3 * 24 * block);
    for (let i = 0; i < 3 * block; i++) log.append(i, FRAME, 'a');
    expect([log.length, log.dropped]).toEqual([3 * block, 0]);
    log.append(3 * block, FRAME, 'a');
    expect([log.length, log.dropped, log.bytes]).toEqual([2 * block + 1, block, 3 * 24 * block]);
    expect([times(log)[0], times(log).length, times(log).at(-1)]).toEqual([block, 2 * block + 1, 3 * block]);
    // The first long frame widens its block, and pushes out another.
    log.append(3 * block + 1, dataFrame(1, new Uint8Array(64), { fd: true }), 'a');
    expect([log.length, log.dropped, log.bytes]).toEqual([2, 3 * block, 80 * block]);
    expect(times(log)).toEqual([3 * block, 3 * block + 1]);
  });

  it('keeps a million frames of CAN FD with receive times within 96 MB (interfaces, traces)', () => {
    expect(DEFAULT_FRAME_LOG_BYTES).toBe(88 * (1_000_000 + 8_192));
    expect(DEFAULT_FRAME_LOG_BYTES).toBeLessThan(96e6);
    const log = new FrameLog();
    const frame = dataFrame(1, new Uint8Array(64), { fd: true });
    log.recordReceived(frame, 1);
    for (let i = 0; i < 1_100_000; i++) log.append(i, frame, 'a');
    expect([log.length, log.dropped]).toEqual([1_000_000, 100_000]);
    expect(log.bytes).toBeLessThanOrEqual(DEFAULT_FRAME_LOG_BYTES);
  });

  it('keeps a million frames unless configured otherwise (interfaces, traces)', () => {
    expect(DEFAULT_FRAME_CAPACITY).toBe(1_000_000);
    expect(new FrameLog().capacity).toBe(1_000_000);
    for (const capacity of [0, -1, 1.5, Number.NaN]) expect(() => new FrameLog(capacity)).toThrow(RangeError);
  });

  it('starts anew after clearing', () => {
    const log = new FrameLog(2);
    for (let i = 1; i <= 5; i++) log.append(i, FRAME, 'a');
    log.clear();
    log.append(6, FRAME, 'a');
    expect([times(log), log.dropped]).toEqual([[6], 0]);
  });

  it.each([2, 3, 5])('is not changed in a snapshot by what comes later, with %i frames in a log of 3', (count) => {
    const log = new FrameLog(3);
    for (let i = 1; i <= count; i++) log.append(i, FRAME, 'a');
    const before = [...log];
    const snapshot = log.snapshot();
    for (let i = 0; i < 10; i++) log.append(100 + i, FRAME, 'b');
    expect([[...snapshot], snapshot.length, snapshot.dropped]).toEqual([before, before.length, Math.max(0, count - 3)]);
  });

  it('continues from a snapshot as from the log itself', () => {
    const log = new FrameLog();
    for (let i = 0; i < 5000; i++) log.append(i, FRAME, 'a');
    const snapshot = log.snapshot();
    for (let i = 5000; i < 10_000; i++) snapshot.append(i, FRAME, 'a');
    expect(times(snapshot)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(log.length).toBe(5000);
  });
});

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
