import { describe, expect, it } from 'vitest';
import { armReset, beginReset, checkResetSupply } from '../../../../ecu-sim/smart-key/reset.ts';
import type { ResetProcedure } from '../../../../ecu-sim/smart-key/state.ts';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';
import { NOW_US, stepWith, TWO_KEYS } from '../firmware-step.ts';

const ARM = '31 01 02 01 01';
const BEGIN = '31 01 02 01 02';
const STOP = '31 02 02 01';
const RESULTS = '31 03 02 01';

describe('Smart Code Reset, step 1', () => {
  it('RST-1: arms with level 1 unlocked, the door open and nothing else under way', () => {
    const bench = new TestBench();
    expect(bench.arm()).toBe('71 01 02 01 11');
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 11 /);
  });

  it('RST-1: needs the extended session', () => {
    expect(new TestBench().request(ARM)).toBe('7F 31 7F');
  });

  it('RST-1: needs level 1; no other level will do', () => {
    const bench = new TestBench();
    bench.extended();
    bench.door(true);
    expect(bench.request(ARM)).toBe('7F 31 33');
    for (const level of [2, 3, 4] as const) {
      bench.unlock(level);
      expect(bench.request(ARM)).toBe('7F 31 33');
    }
    expect(bench.history()).toEqual(['00 00 00']);
  });

  it('RST-1: a closed driver door is refused with reason 01; another open door does not help', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    expect(bench.request(ARM)).toBe('7F 31 22');
    expect(bench.history()).toEqual(['01 02 01']);
    bench.car.setVehicle({ doors: { passenger: true, rearLeft: true, rearRight: true, trunk: true } });
    bench.car.settle();
    expect(bench.request(ARM)).toBe('7F 31 22');
    bench.door(true);
    expect(bench.request(ARM)).toBe('71 01 02 01 11');
  });

  it('RST-1: battery 10.999 V is refused with 0x93, 11.000 V is enough', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    bench.door(true);
    bench.car.setVehicle({ batteryMv: 10_999 });
    expect(bench.request(ARM)).toBe('7F 31 93');
    expect(bench.history()).toEqual(['01 02 02']);
    bench.car.setVehicle({ batteryMv: 11_000 });
    expect(bench.request(ARM)).toBe('71 01 02 01 11');
  });

  it('RST-1, AUT-6: refused with 0x22, reason 0F, while another procedure is under way', () => {
    const bench = new TestBench();
    bench.extended();
    bench.request('31 01 02 03 01 01');
    bench.unlock(1);
    bench.door(true);
    expect(bench.request(ARM)).toBe('7F 31 22');
    expect(bench.history()).toEqual(['01 02 0F']);
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 03 31 /);
  });

  it('RST-1, conformance 50: of several failed conditions the first in the order is named', () => {
    const bench = new TestBench();
    bench.extended();
    bench.request('31 01 02 03 01 01');
    bench.unlock(1);
    bench.car.setVehicle({ batteryMv: 9000 });
    expect(bench.request(ARM)).toBe('7F 31 22');
    bench.request('31 02 02 03');
    expect(bench.request(ARM)).toBe('7F 31 93');
    bench.car.setVehicle({ batteryMv: 12_600 });
    expect(bench.request(ARM)).toBe('7F 31 22');
    expect(bench.history(4)).toEqual(['01 02 01', '01 02 02', '03 05 00', '01 02 0F']);
  });

  it('AUT-6: arming twice is wrong order', () => {
    const bench = new TestBench();
    bench.arm();
    bench.unlock(1);
    expect(bench.request(ARM)).toBe('7F 31 24');
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 11 /);
  });
});

