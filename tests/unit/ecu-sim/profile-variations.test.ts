import { describe, expect, it } from 'vitest';
import { KEY_A, SECOND, TestBench } from '../../support/test-bench.ts';

describe('a car of another profile', () => {
  it('KEY-2: one slot: registered, then full; DID 1003 has five bytes', () => {
    const bench = new TestBench({ registeredKeys: [], profile: { keySlots: 1 } });
    expect(bench.request('22 10 02')).toBe('62 10 02 01');
    bench.startRegistration(null);
    const id = bench.newKey();
    bench.touch(id);
    expect(bench.history()).toEqual(['02 01 00']);
    expect(bench.request('22 10 03')).toBe('62 10 03 01 10 00 00 01');
    expect(bench.enterRegistration()).toBe('7F 31 22');
  });

  it('KEY-2: fifteen slots take fifteen keys', () => {
    const bench = new TestBench({ registeredKeys: [], profile: { keySlots: 15 } });
    bench.startRegistration(null);
    for (let count = 1; count <= 15; count++) expect(bench.touch(bench.newKey())).toBe('registered');
    expect(new Set(bench.keys).size).toBe(15);
    expect(bench.request('22 10 01 10 02')).toBe('62 10 01 0F 10 02 00');
    expect(bench.request('22 10 03')?.split(' ')).toHaveLength(3 + 75);
    expect(bench.request('31 02 02 02')).toBe('7F 31 24');
  });

  it('AUT-3: attemptsMax 1: the first wrong one gets 0x36, after the delay the counter is 0', () => {
    const bench = new TestBench({ profile: { attemptsMax: 1, attemptsDelay: 65 } });
    bench.extended();
    expect(bench.unlockWrongly(1)).toBe('7F 27 36');
    expect(bench.requestNow('22 10 09')).toMatch(/^62 10 09 01 FD /);
    bench.advanceToDeadline('lockout');
    expect(bench.request('22 10 09')).toBe('62 10 09 00 00 00');
    expect(bench.unlockWrongly(1)).toBe('7F 27 36');
  });

  it('AUT-3: attemptsDelay 0 delays nothing', () => {
    const bench = new TestBench({ profile: { attemptsDelay: 0 } });
    bench.extended();
    for (const answer of ['7F 27 35', '7F 27 35', '7F 27 36', '7F 27 36']) expect(bench.unlockWrongly(2)).toBe(answer);
    expect(bench.unlock(2)).toBe('67 04');
  });

  it('RST-4: resetDuration 1 µs and 16777 s are kept to the microsecond', () => {
    const quick = new TestBench({ profile: { resetDuration: '1 us' } });
    quick.arm();
    quick.unlock(2);
    quick.deliver('31 01 02 01 02');
    expect(quick.keys).toHaveLength(2);
    quick.advance(1);
    expect(quick.keys).toHaveLength(0);
    const slow = new TestBench({ profile: { resetDuration: 16_777 } });
    slow.beginReset();
    slow.car.advanceTo((slow.deadlines.procedure ?? 0) - 1);
    expect(slow.keys).toHaveLength(2);
    expect(slow.requestNow('22 10 06')).toBe('62 10 06 01 12 FF FF 27 00 00 01');
    const done = new TestBench({ profile: { resetDuration: 16_777 } });
    done.beginReset();
    done.car.advanceTo(done.deadlines.procedure ?? 0);
    expect(done.keys).toHaveLength(0);
  });

  it('ERA-2, REG-7: eraseWindow and registrationStepTimeout come from the profile', () => {
    const bench = new TestBench({ profile: { eraseWindow: 2, registrationStepTimeout: 3 } });
    bench.openWindow(1);
    const openedUs = bench.nowUs;
    expect((bench.deadlines.procedure ?? 0) - openedUs).toBeGreaterThan(2 * SECOND - 1000);
    expect((bench.deadlines.procedure ?? 0) - openedUs).toBeLessThanOrEqual(2 * SECOND);
    bench.request('31 02 02 03');
    bench.extended();
    bench.unlock(3);
    const enteredUs = bench.nowUs;
    bench.deliver('31 01 02 02 01');
    expect(bench.deadlines.procedure).toBe(enteredUs + 3 * SECOND);
  });

  it('RST-1: batteryMin comes from the profile', () => {
    const bench = new TestBench({ profile: { batteryMin: '9.5 V' } });
    bench.car.setVehicle({ batteryMv: 9500 });
    expect(bench.arm()).toBe('71 01 02 01 11');
    bench.car.setVehicle({ batteryMv: 9499 });
    bench.unlock(2);
    expect(bench.request('31 01 02 01 02')).toBe('7F 31 93');
  });

  it('conformance 19, 25: P2, P2* and S3 are announced and kept', () => {
    const bench = new TestBench({ profile: { timing: { p2: '25 ms', p2Star: '2 s', s3: '1 s' } } });
    expect(bench.request('10 03')).toBe('50 03 00 19 00 C8');
    bench.advanceToDeadline('session', -1);
    expect(bench.requestNow('22 F1 86')).toBe('62 F1 86 03');
  });

  it('conformance 34: bootTime comes from the profile', () => {
    const bench = new TestBench({ profile: { bootTime: '2 s' } });
    expect(bench.nowUs).toBeGreaterThanOrEqual(2 * SECOND);
    expect(bench.car.cutPower(1)).toBe(bench.nowUs + 1 + 2 * SECOND);
  });

  it('KEY-4: the car comes with the keys it is given', () => {
    const bench = new TestBench({ registeredKeys: [KEY_A] });
    expect(bench.request('22 10 01')).toBe('62 10 01 01');
    expect(bench.touch(KEY_A)).toBe('start-permitted');
  });
});
