import { describe, expect, it } from 'vitest';
import {
  enterRegistration,
  preStartCheck,
  startRegistration,
  stopRegistration,
  touchInRegistration,
} from '../../../../ecu-sim/smart-key/registration.ts';
import type { FirmwareState, RegistrationProcedure, VehicleSignals } from '../../../../ecu-sim/smart-key/state.ts';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';
import { NOW_US, stepWith, TWO_KEYS } from '../firmware-step.ts';

const ENTER = '31 01 02 02 01';
const CHECK = '31 01 02 02 02';
const START = '31 01 02 02 03';
const STOP = '31 02 02 02';
const RESULTS = '31 03 02 02';

function emptyCar(): TestBench {
  return new TestBench({ registeredKeys: [] });
}

describe('Smart Code Registration, entry', () => {
  it('REG-1: enters with level 3 unlocked, and spends it', () => {
    const bench = new TestBench();
    expect(bench.enterRegistration()).toBe('71 01 02 02 21 00 05');
    bench.request(STOP);
    expect(bench.request(ENTER)).toBe('7F 31 33');
  });

  it('REG-1: no other level will do', () => {
    const bench = new TestBench();
    bench.extended();
    for (const level of [1, 2, 4] as const) {
      bench.unlock(level);
      expect(bench.request(ENTER)).toBe('7F 31 33');
    }
  });

  it('REG-1: no free slot is refused with 0x22, reason 04', () => {
    const bench = new TestBench({ profile: { keySlots: 2 } });
    expect(bench.enterRegistration()).toBe('7F 31 22');
    expect(bench.history()).toEqual(['02 02 04']);
  });

  it('REG-1: low battery is refused with 0x93, reason 02; 11.000 V is enough', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ batteryMv: 10_999 });
    expect(bench.enterRegistration()).toBe('7F 31 93');
    expect(bench.history()).toEqual(['02 02 02']);
    bench.car.setVehicle({ batteryMv: 11_000 });
    expect(bench.request(ENTER)).toBe('71 01 02 02 21 00 05');
  });

  it('REG-1: 5.00 km/h is refused with 0x88, reason 0A; 4.99 km/h is slow enough', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ speedKmh: 5 });
    expect(bench.enterRegistration()).toBe('7F 31 88');
    expect(bench.history()).toEqual(['02 02 0A']);
    bench.car.setVehicle({ speedKmh: 4.99 });
    bench.car.settle();
    expect(bench.request(ENTER)).toBe('71 01 02 02 21 00 05');
  });

  it('REG-1, VEH-8: fault B278D prohibits it, reason 09', () => {
    const bench = new TestBench();
    bench.car.setFault('B278D', true);
    expect(bench.enterRegistration()).toBe('7F 31 22');
    expect(bench.history()).toEqual(['02 02 09']);
    bench.car.setFault('B278D', false);
    expect(bench.request(ENTER)).toBe('71 01 02 02 21 00 05');
  });

  it('REG-1: another procedure under way is refused, reason 0F', () => {
    const bench = new TestBench();
    bench.arm();
    bench.unlock(3);
    expect(bench.request(ENTER)).toBe('7F 31 22');
    expect(bench.history()).toEqual(['02 02 0F']);
  });

  it('REG-1, conformance 50: the order is other procedure, fault, battery, speed, full', () => {
    const bench = new TestBench({ profile: { keySlots: 2 } });
    bench.extended();
    bench.request('31 01 02 03 01 01');
    bench.unlock(3);
    bench.car.setFault('B278D', true);
    bench.car.setVehicle({ batteryMv: 9000, speedKmh: 50 });
    expect(bench.request(ENTER)).toBe('7F 31 22');
    bench.request('31 02 02 03');
    expect(bench.request(ENTER)).toBe('7F 31 22');
    bench.car.setFault('B278D', false);
    expect(bench.request(ENTER)).toBe('7F 31 93');
    bench.car.setVehicle({ batteryMv: 12_600 });
    expect(bench.request(ENTER)).toBe('7F 31 88');
    bench.car.setVehicle({ speedKmh: 0 });
    bench.car.settle();
    expect(bench.request(ENTER)).toBe('7F 31 22');
    expect(bench.history(6)).toEqual(['02 02 04', '02 02 0A', '02 02 02', '02 02 09', '03 05 00', '02 02 0F']);
  });

  it('AUT-6: entering twice is wrong order', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    bench.unlock(3);
    expect(bench.request(ENTER)).toBe('7F 31 24');
  });
});