describe('Smart Code Reset, step 2', () => {
  it('RST-2: the 16 minutes begin with step 2, independent of the time since arming', () => {
    const bench = new TestBench();
    bench.arm();
    bench.advance(3 * SECOND);
    expect(bench.deadlines.procedure).toBeNull();
    bench.unlock(2);
    const beginUs = bench.nowUs;
    expect(bench.requestNow(BEGIN)).toBe('71 01 02 01 12');
    expect(bench.deadlines.procedure).toBe(beginUs + 960 * SECOND);
  });

  it('RST-2: not before step 1', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(2);
    bench.door(true);
    expect(bench.request(BEGIN)).toBe('7F 31 24');
  });

  it('RST-2, AUT-5: the first pass-code is spent; the second needs level 2', () => {
    const bench = new TestBench();
    bench.arm();
    expect(bench.request(BEGIN)).toBe('7F 31 33');
    bench.unlock(1);
    expect(bench.request(BEGIN)).toBe('7F 31 33');
    bench.unlock(2);
    expect(bench.request(BEGIN)).toBe('71 01 02 01 12');
  });

  it('RST-2: the door is not looked at again', () => {
    const bench = new TestBench();
    bench.arm();
    bench.door(false);
    bench.unlock(2);
    expect(bench.request(BEGIN)).toBe('71 01 02 01 12');
  });

  it('RST-2: battery 10.999 V is refused with 0x93 and leaves it armed; 11.000 V is enough', () => {
    const bench = new TestBench();
    bench.arm();
    bench.unlock(2);
    bench.car.setVehicle({ batteryMv: 10_999 });
    expect(bench.request(BEGIN)).toBe('7F 31 93');
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 11 /);
    bench.car.setVehicle({ batteryMv: 11_000 });
    expect(bench.request(BEGIN)).toBe('71 01 02 01 12');
  });

  it('AUT-6: beginning twice, and arming while it runs, is wrong order', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.unlock(2);
    expect(bench.request(BEGIN)).toBe('7F 31 24');
    bench.unlock(1);
    expect(bench.request(ARM)).toBe('7F 31 24');
  });
});

describe('Smart Code Reset, running', () => {
  it('RST-4: the reset completes resetDuration after step 2, to the microsecond', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('procedure', -1);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    expect(bench.requestNow('22 10 06')).toBe('62 10 06 01 12 0E A5 FF 00 00 01');
    const other = new TestBench();
    other.beginReset();
    other.advanceToDeadline('procedure');
    expect(other.keys).toEqual([]);
    expect(other.requestNow('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(other.requestNow(RESULTS)).toBe('71 03 02 01 00 01 00 0E A6 00 00 00 00');
  });

  it('RST-3, KEY-3: at completion every slot is empty and every former id retired', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('procedure');
    expect(bench.slots).toEqual([null, null, null, null, null, null, null]);
    expect(bench.retired).toEqual([KEY_A, KEY_B]);
    expect(bench.request('22 10 08')).toBe('62 10 08 00 02');
    expect(bench.history()).toEqual(['01 01 00']);
  });

  it('RST-3: the completion is one write', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('procedure', -1);
    const before = bench.ecuEvents('memory-written').length;
    bench.advance(1);
    const writes = bench.ecuEvents('memory-written').slice(before);
    expect(writes.map(({ event }) => event)).toEqual([{ kind: 'memory-written', blocks: ['keys', 'log'] }]);
  });

  it('RST-3: registration may follow, in initial mode', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('procedure');
    expect(bench.enterRegistration()).toBe('71 01 02 02 22 01 07');
  });

  it('RST-5: results give elapsed rounded down and remaining rounded up', () => {
    const bench = new TestBench();
    bench.arm();
    bench.unlock(2);
    const beginUs = bench.nowUs;
    bench.deliver(BEGIN);
    bench.advanceTo(beginUs + 4 * SECOND + 1);
    expect(bench.requestNow(RESULTS)).toBe('71 03 02 01 12 00 00 00 0F A0 0E 96 60');
    bench.advanceTo(beginUs + 4 * SECOND + 5999);
    expect(bench.requestNow('22 10 06')).toBe('62 10 06 01 12 00 0F A5 0E 96 5B');
    bench.advanceTo(beginUs + 4 * SECOND + 10_000);
    expect(bench.requestNow('22 10 06')).toBe('62 10 06 01 12 00 0F AA 0E 96 56');
  });

  it('RST-5: stop is refused and it runs on; not logged', () => {
    const bench = new TestBench();
    bench.beginReset();
    expect(bench.request(STOP)).toBe('7F 31 22');
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 12 /);
    expect(bench.history()).toEqual(['00 00 00']);
  });

  it.each(['10 01', '10 03'])('RST-5, AUT-6: a session change by %s does not stop it', (change) => {
    const bench = new TestBench();
    bench.beginReset();
    bench.request(change);
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 12 /);
    bench.advanceToDeadline('procedure');
    expect(bench.keys).toEqual([]);
  });

  it('RST-5: a session lost by S3 does not stop it', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('session');
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
    bench.car.advanceTo(bench.deadlines.procedure ?? 0);
    expect(bench.keys).toEqual([]);
  });

  it.each(['11 01', '11 02', '11 03', '11 81'])('RST-5: %s is refused with 0x22', (reset) => {
    const bench = new TestBench();
    bench.beginReset();
    expect(bench.request(reset)).toBe('7F 11 22');
    expect(bench.car.smartKey.phase).toBe('running');
  });

  it('RST-5: a touched key gets no reaction while armed and while it runs', () => {
    const bench = new TestBench();
    bench.arm();
    expect(bench.touch(KEY_A)).toBe('none: procedure-under-way');
    bench.unlock(2);
    bench.request(BEGIN);
    expect(bench.touch(KEY_A)).toBe('none: procedure-under-way');
    expect(bench.car.smartKey.buzzers).toMatchObject({ exterior: 0, interior: 0 });
  });
});

