import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { CONDITION_ROWS, countOutOfRange, isConditionReason } from '../../../../hil/view/condition-refusals.ts';
import type { RefusalRow } from '../../../../hil/view/refusal-row.ts';
import { stepOf } from '../../../../hil/view/request-step.ts';
import { carView } from '../../../support/car-views.ts';

function refused(reason: keyof typeof CONDITION_ROWS, hex: string, changed: Partial<CarView> = {}): RefusalRow {
  return CONDITION_ROWS[reason](carView(changed), stepOf(fromHex(hex)));
}

const OPEN = { driver: true, passenger: false, rearLeft: false, rearRight: false, trunk: false };
const { erasure } = carView();

describe('reasons that are conditions', () => {
  it('are those of the history that a condition has', () => {
    expect(['door', 'other-procedure', 'session-ended', 'toString', ''].map(isConditionReason)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a condition of a procedure that is not met', () => {
  it('RST-1: the door is closed, or the ECU cannot know it', () => {
    expect(refused('door', '31 01 02 01 01')).toEqual({
      rule: 'RST-1',
      condition: "the driver's door must be open",
      value: 'it is closed',
      next: 'open it, then send 31 01 02 01 01',
    });
    expect(refused('door', '31 01 02 01 01', { doors: OPEN })).toMatchObject({
      value: 'the Smart Key ECU has received no door frame (0x620) for 2 s',
      next: 'let the body ECU send 0x620 again, then send 31 01 02 01 01',
    });
  });

  it.each([
    ['31 01 02 01 01', 'RST-1'],
    ['31 01 02 01 02', 'RST-2'],
    ['31 01 02 02 01', 'REG-1'],
  ])('%s: the battery is too low (%s)', (hex, rule) => {
    expect(refused('battery', hex, { batteryV: 10.9 })).toEqual({
      rule,
      condition: 'the battery must have at least 11.0 V',
      value: 'it has 10.9 V',
      next: `connect a battery charger, then send ${hex}`,
    });
  });

  it('AUT-3: the pass-code is wrong: another attempt, after the delay where one runs', () => {
    expect(refused('pass-code', '27 06 00 00 00 00 00 00', { attempts: 2 })).toEqual({
      rule: 'AUT-3',
      condition: 'the pass-code must be the one for the seed',
      value: 'it is wrong, attempt 2 of 3',
      next: 'send 27 05 for a new seed and get its pass-code',
    });
    const profile = { name: 'custom', differs: { attemptsMax: 5 } };
    expect(
      refused('pass-code', '27 02 00 00 00 00 00 00', { attempts: 5, attemptsDelayUntilUs: 12_345_000, profile }),
    ).toMatchObject({
      value: 'it is wrong, attempt 5 of 5',
      next: 'wait until 12.345 s, then send 27 01 for a new seed and get its pass-code',
    });
  });

  it('REG-1: no slot is free, a fault is present, the car moves, or the ECU cannot know it', () => {
    expect(refused('full', '31 01 02 02 01', { slots: ['A1000001'] })).toMatchObject({
      rule: 'REG-1',
      condition: 'a key slot must be free',
    });
    expect(refused('prohibited-by-fault', '31 01 02 02 01', { faults: ['B278D'] })).toMatchObject({
      value: 'B278D is present',
      next: 'remove B278D, then send 31 01 02 02 01',
    });
    expect(refused('speed', '31 01 02 02 01', { speedKmh: 5 })).toMatchObject({ value: 'it moves at 5 km/h' });
    expect(refused('speed', '31 01 02 02 01', { speedKmh: 4.9 })).toMatchObject({
      value: 'the Smart Key ECU has received no vehicle frame (0x5B0) for 2 s',
    });
  });

  it('RST-6: an aborted reset prohibits registration, but a fault that is present is named first', () => {
    expect(refused('prohibited-by-fault', '31 01 02 02 01', { resetIncomplete: true }).rule).toBe('RST-6');
    const both = { resetIncomplete: true, faults: ['B278D'] };
    expect(refused('prohibited-by-fault', '31 01 02 02 01', both).rule).toBe('REG-1');
  });

  it.each<[number, readonly string[], string]>([
    [2, ['A1000001'], 'touch one more registered key while the window is open, then send 31 01 02 03 03'],
    [3, ['A1000001'], 'touch 2 more registered keys while the window is open, then send 31 01 02 03 03'],
    [1, ['A1000001', 'A1000002'], 'stop with 31 02 02 03, then declare 2 keys'],
  ])('ERA-4: %i declared, %j touched', (declared, touched, next) => {
    expect(refused('count-differs', '31 01 02 03 03', { erasure: { declared, touched } })).toMatchObject({
      rule: 'ERA-4',
      next,
    });
  });

  it.each<[Partial<CarView>, string]>([
    [{ procedure: 'reset', state: 'armed' }, 'stop it with 31 02 02 01, then send 31 01 02 02 01'],
    [{ procedure: 'erasure', state: 'window-open' }, 'stop it with 31 02 02 03, then send 31 01 02 02 01'],
    [
      { procedure: 'reset', state: 'running', procedureDeadlineUs: 960_000_000 },
      'wait until it completes at 960.000 s, then send 31 01 02 02 01',
    ],
    [{}, 'send 31 01 02 02 01'],
  ])('AUT-6: another procedure is under way: %j', (changed, next) => {
    expect(refused('other-procedure', '31 01 02 02 01', changed)).toMatchObject({ rule: 'AUT-6', next });
  });

  it('VEH-5: the memory cannot be read', () => {
    expect(refused('memory', '31 01 02 02 01')).toEqual({
      rule: 'VEH-5',
      condition: "the ECU's memory must be readable",
      value: 'both copies of a block are damaged',
      next: 'restart the car with a fresh memory',
    });
  });
});

describe('ERA-1: a number of keys that cannot be declared', () => {
  const registered = (count: number): CarView =>
    carView({
      slots: Array.from({ length: 12 }, (_, slot) => (slot < count ? `A10000${10 + slot}` : null)),
      freeSlots: 12 - count,
      erasure,
    });
  const refusal = (count: number, hex: string): RefusalRow => countOutOfRange(registered(count), stepOf(fromHex(hex)));

  it('names the numbers that can be', () => {
    expect(refusal(11, '31 01 02 03 01 0B')).toMatchObject({
      rule: 'ERA-1',
      next: 'send 31 01 02 03 01 with 01 to 0A',
    });
    expect(refusal(3, '31 01 02 03 01 00').next).toBe('send 31 01 02 03 01 with 01 to 02');
  });

  it.each([0, 1])('is any where %i keys are registered', (count) => {
    expect(refusal(count, '31 01 02 03 01 01').next).toBe(
      'leave the keys as they are: with fewer than two registered there is none to erase',
    );
  });
});