describe('Smart Code Registration, steps', () => {
  it('REG-2: additional with a key registered, initial with none', () => {
    expect(new TestBench({ registeredKeys: [KEY_A] }).enterRegistration()).toBe('71 01 02 02 21 00 06');
    expect(emptyCar().enterRegistration()).toBe('71 01 02 02 22 01 07');
  });

  it('REG-3: additional wants the touch of a registered key before the Pre-Start Check', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    expect(bench.request(CHECK)).toBe('7F 31 24');
    expect(bench.request(START)).toBe('7F 31 24');
    expect(bench.touch(bench.newKey())).toBe('none: not-registered');
    expect(bench.request(CHECK)).toBe('7F 31 24');
    expect(bench.touch(KEY_B)).toBe('key-recognised');
    expect(bench.request(CHECK)).toBe('71 01 02 02 23 1F');
  });

  it('REG-3: the Pre-Start Check must be run before start, in both modes', () => {
    const bench = new TestBench();
    bench.enterRegistration();
    bench.touch(KEY_A);
    expect(bench.request(START)).toBe('7F 31 24');
    bench.request(CHECK);
    expect(bench.request(START)).toBe('71 01 02 02 24');
    expect(bench.request(START)).toBe('7F 31 24');
    expect(bench.request(CHECK)).toBe('7F 31 24');
    const empty = emptyCar();
    empty.enterRegistration();
    expect(empty.request(START)).toBe('7F 31 24');
    expect(empty.request(CHECK)).toBe('71 01 02 02 23 17');
    expect(empty.request(START)).toBe('71 01 02 02 24');
  });

  it('REG-3: check and start without an entry are wrong order', () => {
    const bench = new TestBench();
    bench.extended();
    expect(bench.request(CHECK)).toBe('7F 31 24');
    expect(bench.request(START)).toBe('7F 31 24');
    expect(bench.request(STOP)).toBe('7F 31 24');
  });

  it('REG-3: each finding of the Pre-Start Check has its bit, and none blocks the start', () => {
    const bench = emptyCar();
    bench.enterRegistration();
    bench.car.setVehicle({ batteryMv: 10_999 });
    expect(bench.request(CHECK)).toBe('71 01 02 02 23 15');
    bench.car.setFault('B278D', true);
    expect(bench.request(CHECK)).toBe('71 01 02 02 23 05');
    expect(bench.request(START)).toBe('71 01 02 02 24');
  });

  it('REG-3: a touched key counts though it lies outside, and a door unknown clears bit 0', () => {
    const bench = new TestBench();
    bench.car.moveKey(KEY_A, 'outside');
    bench.car.moveKey(KEY_B, 'outside');
    bench.enterRegistration();
    bench.touch(KEY_A);
    bench.car.network.detach(bench.car.body);
    bench.advance(2 * SECOND);
    expect(bench.request(CHECK)).toBe('71 01 02 02 23 1E');
  });

  it('REG-4, KEY-2: additional registers one key in the lowest free slot with two beeps, and ends', () => {
    const bench = new TestBench();
    bench.startRegistration();
    const id = bench.newKey();
    expect(bench.touch(id)).toBe('registered');
    expect(bench.slots.slice(0, 4)).toEqual([KEY_A, KEY_B, id, null]);
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 02 02');
    expect(bench.request('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(bench.history()).toEqual(['02 01 00']);
    expect(bench.touch(bench.newKey())).toBe('none: not-registered');
  });

  it('REG-4: another key starts again from the seed', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.touch(bench.newKey());
    expect(bench.request(ENTER)).toBe('7F 31 33');
    expect(bench.startRegistration()).toBe('71 01 02 02 24');
    expect(bench.touch(bench.newKey())).toBe('registered');
    expect(bench.keys).toHaveLength(4);
  });

  it('REG-4, KEY-2: the lowest free slot is a gap that an erasure left', () => {
    const bench = new TestBench();
    bench.openWindow(1);
    bench.touch(KEY_B);
    bench.request('31 01 02 03 03');
    expect(bench.slots.slice(0, 2)).toEqual([null, KEY_B]);
    bench.startRegistration(KEY_B);
    const id = bench.newKey();
    bench.touch(id);
    expect(bench.slots.slice(0, 2)).toEqual([id, KEY_B]);
  });

  it('REG-5: initial registers key after key, one beep each, until stopped', () => {
    const bench = emptyCar();
    bench.startRegistration(null);
    for (let count = 1; count <= 3; count++) {
      expect(bench.touch(bench.newKey())).toBe('registered');
      expect(bench.beeps).toBe(count);
    }
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 03 01');
    expect(bench.request(STOP)).toBe('71 02 02 02 00');
    expect(bench.history()).toEqual(['02 01 00']);
    expect(bench.keys).toEqual([0x1000_0001, 0x1000_0002, 0x1000_0003]);
  });

  it('REG-5, REG-7: initial ends as completed when no slot is left', () => {
    const bench = new TestBench({ registeredKeys: [], profile: { keySlots: 2 } });
    bench.startRegistration(null);
    bench.touch(bench.newKey());
    bench.touch(bench.newKey());
    expect(bench.request('22 10 06')).toBe('62 10 06 00 00 00 00 00 00 00 00');
    expect(bench.history()).toEqual(['02 01 00']);
    expect(bench.touch(bench.newKey())).toBe('none: not-registered');
  });
});