describe('Smart Code Reset, aborted', () => {
  it('RST-6: battery below batteryMin aborts it at that instant; the keys stand', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.car.setVehicle({ batteryMv: 11_000 });
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 12 /);
    bench.car.setVehicle({ batteryMv: 10_999 });
    expect(bench.request('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    expect(bench.history()).toEqual(['01 03 02']);
    expect(bench.request(RESULTS)).toMatch(/^71 03 02 01 00 03 02 /);
  });

  it('RST-6: low battery 1 µs before the end aborts, at the very end it comes too late', () => {
    for (const [offsetUs, left] of [
      [-1, 2],
      [0, 0],
      [1, 0],
    ] as const) {
      const bench = new TestBench();
      bench.beginReset();
      bench.advanceToDeadline('procedure', offsetUs);
      bench.car.setVehicle({ batteryMv: 9000 });
      expect(bench.keys).toHaveLength(left);
    }
  });

  it('RST-6: power loss 1 µs before the end leaves all keys, at the very end none', () => {
    for (const [offsetUs, left, entry] of [
      [-1, [KEY_A, KEY_B], '01 03 0C'],
      [0, [], '01 01 00'],
      [1, [], '01 01 00'],
    ] as const) {
      const bench = new TestBench();
      bench.beginReset();
      bench.advanceToDeadline('procedure', offsetUs);
      bench.powerCycle();
      expect(bench.keys).toEqual(left);
      expect(bench.history()).toEqual([entry]);
    }
  });

  it('RST-6: after a power loss it is aborted, does not continue, and needs a new pair of pass-codes', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.powerCycle();
    bench.extended();
    expect(bench.request(RESULTS)).toBe('71 03 02 01 00 03 0C 00 00 00 00 00 00');
    expect(bench.request(ARM)).toBe('7F 31 33');
    expect(bench.request(BEGIN)).toBe('7F 31 33');
    bench.advance(2000 * SECOND);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    expect(bench.beginReset()).toBe('71 01 02 01 12');
  });

  it('RST-6: with resetCommit at-start the keys die at step 2, and an abort leaves none', () => {
    const bench = new TestBench({ profile: { resetCommit: 'at-start' } });
    bench.arm();
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    bench.unlock(2);
    bench.requestNow(BEGIN);
    expect(bench.keys).toEqual([]);
    expect(bench.retired).toEqual([KEY_A, KEY_B]);
    bench.car.setVehicle({ batteryMv: 9000 });
    bench.car.setVehicle({ batteryMv: 12_600 });
    expect(bench.history()).toEqual(['01 03 02']);
    expect(bench.keys).toEqual([]);
  });

  it('RST-6: with at-start, registration stays refused until a reset completes, also over a power loss', () => {
    const bench = new TestBench({ profile: { resetCommit: 'at-start' } });
    bench.beginReset();
    bench.powerCycle();
    expect(bench.enterRegistration()).toBe('7F 31 22');
    expect(bench.history()).toEqual(['02 02 09']);
    bench.request('10 03');
    expect(bench.beginReset()).toBe('71 01 02 01 12');
    bench.advanceToDeadline('procedure');
    expect(bench.retired).toEqual([KEY_A, KEY_B]);
    expect(bench.enterRegistration()).toBe('71 01 02 02 22 01 07');
  });

  it('RST-7: armed and not begun is cancelled by stop', () => {
    const bench = new TestBench();
    bench.arm();
    expect(bench.request(STOP)).toBe('71 02 02 01 00');
    expect(bench.history()).toEqual(['01 05 00']);
    bench.unlock(2);
    expect(bench.request(BEGIN)).toBe('7F 31 24');
    expect(bench.request(STOP)).toBe('7F 31 24');
  });

  it.each(['10 01', '10 03', '10 83'])('RST-7, AUT-6: armed is cancelled by %s, reason 0B', (change) => {
    const bench = new TestBench();
    bench.arm();
    bench.request(change);
    expect(bench.request('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(bench.history()).toEqual(['01 03 0B']);
  });

  it('RST-7: armed is cancelled when S3 expires, and not 1 µs before', () => {
    const bench = new TestBench();
    bench.arm();
    bench.advanceToDeadline('session', -1);
    expect(bench.car.smartKey.firmware?.procedure.kind).toBe('reset');
    bench.car.advanceTo(bench.nowUs + 1);
    expect(bench.car.smartKey.firmware?.procedure.kind).toBe('none');
    expect(bench.history()).toEqual(['01 03 0B']);
  });

  it('RST-7, AUT-6: armed is cancelled by an ECU reset, reason 0B, and by power loss, reason 0C', () => {
    const bench = new TestBench();
    bench.arm();
    expect(bench.request('11 01')).toBe('51 01');
    expect(bench.request('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(bench.history()).toEqual(['01 03 0B']);
    bench.arm();
    bench.powerCycle();
    expect(bench.history()).toEqual(['01 03 0C']);
  });

  it('RST-7: armed has no time limit of its own, and shows elapsed since, remaining 0', () => {
    const bench = new TestBench();
    bench.arm();
    expect(bench.deadlines.procedure).toBeNull();
    bench.advance(5000 * SECOND);
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 01 11 4C 4B .. 00 00 00$/);
  });
});

describe('Smart Code Reset, step by step', () => {
  const ARMED: ResetProcedure = { kind: 'reset', state: 'armed', sinceUs: NOW_US - 1999, deadlineUs: Infinity };
  const RUNNING: ResetProcedure = { ...ARMED, state: 'running', deadlineUs: NOW_US + 1 };
  const UNDER_WAY = { outcome: 0, reason: 0, elapsedMs: 0, detail: [0, 0, 0] };

  it('VEH-5: an unreadable memory refuses both steps', () => {
    const refused = { refused: { nrc: 0x22, reason: 'memory' } };
    expect(armReset(stepWith({ memoryDamaged: true }))).toEqual(refused);
    expect(beginReset(stepWith({ memoryDamaged: true, procedure: ARMED }))).toEqual(refused);
  });

  it('RST-1, RST-2: each step is stored as under way; the reset lasts 960 s from the second, to the microsecond', () => {
    const step = stepWith();
    expect(armReset(step)).toEqual({ answer: { state: 0x11 } });
    expect(step.state.procedure).toEqual({ ...ARMED, sinceUs: NOW_US });
    expect(step.state.content.lastRuns[0]).toEqual({ ...UNDER_WAY, state: 0x11 });
    expect(beginReset(step)).toEqual({ answer: { state: 0x12 } });
    expect(step.state.procedure).toEqual({ ...RUNNING, sinceUs: NOW_US, deadlineUs: NOW_US + 960_000_000 });
    expect(step.state.content).toMatchObject({ slots: TWO_KEYS.slots, retired: [], resetIncomplete: false });
    expect(step.state.content.lastRuns[0]).toEqual({ ...UNDER_WAY, state: 0x12 });
  });

  it('RST-1, RST-2: 11.000 V is enough for both steps, 10.999 V is not', () => {
    const low = { refused: { nrc: 0x93, reason: 'battery' } };
    expect([armReset(stepWith({ supplyMv: 11_000 })), armReset(stepWith({ supplyMv: 10_999 }))]).toEqual([
      { answer: { state: 0x11 } },
      low,
    ]);
    expect(beginReset(stepWith({ supplyMv: 10_999, procedure: ARMED }))).toEqual(low);
  });

  it('RST-6: a supply of 10.999 V ends a running reset, 11.000 V does not; its end is stored with its time', () => {
    const enough = stepWith({ supplyMv: 11_000, procedure: RUNNING });
    checkResetSupply(enough);
    expect(enough.state.procedure).toEqual(RUNNING);
    const low = stepWith({ supplyMv: 10_999, procedure: RUNNING });
    checkResetSupply(low);
    expect(low.state.procedure).toEqual({ kind: 'none' });
    expect(low.state.content.lastRuns[0]).toEqual({
      state: 0,
      outcome: 3,
      reason: 2,
      elapsedMs: 1,
      detail: [0, 0, 0],
    });
  });
});
