import { describe, expect, it } from 'vitest';
import { expireDailyUse, pressButton, touchInDailyUse } from '../../../../ecu-sim/smart-key/immobilizer.ts';
import { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';
import { CONTEXT, NOW_US, SIGNALS_AT_REST, stepWith } from '../firmware-step.ts';

/** A car whose keys lie outside of it, its brake pressed. */
function emptyCabin(): TestBench {
  const bench = new TestBench();
  bench.car.moveKey(KEY_A, 'outside');
  bench.car.moveKey(KEY_B, 'outside');
  bench.car.setVehicle({ brake: true });
  bench.car.settle();
  return bench;
}

function reactionOf({ reaction, reason }: { readonly reaction: string; readonly reason: string | null }): string {
  return reason === null ? reaction : `${reaction}: ${reason}`;
}

describe('a key touched to the engine switch', () => {
  it('KEY-4: registered: the interior buzzer once, and no exterior beep', () => {
    const bench = emptyCabin();
    expect(bench.touch(KEY_A)).toBe('start-permitted');
    expect(bench.car.smartKey.buzzers).toMatchObject({ interior: 1, exterior: 0, answerBack: 0 });
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 00 00');
  });

  it('KEY-4: the engine may be started within 10 s, not at 10.000000 s', () => {
    for (const [offsetUs, running] of [
      [-1, true],
      [0, false],
      [1, false],
    ] as const) {
      const bench = emptyCabin();
      expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'no-registered-key' });
      bench.touch(KEY_A);
      expect(bench.deadlines.next).toBe(bench.nowUs + 10 * SECOND);
      bench.advanceToDeadline('next', offsetUs);
      expect(bench.car.pressEngineSwitch().running).toBe(running);
    }
  });

  it('KEY-4: an unregistered key: no reaction', () => {
    const bench = emptyCabin();
    expect(bench.touch(bench.newKey())).toBe('none: not-registered');
    expect(bench.car.smartKey.buzzers).toMatchObject({ interior: 0, exterior: 0 });
    expect(bench.car.pressEngineSwitch().running).toBe(false);
  });
});

describe('a key in the cabin', () => {
  it('KEY-5: registered, with the brake pressed and the lever in P, starts the engine', () => {
    const bench = new TestBench();
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'brake-not-pressed' });
    bench.car.setVehicle({ brake: true, shiftP: false });
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'shift-not-in-p' });
    bench.car.setVehicle({ shiftP: true });
    expect(bench.car.pressEngineSwitch()).toEqual({ running: true, reason: null });
    bench.car.settle();
    expect(bench.request('22 10 04')).toBe('62 10 04 C0 03');
  });

  it('KEY-5: any other key: nothing happens', () => {
    const bench = emptyCabin();
    bench.car.moveKey(bench.newKey(), 'cabin');
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'no-registered-key' });
    bench.car.moveKey(KEY_B, 'cabin');
    expect(bench.car.pressEngineSwitch().running).toBe(true);
  });

  it('KEY-5: an erased key no longer starts the engine nor works the doors', () => {
    const bench = emptyCabin();
    bench.car.moveKey(KEY_B, 'cabin');
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.request('31 01 02 03 03');
    expect(bench.car.pressEngineSwitch().reason).toBe('no-registered-key');
    expect(reactionOf(bench.car.pressButton(KEY_B, 'lock', 0))).toBe('none: not-registered');
  });
});

