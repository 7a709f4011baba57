import { describe, expect, it } from 'vitest';
import { TimerReader, timersOf, type EcuTimer, type TimerName } from '../../../../ecu-sim/smart-key/timers.ts';
import { KEY_A, KEY_B, SECOND, TestBench, type BenchOptions } from '../../../support/test-bench.ts';

/** The timers of a bench's ECU. */
class TimerWatch {
  readonly bench: TestBench;

  constructor(options: BenchOptions = {}) {
    this.bench = new TestBench(options);
  }

  get running(): readonly EcuTimer[] {
    return timersOf(this.bench.car.smartKey.firmware, this.bench.car.profile);
  }

  of(name: TimerName): EcuTimer | undefined {
    return this.running.find((timer) => timer.name === name);
  }
}

describe('the timers of the ECU', () => {
  it('are empty if nothing runs', () => {
    expect(new TimerWatch().running).toEqual([]);
  });

  it('S3 runs from the answer, 5 s; it is stopped while a request is processed (conformance 25)', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.extended();
    const first = watch.of('s3');
    expect(first).toEqual({
      name: 's3',
      startedUs: (bench.deadlines.session ?? 0) - 5 * SECOND,
      deadlineUs: bench.deadlines.session,
    });
    bench.advance(2 * SECOND);
    const askedUs = bench.nowUs;
    bench.deliver('3E 00');
    expect(watch.running).toEqual([]);
    bench.car.settle();
    expect(watch.of('s3')?.startedUs).toBeGreaterThan(askedUs);
    bench.advanceToDeadline('session');
    expect(watch.running).toEqual([]);
  });

  it('RST-4: 16 minutes from the begin of a reset; none while it is armed', () => {
    const watch = new TimerWatch();
    watch.bench.arm();
    expect(watch.of('reset')).toBeUndefined();
    watch.bench.beginReset();
    const reset = watch.of('reset');
    expect((reset?.deadlineUs ?? 0) - (reset?.startedUs ?? 0)).toBe(960 * SECOND);
    expect(reset?.deadlineUs).toBe(watch.bench.deadlines.procedure);
    watch.bench.advanceToDeadline('procedure');
    expect(watch.of('reset')).toBeUndefined();
  });

  it('REG-7: 60 s, restarted by each step of a registration', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.enterRegistration();
    const entered = watch.of('registration-step');
    expect(entered?.deadlineUs).toBe((entered?.startedUs ?? 0) + 60 * SECOND);
    bench.advance(SECOND);
    bench.touch(KEY_A);
    expect(watch.of('registration-step')).toEqual({
      name: 'registration-step',
      startedUs: bench.nowUs,
      deadlineUs: bench.nowUs + 60 * SECOND,
    });
  });

  it('ERA-2, ERA-7: 30 s of the window; it is stopped while the delete is written', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.openWindow(1);
    const window = watch.of('erase-window');
    expect((window?.deadlineUs ?? 0) - (window?.startedUs ?? 0)).toBe(30 * SECOND);
    bench.touch(KEY_A);
    bench.deliver('31 01 02 03 03');
    expect(watch.of('erase-window')).toBeUndefined();
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
  });

  it('AUT-3: 10 s after the third wrong pass-code, and again after a power loss', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.extended();
    for (let round = 0; round < 3; round++) bench.unlockWrongly(1);
    const delay = watch.of('attempts-delay');
    expect((delay?.deadlineUs ?? 0) - (delay?.startedUs ?? 0)).toBe(10 * SECOND);
    const bootedUs = bench.car.cutPower(100_000);
    expect(watch.running).toEqual([]);
    bench.car.advanceTo(bootedUs);
    expect(watch.running).toEqual([
      { name: 'attempts-delay', startedUs: bootedUs, deadlineUs: bootedUs + 10 * SECOND },
    ]);
    bench.advance(10 * SECOND);
    expect(watch.running).toEqual([]);
  });

  it('KEY-4: a start is permitted for 10 s', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.touch(KEY_A);
    const nowUs = bench.nowUs;
    expect(watch.running).toEqual([{ name: 'start-window', startedUs: nowUs, deadlineUs: nowUs + 10 * SECOND }]);
  });

  it('are of the durations of the profile', () => {
    const watch = new TimerWatch({ profile: { resetDuration: 7 } });
    watch.bench.beginReset();
    const reset = watch.of('reset');
    expect((reset?.deadlineUs ?? 0) - (reset?.startedUs ?? 0)).toBe(7 * SECOND);
  });

  it('are the same list as long as the state is the same', () => {
    const { car } = new TestBench();
    const reader = new TimerReader(car.profile);
    car.touchKey(KEY_A);
    const timers = reader.read(car.smartKey.firmware);
    expect(timers).toHaveLength(1);
    expect(reader.read(car.smartKey.firmware)).toBe(timers);
    expect(reader.read(null)).toEqual([]);
    expect(new TimerReader(car.profile).read(null)).toEqual([]);
  });

  it('are reported to observers of the car, at any time', () => {
    const { car } = new TestBench();
    let read: () => readonly EcuTimer[] = () => [];
    car.observe({ attached: (timers) => (read = timers) });
    expect(read()).toEqual([]);
    car.touchKey(KEY_A);
    expect(read().map(({ name }) => name)).toEqual(['start-window']);
    car.cutPower(100_000);
    expect(read()).toEqual([]);
  });
});
