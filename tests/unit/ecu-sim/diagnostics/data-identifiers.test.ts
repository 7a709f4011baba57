import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { DATA_READERS, DATA_WRITERS } from '../../../../ecu-sim/diagnostics/data-identifiers.ts';
import { NOW_US, stepWith, TWO_KEYS } from '../firmware-step.ts';

describe('the values of the data identifiers', () => {
  it('of the memory and the supply', () => {
    const step = stepWith({ supplyMv: 11_900 });
    expect(DATA_READERS.batteryMv(step)).toBe(11_900);
    expect([DATA_READERS.registeredKeys(step), DATA_READERS.freeSlots(step)]).toEqual([2, 5]);
    expect(DATA_READERS.slots(step)).toEqual([0xa1, 0xa2, null, null, null, null, null]);
    expect(DATA_READERS.immobilizerSet(step)).toBe(false);
    expect([step, stepWith({ keyLowBatterySeen: true })].map(DATA_READERS.keyLowBatterySeen)).toEqual([false, true]);
  });

  it('VEH-2: of the signals, with a door that is not known', () => {
    const step = stepWith({}, { doorKnown: false, trunk: true, powerMode: 1 });
    expect(DATA_READERS.inputs(step)).toEqual({
      driverDoorOpen: true,
      passengerDoorOpen: false,
      rearLeftDoorOpen: false,
      rearRightDoorOpen: false,
      trunkOpen: true,
      doorUnknown: true,
      brake: false,
      shiftP: true,
      powerMode: 1,
    });
  });

  it('RST-5: of the procedure, with its elapsed and remaining time', () => {
    const procedure = { kind: 'reset', state: 'running', sinceUs: NOW_US - 1500, deadlineUs: NOW_US + 1500 } as const;
    expect(DATA_READERS.procedure(stepWith({ procedure }))).toMatchObject({
      procedure: 1,
      elapsedMs: 1,
      remainingMs: 2,
    });
  });

  it('AUT-3: of the wrong pass-codes and the delay, rounded up', () => {
    const step = stepWith({ lockoutDeadlineUs: NOW_US + 9_999_001, content: { ...TWO_KEYS, attempts: 3 } });
    expect(DATA_READERS.passCodeAttempts(step)).toEqual({ wrong: 3, delayLeftMs: 10_000 });
    expect(DATA_READERS.passCodeAttempts(stepWith({ lockoutDeadlineUs: NOW_US + 9_999_000 })).delayLeftMs).toBe(9_999);
    expect(DATA_READERS.passCodeAttempts(stepWith())).toEqual({ wrong: 0, delayLeftMs: 0 });
  });

  it('KEY-3: of the retired keys, in 16 bits', () => {
    const retired = Array.from({ length: 65_536 }, (_, id) => id);
    expect(DATA_READERS.retiredKeys(stepWith({ content: { ...TWO_KEYS, retired } }))).toBe(65_535);
  });

  it.each([
    ['19 01 01', true],
    ['20 02 29', true],
    ['00 02 29', true],
    ['19 02 29', false],
    ['20 02 30', false],
    ['19 04 31', false],
    ['19 12 31', true],
    ['19 13 01', false],
    ['19 00 01', false],
    ['19 01 00', false],
    ['19 01 0A', false],
    ['A9 01 01', false],
  ])('a programming date is a date in BCD: %s, %j', (date, isValid) => {
    expect(DATA_WRITERS.programmingDate.isValid(fromHex(date))).toBe(isValid);
  });

  it('what is written is stored', () => {
    const step = stepWith();
    DATA_WRITERS.programmingDate.write(step, fromHex('20 02 29'));
    expect(DATA_WRITERS.testerSerial.isValid(fromHex('41'))).toBe(true);
    DATA_WRITERS.testerSerial.write(step, fromHex('41'));
    expect(DATA_READERS.programmingDate(step)).toEqual(fromHex('20 02 29'));
    expect(DATA_READERS.testerSerial(step)).toEqual(fromHex('41'));
  });

  it('a programming date has the days of its month, and no more', () => {
    const days = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];
    for (const [index, last] of days.entries()) {
      const month = String(index + 1).padStart(2, '0');
      expect(DATA_WRITERS.programmingDate.isValid(fromHex(`19 ${month} ${last}`)), month).toBe(true);
      expect(DATA_WRITERS.programmingDate.isValid(fromHex(`19 ${month} ${Number(last) + 1}`)), month).toBe(false);
    }
  });
});
