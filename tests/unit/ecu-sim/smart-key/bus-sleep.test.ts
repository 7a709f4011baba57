import { describe, expect, it } from 'vitest';
import { BusSleep } from '../../../../ecu-sim/smart-key/bus-sleep.ts';
import type { VehicleSignals } from '../../../../ecu-sim/smart-key/state.ts';
import { SECOND, TestBench } from '../../../support/test-bench.ts';
import { SIGNALS_AT_REST } from '../firmware-step.ts';

const STATUS_ID = 0x5b5;

/** A car with bus sleep on, its power off since now; the time is right after the body ECU has reported it. */
function sleepyCar(): TestBench {
  const bench = new TestBench({ profile: { busSleep: true } });
  bench.car.setVehicle({ powerMode: 'off' });
  bench.car.settle();
  return bench;
}

function registeredKey(bench: TestBench): number {
  return bench.car.smartKey.content.slots.find((id) => id !== null) ?? 0;
}

function statusFramesSince(bench: TestBench, timeUs: number): number {
  return [...bench.car.log].filter((record) => record.frame.id === STATUS_ID && record.timeUs > timeUs).length;
}

describe('VEH-7: bus sleep', () => {
  it('VEH-7: falls silent 2.0 s after the power went off, to the microsecond', () => {
    const offUs = sleepyCar().car.nowUs;
    const awake = sleepyCar();
    awake.car.advanceTo(offUs + 2 * SECOND - 1000);
    expect(awake.request('3E 00')).toBe('7E 00');

    const asleep = sleepyCar();
    asleep.car.advanceTo(offUs + 2 * SECOND);
    expect(asleep.request('3E 00')).toBeNull();
    const silentFromUs = asleep.car.nowUs;
    asleep.advance(10 * SECOND);
    expect(statusFramesSince(asleep, silentFromUs)).toBe(0);
  });

  it('VEH-7: a door edge wakes it, and each further one keeps it awake', () => {
    const bench = sleepyCar();
    bench.advance(10 * SECOND);
    expect(bench.request('3E 00')).toBeNull();
    for (const open of [true, false, true]) {
      bench.door(open);
      bench.advance(1.5 * SECOND);
      expect(bench.request('3E 00')).toBe('7E 00');
    }
    bench.advance(2 * SECOND);
    expect(bench.request('3E 00')).toBeNull();
  });

  it('KEY-5: a button of a registered key that locks or unlocks wakes it, and its order is obeyed', () => {
    for (const [button, locks] of [
      ['lock', { driver: true, others: true, cause: 'keyfob' }],
      ['unlock', { driver: false, others: true, cause: 'keyfob' }],
    ] as const) {
      const bench = sleepyCar();
      const key = registeredKey(bench);
      if (button === 'unlock') bench.car.pressButton(key, 'lock', 0);
      bench.advance(10 * SECOND);
      expect(bench.request('3E 00')).toBeNull();
      const pressedUs = bench.car.nowUs;
      expect(bench.car.pressButton(key, button, 0)).toEqual({
        reaction: button === 'lock' ? 'lock' : 'unlock-driver',
        reason: null,
      });
      bench.car.advanceTo(pressedUs + 2 * SECOND - 1000);
      expect([bench.car.body.locks, bench.request('3E 00')]).toEqual([locks, '7E 00']);
      bench.car.advanceTo(pressedUs + 2 * SECOND);
      expect(bench.request('3E 00')).toBeNull();
    }
  });

  it('KEY-5: no other button, and no other key, wakes it', () => {
    const bench = sleepyCar();
    const key = registeredKey(bench);
    bench.advance(10 * SECOND);
    const asleepUs = bench.car.nowUs;
    bench.car.pressButton(key, 'panic', 2000);
    bench.car.pressButton(key, 'trunk', 0);
    bench.car.pressButton(bench.newKey(), 'lock', 0);
    expect(bench.request('3E 00')).toBeNull();
    expect(statusFramesSince(bench, asleepUs)).toBe(0);
  });

  it('VEH-7: stays awake while a procedure is under way', () => {
    const bench = new TestBench({ profile: { busSleep: true } });
    bench.beginReset();
    bench.car.setVehicle({ powerMode: 'off' });
    bench.advance(60 * SECOND);
    expect(bench.request('22 10 01')).toBe('62 10 01 02');
  });

  it('VEH-7: without busSleep it answers with the power off for ever', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ powerMode: 'off' });
    bench.advance(3600 * SECOND);
    expect(bench.request('3E 00')).toBe('7E 00');
  });

  it('VEH-7: with the power on it does not sleep', () => {
    const bench = new TestBench({ profile: { busSleep: true } });
    bench.advance(3600 * SECOND);
    expect(bench.request('3E 00')).toBe('7E 00');
  });
});

describe('VEH-7: the rule of bus sleep', () => {
  const OFF: VehicleSignals = { ...SIGNALS_AT_REST, powerMode: 0 };

  function sleepiness(sleep: BusSleep, signals = OFF, procedureUnderWay = false): readonly boolean[] {
    return [2_000_999, 2_001_000].map((nowUs) => sleep.isAsleep(signals, procedureUnderWay, nowUs));
  }

  it('VEH-7: sleeps 2.000000 s after what kept it awake, and not a microsecond before', () => {
    const sleep = new BusSleep(true);
    sleep.stir(1000);
    expect(sleepiness(sleep)).toEqual([false, true]);
    expect(sleepiness(sleep, { ...OFF, powerMode: 1 })).toEqual([false, false]);
    expect(sleepiness(sleep, OFF, true)).toEqual([false, false]);
    expect(sleepiness(new BusSleep(false))).toEqual([false, false]);
  });

  it.each<[string, Partial<VehicleSignals>]>([
    ['the driver’s door', { doorDriver: !OFF.doorDriver }],
    ['the front passenger’s door', { doorPassenger: true }],
    ['the rear left door', { doorRearLeft: true }],
    ['the rear right door', { doorRearRight: true }],
  ])('VEH-7: %s keeps it awake when it opens and when it closes', (_, door) => {
    const other = { ...OFF, ...door };
    for (const [before, after] of [
      [OFF, other],
      [other, OFF],
    ] as const) {
      const sleep = new BusSleep(true);
      sleep.notice(before, after, 1000);
      expect(sleepiness(sleep)).toEqual([false, true]);
    }
  });

  it('VEH-7: so does the power when it goes off, and nothing else', () => {
    const sleep = new BusSleep(true);
    sleep.notice({ ...OFF, powerMode: 1 }, OFF, 1000);
    expect(sleepiness(sleep)).toEqual([false, true]);
    expect(new BusSleep(true).isAsleep(OFF, false, 0)).toBe(true);
    for (const [before, after] of [
      [OFF, { ...OFF, powerMode: 1 }],
      [
        { ...OFF, powerMode: 2 },
        { ...OFF, powerMode: 1 },
      ],
      [OFF, { ...OFF, trunk: true }],
      [OFF, { ...OFF, brake: true }],
      [OFF, OFF],
    ] as const) {
      const undisturbed = new BusSleep(true);
      undisturbed.notice(before, after, 1000);
      expect(sleepiness(undisturbed)).toEqual([true, true]);
    }
  });

  it('goes on from a snapshot', () => {
    const sleep = new BusSleep(true);
    sleep.restore(2_001_000);
    expect([sleepiness(sleep), sleep.snapshot()]).toEqual([[false, true], 2_001_000]);
  });
});
