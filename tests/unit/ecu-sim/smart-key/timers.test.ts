import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../../can-bus/time/micros.ts';
import type { TimerEvent } from '../../../../ecu-sim/smart-key/events.ts';
import type { EcuTimer } from '../../../../ecu-sim/smart-key/timers.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { KEY_A, KEY_B, SECOND, TestBench, type BenchOptions } from '../../../support/test-bench.ts';

/** What the ECU reports of its timers, and when. */
class TimerWatch {
  readonly bench: TestBench;
  readonly reports: (readonly [Micros, TimerEvent])[] = [];

  constructor(options: BenchOptions = {}) {
    this.bench = new TestBench(options);
    this.bench.car.observe({
      timer: (timeUs, timer) => this.reports.push([timeUs, timer]),
      event: ({ timeUs, event }) => {
        if (event.kind === 'ecu' && event.state !== 'running') this.#running.clear();
        this.#at(timeUs);
      },
    });
  }

  get running(): readonly EcuTimer[] {
    return carStateOf(this.bench.car).timers;
  }

  /** As somebody knows them who has only listened. */
  get reported(): readonly EcuTimer[] {
    this.#at(this.bench.nowUs);
    const order = ['reset', 'registration-step', 'erase-window', 's3', 'attempts-delay', 'start-window'];
    return [...this.#running.values()].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }

  of(name: string): EcuTimer | undefined {
    return this.running.find((timer) => timer.name === name);
  }

  readonly #running = new Map<string, EcuTimer>();
  #taken = 0;

  #at(untilUs: Micros): void {
    for (; this.#taken < this.reports.length; this.#taken++) {
      const [timeUs, { name, startedUs, deadlineUs }] = this.reports[this.#taken] ?? [Infinity, ENDED];
      if (timeUs > untilUs) return;
      if (startedUs === null || deadlineUs === null) this.#running.delete(name);
      else this.#running.set(name, { name, startedUs, deadlineUs });
    }
  }
}

const ENDED: TimerEvent = { kind: 'timer', name: 's3', startedUs: null, deadlineUs: null };

describe('the timers of the ECU', () => {
  it('are none where nothing runs', () => {
    expect(new TimerWatch().running).toEqual([]);
  });

  it('S3 runs from the answer, 5 s; it stands still while a request is processed (conformance 25)', () => {
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
    bench.request('3E 00');
    expect(watch.reports.map(([, { deadlineUs }]) => deadlineUs)).toEqual([
      first?.deadlineUs,
      null,
      watch.of('s3')?.deadlineUs,
    ]);
    bench.advanceToDeadline('session');
    expect(watch.running).toEqual([]);
    expect(watch.reports.at(-1)).toEqual([bench.nowUs, ENDED]);
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

  it('REG-7: 60 s anew with each step of a registration', () => {
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

  it('ERA-2, ERA-7: 30 s of the window; it stands still while the delete is written', () => {
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

  it('AUT-3: 10 s after the third wrong pass-code, and anew after a power loss', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    bench.extended();
    for (let round = 0; round < 3; round++) bench.unlockWrongly(1);
    const delay = watch.of('attempts-delay');
    expect((delay?.deadlineUs ?? 0) - (delay?.startedUs ?? 0)).toBe(10 * SECOND);
    bench.powerCycle();
    const [bootedUs] = watch.reports.findLast(([, { name }]) => name === 'attempts-delay') ?? [0];
    expect(watch.of('attempts-delay')).toEqual({
      name: 'attempts-delay',
      startedUs: bootedUs,
      deadlineUs: bootedUs + 10 * SECOND,
    });
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

  it('are reported so that who has listened knows them, at any instant', () => {
    const watch = new TimerWatch();
    const { bench } = watch;
    const doings: readonly (() => unknown)[] = [
      () => bench.touch(KEY_A),
      () => bench.advance(SECOND),
      () => bench.extended(),
      () => bench.unlockWrongly(2),
      () => bench.advanceToDeadline('next', -1),
      () => bench.advance(2),
      () => bench.startRegistration(),
      () => bench.touch(bench.newKey()),
      () => bench.openWindow(1),
      () => bench.advanceToDeadline('procedure'),
      () => bench.beginReset(),
      () => bench.powerCycle(),
      () => bench.beginReset(),
      () => bench.advance(961 * SECOND),
    ];
    for (const [index, act] of doings.entries()) {
      act();
      expect(watch.reported, `after ${index}`).toEqual(watch.running);
    }
  });
});
