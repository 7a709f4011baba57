import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_FRAME_CAPACITY, FrameLog } from '../../../../can-bus/trace/frame-log.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(1));

function times(log: FrameLog): number[] {
  return [...log].map(({ timeUs }) => timeUs);
}

describe('frame log', () => {
  it('keeps references, oldest first', () => {
    const log = new FrameLog();
    log.append(5, FRAME, 'body');
    log.append(9_000_000_000, FRAME, 'key');
    const records = [...log];
    expect(records).toEqual([
      { timeUs: 5, frame: FRAME, sender: 'body' },
      { timeUs: 9_000_000_000, frame: FRAME, sender: 'key' },
    ]);
    expect(records[0]?.frame).toBe(FRAME);
  });

  it('keeps with a frame when a port received it, in a snapshot too, and nothing with the others', () => {
    const log = new FrameLog();
    const stamped = dataFrame(0x124, Uint8Array.of(2));
    log.noteReceived(stamped, 7);
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

  it('forgets the oldest once full, and counts them', () => {
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

  it('keeps a million frames unless told otherwise (interfaces, traces)', () => {
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

  it('goes on from a snapshot as from the log itself', () => {
    const log = new FrameLog();
    for (let i = 0; i < 5000; i++) log.append(i, FRAME, 'a');
    const snapshot = log.snapshot();
    for (let i = 5000; i < 10_000; i++) snapshot.append(i, FRAME, 'a');
    expect(times(snapshot)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(log.length).toBe(5000);
  });
});