describe('the buttons of a key', () => {
  it('KEY-5: lock: all doors, answer-back and flashers once', () => {
    const bench = new TestBench();
    expect(reactionOf(bench.car.pressButton(KEY_A, 'lock', 0))).toBe('lock');
    bench.car.settle();
    expect(bench.car.body.locks).toEqual({ driver: true, others: true, cause: 'keyfob' });
    expect(bench.car.smartKey.buzzers).toMatchObject({ answerBack: 1, exterior: 0, interior: 0 });
    expect(bench.ecuEvents('flashers').map(({ event }) => event)).toEqual([{ kind: 'flashers', count: 1 }]);
  });

  it('KEY-5: unlock: the driver’s door, twice; a second press within 3 s all doors', () => {
    for (const [waitUs, second, othersLocked] of [
      [3 * SECOND - 1, 'unlock-all', false],
      [3 * SECOND, 'unlock-driver', true],
      [3 * SECOND + 1, 'unlock-driver', true],
    ] as const) {
      const bench = new TestBench();
      bench.car.pressButton(KEY_A, 'lock', 0);
      bench.car.settle();
      expect(reactionOf(bench.car.pressButton(KEY_B, 'unlock', 0))).toBe('unlock-driver');
      const pressedUs = bench.nowUs;
      bench.car.settle();
      expect(bench.car.body.locks).toMatchObject({ driver: false, others: true });
      expect(bench.car.smartKey.buzzers.answerBack).toBe(3);
      bench.advanceTo(pressedUs + waitUs);
      expect(reactionOf(bench.car.pressButton(KEY_B, 'unlock', 0))).toBe(second);
      bench.car.settle();
      expect(bench.car.body.locks).toMatchObject({ driver: false, others: othersLocked });
      expect(bench.ecuEvents('flashers').at(-1)?.event).toEqual({ kind: 'flashers', count: 2 });
    }
  });

  it('KEY-5: lock between two presses of unlock begins the count again', () => {
    const bench = new TestBench();
    bench.car.pressButton(KEY_A, 'unlock', 0);
    bench.car.pressButton(KEY_A, 'lock', 0);
    expect(reactionOf(bench.car.pressButton(KEY_A, 'unlock', 0))).toBe('unlock-driver');
  });

  it('KEY-5: trunk opens the trunk', () => {
    const bench = new TestBench();
    expect(reactionOf(bench.car.pressButton(KEY_A, 'trunk', 0))).toBe('trunk');
    expect(bench.ecuEvents('trunk-opener')).toHaveLength(1);
    bench.car.settle();
    expect(bench.car.body.inputs.doors.trunk).toBe(true);
    expect(bench.request('22 10 04')).toBe('62 10 04 90 02');
  });

  it('KEY-5: panic held 1.000 s toggles the alarm, 0.999 s does nothing', () => {
    const bench = new TestBench();
    expect(reactionOf(bench.car.pressButton(KEY_A, 'panic', 999))).toBe('none: held-too-short');
    expect(reactionOf(bench.car.pressButton(KEY_A, 'panic', 1000))).toBe('alarm-on');
    expect(reactionOf(bench.car.pressButton(KEY_A, 'panic', 1000))).toBe('alarm-off');
    expect(bench.ecuEvents('alarm').map(({ event }) => event)).toEqual([
      { kind: 'alarm', on: true },
      { kind: 'alarm', on: false },
    ]);
  });

  it('KEY-5: panic needs 1.000000 s, and not a microsecond less', () => {
    for (const [holdUs, reaction] of [
      [999_999, 'none'],
      [1_000_000, 'alarm-on'],
    ] as const) {
      expect(pressButton(stepWith(), 0xa1, 'panic', holdUs).reaction).toBe(reaction);
    }
  });

  it('KEY-5: a request stays on the bus for 0.3 s, and unlock is remembered for 3 s, from the press on', () => {
    const step = stepWith();
    pressButton(step, 0xa1, 'unlock', 0);
    const pressed = { lockRequest: 2, lockRequestUntilUs: NOW_US + 300_000, unlockAllUntilUs: NOW_US + 3_000_000 };
    expect(step.state).toMatchObject(pressed);
    for (const [nowUs, lockRequest] of [
      [NOW_US + 299_999, 2],
      [NOW_US + 300_000, 0],
    ] as const) {
      const later = new FirmwareStep(CONTEXT, step.state, SIGNALS_AT_REST, nowUs);
      expireDailyUse(later);
      expect(later.state.lockRequest).toBe(lockRequest);
    }
    pressButton(step, 0xa1, 'unlock', 0);
    expect(step.state).toMatchObject({ lockRequest: 3, unlockAllUntilUs: 0 });
    pressButton(step, 0xa1, 'lock', 0);
    expect(step.state).toMatchObject({ lockRequest: 1, unlockAllUntilUs: 0 });
  });

  it('KEY-4: a touch permits a start until 10 s later, which ends at that instant', () => {
    const step = stepWith();
    touchInDailyUse(step, { id: 0xa1, boundVin: null, batteryMv: 3000 });
    expect(step.state.startWindowUntilUs).toBe(NOW_US + 10_000_000);
    for (const [nowUs, untilUs] of [
      [NOW_US + 9_999_999, NOW_US + 10_000_000],
      [NOW_US + 10_000_000, Infinity],
    ] as const) {
      const later = new FirmwareStep(CONTEXT, step.state, SIGNALS_AT_REST, nowUs);
      expireDailyUse(later);
      expect(later.state.startWindowUntilUs).toBe(untilUs);
    }
  });

  it('KEY-5: of any other key: nothing happens', () => {
    const bench = new TestBench();
    const id = bench.newKey();
    for (const button of ['lock', 'unlock', 'trunk', 'panic'] as const) {
      expect(reactionOf(bench.car.pressButton(id, button, 2000))).toBe('none: not-registered');
    }
    expect(bench.car.smartKey.buzzers.answerBack).toBe(0);
    expect(bench.ecuEvents('flashers')).toHaveLength(0);
  });
});

