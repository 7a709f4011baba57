import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { EcuDescription, RoutineSpec } from '../../../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { PROCEDURE_ROUTINES } from '../../../../ecu-sim/diagnostics/procedure-routines.ts';
import { routineControlService } from '../../../../ecu-sim/diagnostics/routine-control.ts';
import type { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { TestBench } from '../../../support/test-bench.ts';
import { stepWith } from '../firmware-step.ts';

describe('the routines as they are declared and implemented', () => {
  it('conformance 50: a declared option that is not implemented, or whose length varies, is a bug', () => {
    const { reset } = PROCEDURE_ROUTINES;
    const smartCodeReset = SMART_KEY.routines['reset'];
    if (smartCodeReset === undefined) throw new Error('it is declared');
    const declared = (start: RoutineSpec['start']): EcuDescription => ({
      ...SMART_KEY,
      routines: { reset: { ...smartCodeReset, start } },
    });
    const { arm } = smartCodeReset.start;
    if (arm === undefined) throw new Error('it is declared');
    expect(() => routineControlService(declared({ wash: arm }), { reset })).toThrow(
      'the option wash is declared but not implemented',
    );
    const rest = { ...arm, parameters: [{ name: 'rest', kind: 'bytes', bytes: 'rest' }] } as const;
    expect(() => routineControlService(declared({ arm: rest }), { reset })).toThrow(
      'the option arm is declared but not implemented',
    );
  });

  it('AUT-5: a start spends the level that it needs, and leaves any other', () => {
    const { serve } = routineControlService(SMART_KEY, PROCEDURE_ROUTINES);
    const declare = stepWith({ session: 'extended', unlockedLevel: 4 });
    expect(serve(declare, { endpoint: 'oem', payload: fromHex('31 01 02 03 01 01') }).kind).toBe('positive');
    expect(declare.state.unlockedLevel).toBe(4);
    const security = (step: FirmwareStep): unknown =>
      step.effects.filter((effect) => effect.kind === 'event' && effect.event.kind === 'security');
    expect(security(declare)).toEqual([]);
    const arm = stepWith({ session: 'extended', unlockedLevel: 1 });
    expect(serve(arm, { endpoint: 'oem', payload: fromHex('31 01 02 01 01') }).kind).toBe('positive');
    expect(arm.state.unlockedLevel).toBe(0);
    expect(security(arm)).toEqual([{ kind: 'event', event: { kind: 'security', unlockedLevel: 0 } }]);
  });

  it('ERA-7: only a start that writes has an answer when the write is complete', () => {
    const { complete } = routineControlService(SMART_KEY, PROCEDURE_ROUTINES);
    for (const request of ['31 01 02 01 01', '31 01 02 03 01', '31 01 FF FF 01', '31 01 02 03 09']) {
      expect(() => complete(stepWith(), fromHex(request)), request).toThrow('no write of this routine is in progress');
    }
  });
});

describe('0x31 RoutineControl', () => {
  it.each([
    ['31', '7F 31 13'],
    ['31 01', '7F 31 13'],
    ['31 01 02', '7F 31 13'],
    ['31 7F 02', '7F 31 13'],
    ['31 01 00 00', '7F 31 31'],
    ['31 01 02 04 01', '7F 31 31'],
    ['31 04 FF FF', '7F 31 31'],
    ['31 00 02 01', '7F 31 12'],
    ['31 04 02 01', '7F 31 12'],
    ['31 7F 02 03', '7F 31 12'],
    ['31 84 02 02', '7F 31 12'],
    ['31 01 02 01', '7F 31 13'],
    ['31 01 02 01 00', '7F 31 31'],
    ['31 01 02 01 03', '7F 31 31'],
    ['31 01 02 02 04', '7F 31 31'],
    ['31 01 02 03 04', '7F 31 31'],
    ['31 01 02 01 01', '7F 31 33'],
    ['31 01 02 01 01 00', '7F 31 33'],
    ['31 01 02 01 02', '7F 31 33'],
    ['31 01 02 02 01', '7F 31 33'],
    ['31 01 02 03 02', '7F 31 33'],
    ['31 01 02 02 02 00', '7F 31 13'],
    ['31 01 02 02 03 00', '7F 31 13'],
    ['31 01 02 03 03 00', '7F 31 13'],
    ['31 01 02 02 02', '7F 31 24'],
    ['31 01 02 02 03', '7F 31 24'],
    ['31 01 02 03 01', '7F 31 13'],
    ['31 01 02 03 03', '7F 31 24'],
    ['31 02 02 01', '7F 31 24'],
    ['31 02 02 02', '7F 31 24'],
    ['31 02 02 03', '7F 31 24'],
    ['31 02 02 01 00', '7F 31 13'],
    ['31 03 02 01', '7F 31 24'],
    ['31 03 02 02', '7F 31 24'],
    ['31 03 02 03', '7F 31 24'],
    ['31 03 02 03 00', '7F 31 13'],
  ])('conformance 4, 50: %s, locked and idle, is answered %s', (request, answer) => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request(request)).toBe(answer);
  });

  it('conformance 50: the option’s length comes after its security and before the sequence', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(2);
    expect(bench.request('31 01 02 01 02 00')).toBe('7F 31 13');
    expect(bench.request('31 01 02 01 02')).toBe('7F 31 24');
  });

  it('conformance 50: the sequence comes before the conditions', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(2);
    bench.car.setVehicle({ batteryMv: 9000 });
    expect(bench.request('31 01 02 01 02')).toBe('7F 31 24');
    bench.enterRegistration();
    bench.car.setVehicle({ batteryMv: 12_600 });
    bench.enterRegistration();
    bench.unlock(3);
    bench.car.setVehicle({ batteryMv: 9000 });
    expect(bench.request('31 01 02 02 01')).toBe('7F 31 24');
  });

  it('conformance 50: not in the default session: 0x7F before all else', () => {
    const bench = new TestBench();
    for (const request of ['31', '31 01 00 00', '31 01 02 01 01', '31 03 02 01']) {
      expect(bench.request(request)).toBe('7F 31 7F');
    }
  });

  it('conformance 7, 8: the answer echoes sub-function without bit 7 and RID, not the option', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('31 01 02 03 01 01')).toBe('71 01 02 03 31 01 01');
    expect(bench.request('31 03 02 03')).toMatch(/^71 03 02 03 31 00 00 /);
    expect(bench.request('31 02 02 03')).toBe('71 02 02 03 00');
  });

  it('conformance 9: bit 7 silences the positive answer only, and the step is taken', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request('31 81 02 03 01 07')).toBe('7F 31 31');
    expect(bench.request('31 81 02 03 01 01')).toBeNull();
    expect(bench.request('22 10 06')).toMatch(/^62 10 06 03 31 /);
  });

  it('AUT-5: stop, results and the other options need no level', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    bench.touch(0xa100_0001);
    expect(bench.request('31 03 02 02')).toMatch(/^71 03 02 02 22 /);
    expect(bench.request('31 01 02 02 02')).toBe('71 01 02 02 23 1F');
    expect(bench.request('31 01 02 02 03')).toBe('71 01 02 02 24');
    expect(bench.request('31 02 02 02')).toBe('71 02 02 02 00');
  });

  it('RST-5, REG-8: results keep the last run of each routine apart', () => {
    const bench = new TestBench();
    bench.arm();
    bench.request('31 02 02 01');
    bench.enterRegistration();
    bench.request('31 02 02 02');
    expect(bench.request('31 03 02 01')).toMatch(/^71 03 02 01 00 05 00 .. .. .. 00 00 00$/);
    expect(bench.request('31 03 02 02')).toMatch(/^71 03 02 02 00 05 00 .. .. .. 00 00 00 00 05 00$/);
    expect(bench.request('31 03 02 03')).toBe('7F 31 24');
  });
});
