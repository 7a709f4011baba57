import { describe, expect, it } from 'vitest';
import type { EngineValues } from '../../../../ecu-sim/engine/engine-values.ts';
import { engineValues } from '../../../../ecu-sim/engine/read-engine.ts';
import { clearCodes, detect, newTroubleMemory, setFault } from '../../../../ecu-sim/engine/trouble-memory.ts';
import {
  changeConditions,
  NEW_VEHICLE_MODEL,
  type Conditions,
  type VehicleModel,
} from '../../../../ecu-sim/engine/vehicle-model.ts';

const S = 1_000_000;
const NONE = newTroubleMemory(NEW_VEHICLE_MODEL);

function model(change: Partial<Conditions>, atUs = 0): VehicleModel {
  return changeConditions(NEW_VEHICLE_MODEL, { powerMode: 'running', speedKmh: 0, supplyMv: 12_600, ...change }, atUs);
}

function read(of: VehicleModel, nowUs = 0, crankUs = 0): EngineValues {
  return engineValues(of, NONE, crankUs, nowUs);
}

describe('the values of the engine', () => {
  it('with the ignition on: nothing turns, the intake has the pressure outside', () => {
    const values = read(model({ powerMode: 'on' }), 5 * S);
    expect(values).toMatchObject({ phase: 'ignition', rpm: 0, massAirFlow: 0, load: 0, intakeKpa: 101, fuelSystem: 0 });
    expect(values).toMatchObject({ coolantC: 25, intakeAirC: 25, oilC: 25, runSeconds: 0, supplyMv: 12_600 });
    expect(read(model({ powerMode: 'off' })).phase).toBe('off');
  });

  it('cranking: the speed of the starter, for as long as the profile has it', () => {
    expect(read(model({}), 0, 800_000)).toMatchObject({ phase: 'cranking', rpm: 250, fuelSystem: 1 });
    expect(read(model({}), 799_999, 800_000).rpm).toBe(250);
    expect(read(model({}), 800_000, 800_000)).toMatchObject({ phase: 'idle', rpm: 700 });
  });

  it('at idle: 700 rpm at once, open loop while cold, closed loop from 40 °C on', () => {
    expect(read(model({}))).toMatchObject({ phase: 'idle', rpm: 700, fuelSystem: 1, runSeconds: 0, opening: 0 });
    expect(read(model({}), 59_999_999)).toMatchObject({ fuelSystem: 1, shortTermTrim: 0, ratio: 1 });
    expect(read(model({}), 60 * S)).toMatchObject({ coolantC: 40, fuelSystem: 2, runSeconds: 60 });
  });

  it('warm: the mixture swings around lambda 1, and trim and sensor agree', () => {
    const at = (us: number): EngineValues => read(model({}), 300 * S + us);
    expect([at(0), at(500_000), at(1_000_000)].map(({ shortTermTrim }) => shortTermTrim)).toEqual([-1.5625, 0, 1.5625]);
    expect([at(0), at(500_000), at(1_000_000)].map(({ ratio }) => ratio)).toEqual([0.99, 1, 1.01]);
    expect(at(0)).toMatchObject({ coolantC: 90, catalystC: 458, timingAdvance: 10 });
  });

  it('driving: the gear gives the engine speed, and load, air and torque follow', () => {
    const slow = read(model({ speedKmh: 30 }), 300 * S);
    const fast = read(model({ speedKmh: 120 }), 300 * S);
    expect([slow.phase, slow.rpm, fast.rpm]).toEqual(['driving', 1800, 2160]);
    for (const name of ['load', 'massAirFlow', 'torque', 'opening', 'fuelLitresPerHour'] as const) {
      expect(fast[name]).toBeGreaterThan(slow[name]);
    }
  });

  it('at full load the mixture is enriched', () => {
    expect(read(model({ speedKmh: 300 }), 300 * S)).toMatchObject({
      fuelSystem: 4,
      ratio: 0.88,
      commandedRatio: 0.88,
      intakeKpa: 101,
    });
  });

  it('has the distances and times of a car with a life behind it, and counts on from there', () => {
    expect(read(model({}))).toMatchObject({
      kilometresSinceClear: 1346,
      minutesSinceClear: 1860,
      warmUpsSinceClear: 42,
      kilometresWithLamp: 0,
      minutesWithLamp: 0,
    });
    expect(read(model({ speedKmh: 100 }), 180 * S)).toMatchObject({
      kilometresSinceClear: 1351,
      warmUpsSinceClear: 43,
    });
  });

  it('after a clear the monitors complete one after the other while the engine runs', () => {
    const started = model({});
    const memory = clearCodes(NONE, started);
    const ready = (seconds: number): number =>
      Object.values(engineValues(started, memory, 0, seconds * S).ready).filter(Boolean).length;
    expect([0, 59, 60, 180, 240, 600, 900].map(ready)).toEqual([0, 0, 1, 2, 3, 4, 5]);
  });

  it('an open coolant sensor reads -40 °C, and a lean bank needs all of its trim', () => {
    const memory = setFault(setFault(NONE, 'P0118', true, 0), 'P0171', true, 0);
    expect(engineValues(model({}), memory, 0, 300 * S)).toMatchObject({ coolantC: -40, longTermTrim1: 25 });
  });

  it('purges only while it drives in closed loop', () => {
    const purge = (change: Partial<Conditions>, seconds: number): number => read(model(change), seconds * S).purge;
    expect([purge({}, 300), purge({ speedKmh: 50 }, 0), purge({ speedKmh: 50 }, 300)]).toEqual([0, 0, 30]);
    expect(purge({ speedKmh: 300 }, 300)).toBe(0);
  });

  it('has the torque, load and pressure of its air', () => {
    const values = read(model({ speedKmh: 100 }), 300 * S);
    expect(values.load).toBeCloseTo((values.intakeKpa / 101) * 100, 9);
    expect(values.torque).toBeCloseTo(values.load * 0.95, 9);
    expect(values.timingAdvance).toBeCloseTo(34 - 0.24 * values.load, 9);
    expect(values.catalystC).toBeCloseTo(25 + 425 + 2 * values.massAirFlow, 9);
  });

  it('has 41 litres at first, and counts minutes since the last clear', () => {
    // 41 of 60 litres.
    expect(read(model({ powerMode: 'on' })).fuelLevel).toBeCloseTo(68.3333, 4);
    expect(read(model({}), 59 * S).minutesSinceClear).toBe(1_860);
    expect(read(model({}), 60 * S).minutesSinceClear).toBe(1_861);
  });

  it('each monitor is ready at its second, and not one before', () => {
    const started = model({});
    const memory = clearCodes(NONE, started);
    const names = (us: number): readonly string[] =>
      Object.entries(engineValues(started, memory, 0, us).ready)
        .filter(([, ready]) => ready)
        .map(([name]) => name)
        .sort();
    for (const seconds of [60, 180, 240, 600, 900]) {
      expect(names(seconds * S - 1).length, String(seconds)).toBe(names(seconds * S).length - 1);
    }
  });

  it('counts the distance and time with the lamp lit', () => {
    const started = model({ speedKmh: 36 });
    const memory = detect(setFault(NONE, 'P0300', true, 0), started, () => engineValues(started, NONE, 0, 0));
    const later = engineValues(started, memory, 0, 200 * S);
    expect(later).toMatchObject({ lampOn: true, kilometresWithLamp: 2, minutesWithLamp: 3 });
  });
});
