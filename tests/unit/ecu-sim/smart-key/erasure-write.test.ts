import { describe, expect, it } from 'vitest';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';

const DELETE = '31 01 02 03 03';
const WRITE_US = 120_000;

/** A delete accepted at this very instant: its write has begun. */
function deleting(profile: Record<string, unknown> = {}): { bench: TestBench; startUs: number } {
  const bench = new TestBench({ profile });
  bench.openWindow(1);
  bench.touch(KEY_A);
  bench.advanceTo(bench.nowUs + 10_000);
  const startUs = bench.nowUs;
  bench.responses.length = 0;
  bench.deliver(DELETE);
  return { bench, startUs };
}

describe('the memory write of a delete', () => {
  it('ERA-7: takes 120 ms from the request; the answer says how many were erased', () => {
    const { bench, startUs } = deleting();
    bench.car.advanceTo(startUs + WRITE_US - 1);
    expect(bench.responses).toEqual(['7F 31 78']);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    bench.car.advanceTo(startUs + WRITE_US);
    expect(bench.responses).toEqual(['7F 31 78', '71 01 02 03 00 01']);
    expect(bench.keys).toEqual([KEY_A]);
  });

  it('ERA-7: the window clock is stopped meanwhile', () => {
    const bench = new TestBench();
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.advanceToDeadline('procedure', -1);
    expect(bench.requestNow(DELETE)).toBe('71 01 02 03 00 01');
    expect(bench.keys).toEqual([KEY_A]);
    expect(bench.history()).toEqual(['03 01 00']);
    expect(bench.request('31 03 02 03')).toBe('71 03 02 03 00 01 00 00 75 2F 00 00 00 01 01');
  });

  it('ERA-7: a delete at the very deadline, or after, comes too late', () => {
    for (const offsetUs of [0, 1]) {
      const bench = new TestBench();
      bench.openWindow(1);
      bench.touch(KEY_A);
      bench.advanceToDeadline('procedure', offsetUs);
      expect(bench.requestNow(DELETE)).toBe('7F 31 24');
      expect(bench.keys).toEqual([KEY_A, KEY_B]);
    }
  });

  it('ERA-7: touches during the write are ignored; a touch at its end is daily use', () => {
    const { bench, startUs } = deleting();
    expect(bench.touch(KEY_B)).toBe('none: delete-under-way');
    bench.car.advanceTo(startUs + WRITE_US - 1);
    expect(bench.touch(KEY_B)).toBe('none: delete-under-way');
    bench.car.advanceTo(startUs + WRITE_US);
    expect(bench.touch(KEY_B)).toBe('none: not-registered');
    expect(bench.touch(KEY_A)).toBe('start-permitted');
    expect(bench.keys).toEqual([KEY_A]);
    expect(bench.beeps).toBe(1);
  });

  it('ERA-7, VEH-4: a power cut at every millisecond of it, and 1 µs before its end, leaves all keys', () => {
    const cuts = [...Array.from({ length: 120 }, (_, ms) => ms * 1000), 1, WRITE_US - 1];
    for (const cutUs of cuts) {
      const { bench, startUs } = deleting();
      bench.car.advanceTo(startUs + cutUs);
      bench.powerCycle();
      expect(bench.keys, `cut ${cutUs} µs into the write`).toEqual([KEY_A, KEY_B]);
      expect(bench.retired).toEqual([]);
      expect(bench.car.smartKey.memoryDamaged).toBe(false);
      expect(bench.history()).toEqual(['03 03 0C']);
    }
  });

  it('ERA-7, VEH-4: a power cut at its end, or after, leaves the change', () => {
    for (const cutUs of [WRITE_US, WRITE_US + 1, WRITE_US + 1000]) {
      const { bench, startUs } = deleting();
      bench.car.advanceTo(startUs + cutUs);
      bench.powerCycle();
      expect(bench.keys).toEqual([KEY_A]);
      expect(bench.retired).toEqual([KEY_B]);
      expect(bench.history()).toEqual(['03 01 00']);
    }
  });

  it('ERA-7: with no duration set it is done at once, without 0x78', () => {
    const { bench } = deleting({ actionDurations: { erasureWrite: 0 } });
    expect(bench.keys).toEqual([KEY_A]);
    expect(bench.responses).toEqual(['71 01 02 03 00 01']);
  });

  it('conformance 20, 22: 0x78 once for 120 ms, before P2; none for a write below P2', () => {
    const { bench, startUs } = deleting();
    bench.car.advanceTo(startUs + 49_999);
    expect(bench.responses).toEqual(['7F 31 78']);
    bench.car.settle();
    expect(bench.responses).toEqual(['7F 31 78', '71 01 02 03 00 01']);
    const short = deleting({ actionDurations: { erasureWrite: '49 ms' } });
    short.bench.car.settle();
    expect(short.bench.responses).toEqual(['71 01 02 03 00 01']);
  });

  it('conformance 21, 22, 23, 24: a write of 12 s is announced again before each P2*, and answered', () => {
    const { bench, startUs } = deleting({ actionDurations: { erasureWrite: '12 s' } });
    bench.car.settle();
    const sentUs = bench.ecuEvents('uds').flatMap(({ timeUs, event }) => {
      return event.kind === 'uds' && event.direction === 'response' && timeUs > startUs ? [timeUs - startUs] : [];
    });
    expect(bench.responses.at(-1)).toBe('71 01 02 03 00 01');
    expect(sentUs.at(-1)).toBe(12 * SECOND);
    expect(sentUs[0]).toBeLessThan(50_000);
    for (const [index, atUs] of sentUs.slice(1).entries()) {
      const gapUs = atUs - (sentUs[index] ?? 0);
      expect(gapUs).toBeLessThan(5 * SECOND);
      if (index + 1 < sentUs.length - 1) expect(gapUs).toBeGreaterThanOrEqual(1.5 * SECOND);
    }
  });

  it('conformance 11: with bit 7 set the final answer is sent once 0x78 went out, else silence', () => {
    const bench = new TestBench();
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.responses.length = 0;
    expect(bench.requestNow('31 81 02 03 03')).toBe('71 01 02 03 00 01');
    expect(bench.responses).toEqual(['7F 31 78', '71 01 02 03 00 01']);
    const short = new TestBench({ profile: { actionDurations: { erasureWrite: '49 ms' } } });
    short.openWindow(1);
    short.touch(KEY_A);
    expect(short.requestNow('31 81 02 03 03')).toBeNull();
    expect(short.keys).toEqual([KEY_A]);
  });

  it('conformance 28: while it is written anything but 3E 80 gets 0x21, on both endpoints', () => {
    const { bench, startUs } = deleting();
    bench.car.advanceTo(startUs + 1000);
    bench.deliver('3E 80');
    bench.deliver('3E 80', 'functional');
    bench.deliver('31 02 02 03');
    bench.deliver('22 F1 86', 'generic');
    bench.deliver('10 01', 'functional');
    expect(bench.responses).toEqual(['7F 31 21', '7F 22 21', '7F 10 21']);
    bench.car.settle();
    expect(bench.responses.slice(3)).toEqual(['7F 31 78', '71 01 02 03 00 01']);
    expect(bench.keys).toEqual([KEY_A]);
  });

  it('conformance 27: S3 is stopped while it is processed and restarts after the final answer', () => {
    const { bench, startUs } = deleting({ actionDurations: { erasureWrite: '7 s' } });
    expect(bench.deadlines.session).toBeNull();
    bench.car.advanceTo(startUs + 7 * SECOND);
    expect(bench.deadlines.session).toBeNull();
    bench.car.settle();
    const answer = [...bench.car.log].findLast(({ frame }) => frame.id === 0x758);
    expect(bench.deadlines.session).toBe((answer?.timeUs ?? 0) + 5 * SECOND);
    expect(bench.keys).toEqual([KEY_A]);
  });
});