describe('Smart Code Registration, refused keys', () => {
  const refused: readonly [string, string, (bench: TestBench) => number][] = [
    ['already registered', '05', () => KEY_A],
    ['retired', '06', (bench) => retire(bench)],
    ['bound elsewhere', '06', (bench) => bench.car.makeKey({ boundVin: '4T1BZ1FB3KU000000' }).id],
    ['of this car but in no slot', '06', (bench) => bench.car.makeKey({ boundVin: bench.car.profile.vin }).id],
    ['of weak battery', '07', (bench) => bench.newKey(2200)],
  ];

  function retire(bench: TestBench): number {
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.request('31 01 02 03 03');
    return KEY_B;
  }

  it.each(refused)(
    'REG-6, KEY-3: a key %s is refused silently, reason %s, and the procedure continues',
    (_, reason, make) => {
      const bench = new TestBench();
      const id = make(bench);
      bench.startRegistration();
      const { beeps, keys } = bench;
      expect(bench.touch(id)).toMatch(/^refused: /);
      expect(bench.beeps).toBe(beeps);
      expect(bench.keys).toEqual(keys);
      expect(bench.request(RESULTS)?.slice(-2)).toBe(reason);
      expect(bench.history()).toEqual([`02 02 ${reason}`]);
      expect(bench.touch(bench.newKey())).toBe('registered');
    },
  );

  it('REG-6, VEH-8: with the front antenna fault B27A5 every key is refused, reason 08', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.car.setFault('B27A5', true);
    const id = bench.newKey();
    expect(bench.touch(id)).toBe('refused: antenna');
    expect(bench.history()).toEqual(['02 02 08']);
    bench.car.setFault('B27A5', false);
    expect(bench.touch(id)).toBe('registered');
  });

  it('KEY-6: a key at 2.200 V is too weak, at 2.201 V it is registered; DID 100A has seen it', () => {
    const bench = new TestBench();
    bench.startRegistration();
    expect(bench.request('22 10 0A')).toBe('62 10 0A 00');
    expect(bench.touch(bench.newKey(2201))).toBe('registered');
    expect(bench.request('22 10 0A')).toBe('62 10 0A 00');
    bench.startRegistration();
    expect(bench.touch(bench.newKey(2200))).toBe('refused: weak-key-battery');
    expect(bench.request('22 10 0A')).toBe('62 10 0A 01');
  });

  it('KEY-1: a key is bound to the VIN at the moment it is registered, and a refused one is not', () => {
    const bench = new TestBench();
    bench.startRegistration();
    const weak = bench.newKey(2000);
    const good = bench.newKey();
    bench.touch(weak);
    bench.touch(good);
    expect(bench.car.keys.get(weak).boundVin).toBeNull();
    expect(bench.car.keys.get(good).boundVin).toBe('4T1BZ1FB4KU999999');
  });

  it('KEY-1: the id is unique, and a bound key is never bound again', () => {
    const bench = new TestBench();
    expect(() => bench.car.makeKey({ id: KEY_A })).toThrow(/a key A1000001 already exists/);
    bench.car.keys.bind(KEY_A, '4T1BZ1FB3KU000000');
    expect(bench.car.keys.get(KEY_A).boundVin).toBe('4T1BZ1FB4KU999999');
  });

  it('KEY-3: a key registered in one car is refused by another, also after its own car forgot it', () => {
    const bench = new TestBench();
    const { keys } = bench.car;
    const other = new TestBench({ keys, registeredKeys: [], profile: { vin: '4T1BZ1FB3KU000000' } });
    other.startRegistration(null);
    expect(other.touch(KEY_A)).toBe('refused: bound-elsewhere-or-retired');
    bench.beginReset();
    bench.advanceToDeadline('procedure');
    expect(other.touch(KEY_A)).toBe('refused: bound-elsewhere-or-retired');
    expect(other.keys).toEqual([]);
  });

  it('KEY-3: a retired key is refused after power loss, ECU reset and another reset', () => {
    const bench = new TestBench();
    bench.beginReset();
    bench.advanceToDeadline('procedure');
    for (const between of [() => bench.powerCycle(), () => bench.request('11 01'), () => resetAgain(bench)]) {
      between();
      bench.startRegistration(null);
      expect(bench.touch(KEY_A)).toBe('refused: bound-elsewhere-or-retired');
      bench.request(STOP);
    }
    expect(bench.retired).toEqual([KEY_A, KEY_B]);
  });

  function resetAgain(bench: TestBench): void {
    bench.beginReset();
    bench.advanceToDeadline('procedure');
  }
});