describe('the immobilizer', () => {
  function status(bench: TestBench): string {
    bench.car.advanceTo(bench.nowUs + 250_000);
    const record = [...bench.car.log].findLast(({ frame }) => frame.id === 0x5b5);
    return [...(record?.frame.data ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }

  it('KEY-7: unset with a key registered: the will to permit a start goes out on 0x5B5', () => {
    expect(status(new TestBench())).toBe('02 00 00 00 00 04 00 00');
    expect(new TestBench().request('22 10 0B')).toBe('62 10 0B 00');
  });

  it('KEY-7: set with no key registered, and the engine does not start', () => {
    const bench = new TestBench({ registeredKeys: [] });
    bench.car.setVehicle({ brake: true });
    bench.car.moveKey(bench.newKey(), 'cabin');
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'immobilizer-set' });
    expect(bench.request('22 10 0B')).toBe('62 10 0B 01');
    expect(status(bench).slice(15, 17)).toMatch(/^[c]0$/);
  });

  it('KEY-7: set while a reset runs, not while it is armed; unset again when it is aborted', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ brake: true });
    bench.arm();
    expect(bench.request('22 10 0B')).toBe('62 10 0B 00');
    bench.unlock(2);
    bench.request('31 01 02 01 02');
    expect(bench.request('22 10 0B')).toBe('62 10 0B 01');
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'immobilizer-set' });
    expect(status(bench)).toMatch(/^12 12 03 c0 00 c0 00 00$/);
    bench.car.setVehicle({ batteryMv: 9000 });
    expect(bench.request('22 10 0B')).toBe('62 10 0B 00');
    expect(bench.car.pressEngineSwitch().running).toBe(true);
  });

  it('KEY-7: lock and unlock requests go out on 0x5B5', () => {
    const bench = new TestBench();
    const lockRequests = (): number[] =>
      [...bench.car.log].filter(({ frame }) => frame.id === 0x5b5).map(({ frame }) => ((frame.data[5] ?? 0) >> 3) & 3);
    bench.car.pressButton(KEY_A, 'lock', 0);
    bench.car.advanceTo(bench.nowUs + SECOND);
    expect(new Set(lockRequests())).toEqual(new Set([0, 1]));
    bench.car.pressButton(KEY_A, 'unlock', 0);
    bench.car.advanceTo(bench.nowUs + SECOND);
    bench.car.pressButton(KEY_A, 'unlock', 0);
    bench.car.advanceTo(bench.nowUs + SECOND);
    expect(new Set(lockRequests())).toEqual(new Set([0, 1, 2, 3]));
    expect(lockRequests().at(-1)).toBe(0);
  });

  it('VEH-8: B2781 keeps the engine from starting; B2785 does not', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ brake: true });
    bench.car.setFault('B2785', true);
    bench.car.setFault('B2781', true);
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'steering-lock-fault' });
    bench.car.setFault('B2781', false);
    expect(bench.car.pressEngineSwitch().running).toBe(true);
  });
});
