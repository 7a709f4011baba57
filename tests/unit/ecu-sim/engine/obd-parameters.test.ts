import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { EngineValues } from '../../../../ecu-sim/engine/engine-values.ts';
import {
  CURRENT_DATA,
  FROZEN_DATA,
  NO_FROZEN_DATA,
  VEHICLE_INFORMATION,
} from '../../../../ecu-sim/engine/obd-parameters.ts';
import { engineValues } from '../../../../ecu-sim/engine/read-engine.ts';
import { newTroubleMemory } from '../../../../ecu-sim/engine/trouble-memory.ts';
import { NEW_VEHICLE_MODEL } from '../../../../ecu-sim/engine/vehicle-model.ts';

const VALUES = engineValues(NEW_VEHICLE_MODEL, newTroubleMemory(NEW_VEHICLE_MODEL), 0, 0);

function bytes(parameter: number, change: Partial<EngineValues> = {}): string {
  const source = { values: { ...VALUES, ...change }, vin: '4T1BZ1FB4KU999999', freezeFrameCode: 0x0301 };
  return toHex(Uint8Array.from(CURRENT_DATA.get(parameter)?.(source) ?? []), ' ');
}

const COMPLETE = {
  catalyst: true,
  evaporativeSystem: true,
  oxygenSensor: true,
  oxygenSensorHeater: true,
  valveTiming: true,
};

describe('the parameters of service 01 in the scalings of SAE J1979', () => {
  it.each<[number, Partial<EngineValues>, string]>([
    [0x01, { lampOn: false, codes: 0, ready: COMPLETE }, '00 07 E5 00'],
    [0x01, { lampOn: true, codes: 3, ready: { ...COMPLETE, catalyst: false, valveTiming: false } }, '83 07 E5 81'],
    [0x01, { lampOn: false, codes: 3, ready: { ...COMPLETE, evaporativeSystem: false } }, '03 07 E5 04'],
    [0x01, { lampOn: false, codes: 1, ready: { ...COMPLETE, oxygenSensor: false } }, '01 07 E5 20'],
    [0x01, { lampOn: false, codes: 1, ready: { ...COMPLETE, oxygenSensorHeater: false } }, '01 07 E5 40'],
    [0x03, { fuelSystem: 2 }, '02 02'],
    [0x04, { load: 100 }, 'FF'],
    [0x04, { load: 20 }, '33'],
    [0x05, { coolantC: 90 }, '82'],
    [0x05, { coolantC: -40 }, '00'],
    [0x05, { coolantC: -41 }, '00'],
    [0x05, { coolantC: 216 }, 'FF'],
    [0x06, { shortTermTrim: 0 }, '80'],
    [0x06, { shortTermTrim: -1.5625 }, '7E'],
    [0x07, { longTermTrim1: 25 }, 'A0'],
    [0x08, { shortTermTrim: -1.5625 }, '7E'],
    [0x09, { longTermTrim2: 0.78125 }, '81'],
    [0x0b, { intakeKpa: 101 }, '65'],
    [0x0c, { rpm: 700 }, '0A F0'],
    [0x0d, { speedKmh: 87.6 }, '58'],
    [0x0d, { speedKmh: 655.35 }, 'FF'],
    [0x0e, { timingAdvance: 10 }, '94'],
    [0x0e, { timingAdvance: 0 }, '80'],
    [0x0f, { intakeAirC: 25 }, '41'],
    [0x10, { massAirFlow: 4 }, '01 90'],
    [0x11, { opening: 0 }, '26'],
    [0x11, { opening: 1 }, 'D4'],
    [0x13, {}, '33'],
    [0x15, { sensorVolts: 0.65 }, '82 FF'],
    [0x1c, {}, '01'],
    [0x1f, { runSeconds: 600 }, '02 58'],
    [0x21, { kilometresWithLamp: 300 }, '01 2C'],
    [0x21, { kilometresWithLamp: 65_536 }, 'FF FF'],
    [0x24, { ratio: 1 }, '80 00 46 66'],
    [0x2e, { purge: 30 }, '4D'],
    [0x2f, { fuelLevel: 50 }, '80'],
    [0x30, { warmUpsSinceClear: 300 }, 'FF'],
    [0x31, { kilometresSinceClear: 1346 }, '05 42'],
    [0x33, {}, '65'],
    [0x3c, { catalystC: 458 }, '13 74'],
    [0x41, { readyThisCycle: COMPLETE }, '00 07 E5 00'],
    [0x42, { supplyMv: 13_800 }, '35 E8'],
    [0x43, { absoluteLoad: 100 }, '00 FF'],
    [0x44, { commandedRatio: 1 }, '80 00'],
    [0x44, { commandedRatio: 0.88 }, '70 A4'],
    [0x45, { opening: 0 }, '00'],
    [0x45, { opening: 1 }, 'AD'],
    [0x46, {}, '41'],
    [0x47, { opening: 1 }, 'D4'],
    [0x49, { opening: 1 }, 'D4'],
    [0x4a, { opening: 0 }, '4F'],
    [0x4a, { opening: 1 }, 'FC'],
    [0x4c, { opening: 1 }, 'D4'],
    [0x4d, { minutesWithLamp: 61 }, '00 3D'],
    [0x4e, { minutesSinceClear: 1860 }, '07 44'],
    [0x51, {}, '01'],
    [0x5c, { oilC: 86 }, '7E'],
    [0x5e, { fuelLitresPerHour: 1.3 }, '00 1A'],
    [0x61, { torque: 20 }, '91'],
    [0x62, { torque: 0 }, '7D'],
    [0x63, {}, '01 64'],
  ])('parameter %i', (parameter, change, expected) => {
    expect(bytes(parameter, change)).toBe(expected);
  });

  it('are forty-five, and those of a freeze frame are part of them', () => {
    expect(CURRENT_DATA.size).toBe(45);
    const frozen = [...FROZEN_DATA.keys()].filter((parameter) => parameter !== 0x02);
    expect(frozen.every((parameter) => CURRENT_DATA.has(parameter))).toBe(true);
    expect(frozen).toHaveLength(19);
    expect([...NO_FROZEN_DATA.keys()]).toEqual([0x02]);
    expect([...VEHICLE_INFORMATION.keys()]).toEqual([0x02, 0x04, 0x06, 0x0a]);
  });

  it('of another service than 01 have the VIN and the code of the freeze frame', () => {
    const source = { values: VALUES, vin: '4T1BZ1FB4KU999999', freezeFrameCode: 0x0301 };
    const read = (table: typeof CURRENT_DATA, parameter: number): string =>
      toHex(Uint8Array.from(table.get(parameter)?.(source) ?? []), ' ');
    expect(read(NO_FROZEN_DATA, 0x02)).toBe('03 01');
    expect(read(FROZEN_DATA, 0x02)).toBe('03 01');
    expect(read(VEHICLE_INFORMATION, 0x02)).toBe('01 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39');
    expect(read(VEHICLE_INFORMATION, 0x06)).toBe('01 5F 3A 1C 07');
    expect([...FROZEN_DATA.keys()].slice(-1)).toEqual([0x02]);
  });
});