describe('Smart Code Registration, step by step', () => {
  const CHECKED: RegistrationProcedure = {
    kind: 'registration',
    mode: 'initial',
    state: 'awaiting-pre-start-check',
    sinceUs: NOW_US - 1000,
    deadlineUs: NOW_US + 1,
    added: 0,
    lastRefusal: 'none',
  };
  const BLANK = { id: 0xb1, boundVin: null, batteryMv: 3000 };

  function findingsOf(state: Partial<FirmwareState>, signals: Partial<VehicleSignals> = {}): string {
    const result = preStartCheck(stepWith({ procedure: CHECKED, ...state }, signals));
    if ('refused' in result) return 'refused';
    const { doorKnown, battery, freeSlot, keyPresent, noFault } = result.answer;
    return [doorKnown, battery, freeSlot, keyPresent, noFault].map(Number).join('');
  }

  it('REG-1, REG-7: entered, it lasts 60 s to the microsecond, and is stored as under way with its free slots', () => {
    const step = stepWith();
    expect(enterRegistration(step)).toEqual({ answer: { state: 0x21, mode: 0, freeSlots: 5 } });
    expect(step.state.procedure).toEqual({
      ...CHECKED,
      mode: 'additional',
      state: 'awaiting-registered-key',
      sinceUs: NOW_US,
      deadlineUs: NOW_US + 60_000_000,
    });
    expect(step.state.content.lastRuns[1]).toEqual({
      state: 0x21,
      outcome: 0,
      reason: 0,
      elapsedMs: 0,
      detail: [0, 5, 0],
    });
  });

  it('REG-3: the check reports each finding by itself, at both sides of its bound', () => {
    expect(findingsOf({})).toBe('11101');
    expect(findingsOf({}, { doorKnown: false })).toBe('01101');
    expect([findingsOf({ supplyMv: 11_000 }), findingsOf({ supplyMv: 10_999 })]).toEqual(['11101', '10101']);
    expect(findingsOf({ content: { ...TWO_KEYS, slots: [1, null] } })).toBe('11101');
    expect(findingsOf({ content: { ...TWO_KEYS, slots: [1, 2] } })).toBe('11001');
    expect([findingsOf({ cabinKeys: [0xb1, 0xa2] }), findingsOf({ cabinKeys: [0xb1] })]).toEqual(['11111', '11101']);
    expect(findingsOf({ procedure: { ...CHECKED, mode: 'additional' } })).toBe('11111');
    expect([findingsOf({ faults: ['B278D'] }), findingsOf({ faults: ['B27A5'] })]).toEqual(['11100', '11101']);
  });

  it('REG-3, REG-7: check and start restart the 60 s, and may come in this order only', () => {
    const step = stepWith({ procedure: CHECKED });
    expect(startRegistration(step)).toEqual({ refused: { nrc: 0x24, reason: null } });
    preStartCheck(step);
    preStartCheck(step);
    const next = { deadlineUs: NOW_US + 60_000_000, sinceUs: NOW_US - 1000, added: 0 };
    expect(step.state.procedure).toMatchObject({ ...next, state: 'ready-to-start' });
    expect(startRegistration(step)).toEqual({ answer: { state: 0x24 } });
    expect(step.state.procedure).toMatchObject({ ...next, state: 'awaiting-new-key' });
    expect(preStartCheck(step)).toEqual({ refused: { nrc: 0x24, reason: null } });
  });

  it.each(['awaiting-pre-start-check', 'ready-to-start'] as const)('REG-3: %s, a touch does nothing', (state) => {
    const step = stepWith();
    expect(touchInRegistration(step, { ...CHECKED, state }, BLANK)).toEqual({
      reaction: 'none',
      reason: 'not-started',
    });
    expect(step.effects).toEqual([]);
  });

  it('REG-5, REG-8: each new key is stored with what was added, the free slots and the last refusal', () => {
    const procedure: RegistrationProcedure = { ...CHECKED, state: 'awaiting-new-key', added: 1 };
    const step = stepWith({ procedure });
    expect(touchInRegistration(step, procedure, { ...BLANK, batteryMv: 2200 })).toEqual({
      reaction: 'refused',
      reason: 'weak-key-battery',
    });
    expect(step.state.content.lastRuns[1]).toMatchObject({ state: 0x24, detail: [1, 5, 7] });
    expect(step.state.procedure).toEqual({ ...procedure, lastRefusal: 'weak-key-battery' });
    touchInRegistration(step, { ...procedure, lastRefusal: 'weak-key-battery' }, { ...BLANK, batteryMv: 2201 });
    expect(step.state.content.lastRuns[1]).toMatchObject({ state: 0x24, detail: [2, 4, 7] });
    expect(step.state.procedure).toMatchObject({ added: 2, deadlineUs: NOW_US + 60_000_000 });
    expect(step.state.buzzers).toMatchObject({ exterior: 1, last: 1 });
  });

  it('REG-7: is completed after at least one key, stopped after none, and stored with its time', () => {
    for (const [added, outcome] of [
      [0, 5],
      [1, 1],
    ] as const) {
      const step = stepWith({ procedure: { ...CHECKED, added } });
      expect(stopRegistration(step)).toEqual({ answer: { state: 0 } });
      expect(step.state.content.lastRuns[1]).toEqual({
        state: 0,
        outcome,
        reason: 0,
        elapsedMs: 1,
        detail: [added, 5, 0],
      });
    }
    expect(stopRegistration(stepWith())).toEqual({ refused: { nrc: 0x24, reason: null } });
  });
});
