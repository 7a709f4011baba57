import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, sameFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NOT_LOGGED, type FrameGroup, type GroupPlaces } from '../../../../can-bus/frame/frame-group.ts';
import { DEFAULT_FRAME_CAPACITY, DEFAULT_FRAME_LOG_BYTES, FrameLog } from '../../../../can-bus/trace/frame-log.ts';

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

  it('takes 10 bytes for a repeated frame, and 16 more for each content; 72 with the data of CAN FD', () => {
    const block = 4096;
    const log = new FrameLog();
    for (let i = 0; i < block; i++) log.append(i, FRAME, 'a');
    expect(log.bytes).toBe(10 * block + 16 * 256);
    log.append(0, dataFrame(1, new Uint8Array(12), { fd: true }), 'a');
    expect(log.bytes).toBe(10 * 2 * block + (16 + 72) * 256);
    const stamped = dataFrame(2, new Uint8Array(1));
    log.recordReceived(stamped, 5);
    log.append(0, stamped, 'a');
    expect(log.bytes).toBe((10 + 18) * block + (16 + 72) * 256);
  });

  it('drops the oldest block beyond its bytes, and counts what it forgets', () => {
    const block = 4096;
    const bytes = 10 * block + 16 * 256;
    const log = new FrameLog(1_000_000, 3 * bytes);
    for (let i = 0; i < 3 * block; i++) log.append(i, FRAME, 'a');
    expect([log.length, log.dropped]).toEqual([3 * block, 0]);
    log.append(3 * block, FRAME, 'a');
    expect([log.length, log.dropped, log.bytes]).toEqual([2 * block + 1, block, 3 * bytes]);
    expect([times(log)[0], times(log).length, times(log).at(-1)]).toEqual([block, 2 * block + 1, 3 * block]);
    // The first long frame widens the contents of its block, and pushes out another.
    log.append(3 * block + 1, dataFrame(1, new Uint8Array(64), { fd: true }), 'a');
    expect([log.length, log.dropped, log.bytes]).toEqual([block + 2, 2 * block, 10 * 2 * block + (16 + 72) * 256]);
    expect([times(log)[0], times(log).at(-1)]).toEqual([2 * block, 3 * block + 1]);
  });

  it('gives frames that are repeated back as any others, in whatever order, with their senders', () => {
    const log = new FrameLog(5_000);
    // 0x020, 0x040 and 0x060 are found again at the same place.
    const frames = [0x020, 0x040, 0x021, 0x060, 0x020].map((id, i) => dataFrame(id, Uint8Array.of(i)));
    const expected: unknown[] = [];
    for (let i = 0; i < 9_000; i++) {
      const frame = frames[(i * 7 + Math.floor(i / 3)) % frames.length] ?? FRAME;
      const sender = i % 4 === 0 ? 'b' : 'a';
      if (i % 1_000 === 999) log.recordReceived(frame, i);
      log.append(i, frame, sender);
      const receivedUs = log.receivedUs(frame);
      expected.push({ timeUs: i, frame, sender, ...(receivedUs === undefined ? {} : { receivedUs }) });
    }
    expect([...log]).toEqual(expected.slice(-5_000));
    expect([...log.snapshot()]).toEqual(expected.slice(-5_000));
  });

  it('knows nothing of frames from before it was cleared, or went round', () => {
    const [cleared, round] = [new FrameLog(), new FrameLog(1)];
    for (const log of [cleared, round]) log.append(1, FRAME, 'a');
    cleared.clear();
    const other = dataFrame(0x124, Uint8Array.of(7));
    for (const log of [cleared, round]) {
      log.append(2, other, 'a');
      log.append(3, FRAME, 'a');
      expect([...log].at(-1)).toEqual({ timeUs: 3, frame: FRAME, sender: 'a' });
    }
    expect([...cleared][0]).toEqual({ timeUs: 2, frame: other, sender: 'a' });
  });

  it('keeps a million frames of CAN FD with receive times within 96 MB (interfaces, traces)', () => {
    expect(DEFAULT_FRAME_LOG_BYTES).toBe(90 * (1_000_000 + 8_192));
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
    for (const capacity of [-1, 1.5, Number.NaN]) expect(() => new FrameLog(capacity)).toThrow(RangeError);
  });

  it('of 0 frames keeps none, and counts them', () => {
    const log = new FrameLog(0);
    log.append(1, FRAME, 'a');
    log.append(2, FRAME, 'a');
    expect([[...log], log.at(0), log.length, log.dropped, log.bytes]).toEqual([[], undefined, 0, 2, 0]);
    log.clear();
    expect([[...log.snapshot()], log.dropped]).toEqual([[], 0]);
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

/** Two frames, 10 and 30 µs after an instant, whose second one a test may exchange. */
class TwoFrames implements FrameGroup {
  readonly frames = [dataFrame(0x100, Uint8Array.of(1)), dataFrame(0x200, Uint8Array.of(2))];
  readonly senders = ['a', 'b'];
  readonly endsUs = Float64Array.of(10, 30);
  readonly logged: GroupPlaces = { part: null, places: new Int32Array(2).fill(NOT_LOGGED), isPartial: true };

  exchange(frame: CanFrame): void {
    this.frames[1] = frame;
    this.logged.places[1] = NOT_LOGGED;
    this.logged.isPartial = true;
  }
}

/** A log that gets groups, and one that gets their frames one by one. */
class BothLogs {
  readonly log: FrameLog;
  readonly other: FrameLog;
  /** Groups that were repeated as a whole. */
  repeated = 0;

  constructor(capacity?: number) {
    this.log = new FrameLog(capacity);
    this.other = new FrameLog(capacity);
  }

  group(fromUs: number, group: FrameGroup, count = 2): void {
    if (this.log.repeatGroup(fromUs, group, count)) this.repeated++;
    else this.log.appendGroup(fromUs, group, count);
    for (const [i, frame] of group.frames.slice(0, count).entries()) {
      this.other.append(fromUs + (group.endsUs[i] ?? 0), frame, group.senders[i] ?? '');
    }
  }

  frame(timeUs: number, frame: CanFrame): void {
    for (const log of [this.log, this.other]) log.append(timeUs, frame, 'c');
  }

  expectSame(): void {
    const { log, other } = this;
    expect([...log]).toEqual([...other]);
    expect([log.length, log.dropped]).toEqual([other.length, other.dropped]);
    // Of two frames that it would look for at the same place, it knows both contents.
    expect(log.bytes).toBeLessThanOrEqual(other.bytes);
  }
}

describe('groups of frames in a log', () => {
  it('are as if each frame had been appended, and are repeated once their contents are there', () => {
    const both = new BothLogs();
    const group = new TwoFrames();
    for (let i = 0; i < 3; i++) {
      both.group(100 * i, group);
      both.frame(100 * i + 50, FRAME);
    }
    both.expectSame();
    expect(both.repeated).toBe(2);
    expect(times(both.log)).toEqual([10, 30, 50, 110, 130, 150, 210, 230, 250]);
    expect([...both.log][4]).toEqual({ timeUs: 130, frame: group.frames[1], sender: 'b' });
  });

  it('may have another frame than before', () => {
    const both = new BothLogs();
    const group = new TwoFrames();
    both.group(0, group);
    both.group(100, group);
    group.exchange(dataFrame(0x200, Uint8Array.of(7)));
    both.group(200, group);
    both.group(300, group);
    both.expectSame();
    expect(both.repeated).toBe(2);
    expect([...both.log].map(({ frame }) => frame.data[0])).toEqual([1, 2, 1, 2, 1, 7, 1, 7]);
  });

  it('may end before their last frame', () => {
    const both = new BothLogs();
    const group = new TwoFrames();
    both.group(0, group, 1);
    both.group(100, group);
    both.group(200, group, 1);
    both.group(300, group);
    both.expectSame();
    expect([both.repeated, both.log.length]).toEqual([2, 6]);
  });

  it.each([1, 2, 3, 4, 50, 4_095, 4_096, 4_097, 5_000])('are kept in a log of %i frames as any others', (capacity) => {
    const both = new BothLogs(capacity);
    const groups = [new TwoFrames(), new TwoFrames()];
    for (let i = 0; i < 3_000; i++) {
      const group = groups[i % 3 === 0 ? 1 : 0] ?? new TwoFrames();
      if (i % 7 === 3) both.frame(100 * i, FRAME);
      if (i % 11 === 5) group.exchange(dataFrame(0x200, Uint8Array.of(i & 0xff)));
      both.group(100 * i, group, i % 13 === 1 ? 1 : 2);
    }
    both.expectSame();
    expect(both.repeated > 0).toBe(capacity > 2);
    expect(both.repeated > 2_000).toBe(capacity >= 50);
  });

  it('are only counted in a log of 0 frames', () => {
    const both = new BothLogs(0);
    const group = new TwoFrames();
    both.group(0, group);
    both.group(100, group);
    both.expectSame();
    expect([both.repeated, both.log.dropped]).toEqual([0, 4]);
  });

  it('are not taken for logged in another log, or after clearing', () => {
    const [first, second] = [new BothLogs(), new BothLogs()];
    const group = new TwoFrames();
    first.group(0, group);
    second.frame(1, FRAME);
    second.group(2, group);
    first.group(3, group);
    first.log.clear();
    first.other.clear();
    first.frame(4, FRAME);
    first.group(5, group);
    const snapshot = first.log.snapshot();
    expect(snapshot.repeatGroup(6, group, 2)).toBe(false);
    for (const both of [first, second]) {
      both.expectSame();
      expect(both.repeated).toBe(0);
    }
  });
});
