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

  it('starts with the distances and times of a used car, and counts on from there', () => {
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

  it('counts whole kilometres and minutes, also far on', () => {
    const started = model({});
    const at = (metres: number, seconds: number): EngineValues => {
      const mark = {
        metres: started.metres - metres,
        runUs: started.runUs - seconds * S,
        warmUps: started.warmUps - 7,
      };
      return engineValues(started, { ...NONE, cleared: mark, lamp: mark }, 0, 0);
    };
    expect(at(999_999, 3_600)).toMatchObject({ kilometresWithLamp: 999, minutesWithLamp: 60, warmUpsSinceClear: 7 });
    expect(at(1_000_000, 3_600)).toMatchObject({ kilometresSinceClear: 1_000, minutesSinceClear: 60 });
    expect(at(999_999, 3_599)).toMatchObject({ kilometresSinceClear: 999, minutesSinceClear: 59, minutesWithLamp: 59 });
    expect(at(2_000_999, 7_259)).toMatchObject({ kilometresWithLamp: 2_000, minutesWithLamp: 120 });
  });

  it('has as many codes as are stored, and the lamp with the first', () => {
    const memory = detect(setFault(setFault(NONE, 'P0301', true, 0), 'P0420', true, 0), model({}), () =>
      read(model({})),
    );
    expect(engineValues(model({}), memory, 0, 0)).toMatchObject({ codes: 2, lampOn: true });
    expect(read(model({}))).toMatchObject({ codes: 0, lampOn: false });
  });

  it('has the monitors of this cycle by the time since the start', () => {
    const ready = (seconds: number): readonly string[] =>
      Object.entries(read(model({}), seconds * S).readyThisCycle)
        .filter(([, complete]) => complete)
        .map(([name]) => name)
        .sort();
    expect(ready(59)).toEqual([]);
    expect(ready(60)).toEqual(['oxygenSensorHeater']);
    expect(ready(180)).toEqual(['oxygenSensor', 'oxygenSensorHeater']);
    expect(ready(240)).toEqual(['oxygenSensor', 'oxygenSensorHeater', 'valveTiming']);
    expect(ready(600)).toEqual(['catalyst', 'oxygenSensor', 'oxygenSensorHeater', 'valveTiming']);
    expect(ready(900)).toHaveLength(5);
  });

  it('has still values while nothing turns', () => {
    expect(read(model({ powerMode: 'on', supplyMv: 12_345 }), 5 * S)).toMatchObject({
      ...{ rpm: 0, load: 0, absoluteLoad: 0, massAirFlow: 0, fuelLitresPerHour: 0, opening: 0, torque: 0 },
      ...{ intakeKpa: 101, timingAdvance: 0, sensorVolts: 0.45, purge: 0, ratio: 1, commandedRatio: 1 },
      ...{ shortTermTrim: 0, longTermTrim1: 1.5625, longTermTrim2: 0.78125, barometricKpa: 101, ambientC: 25 },
      ...{ catalystC: 25, runSeconds: 0, speedKmh: 0, supplyMv: 12_345 },
    });
    expect(read({ ...model({ powerMode: 'on' }), coolantC: 90 })).toMatchObject({ catalystC: 450, phase: 'ignition' });
  });

  it('is warm after five minutes at idle: 86.75 °C of oil, 37 °C of intake air, and less fuel', () => {
    const values = read(model({}), 300 * S);
    expect(values).toMatchObject({ coolantC: 90, oilC: 86.75, intakeAirC: 37, catalystC: 458, opening: 0 });
    expect(values).toMatchObject({
      sensorVolts: 0.65,
      commandedRatio: 1,
      purge: 0,
      timingAdvance: 10,
      runSeconds: 300,
    });
    // 1.3149 L/h for 300 s, of 60 litres.
    expect(values.fuelLevel).toBeCloseTo(68.333_333 - 0.182_623, 5);
    expect(values.load).toBeCloseTo(21.009_506, 5);
    expect(values.absoluteLoad).toBeCloseTo(16.757_829, 5);
    expect(values.torque).toBeCloseTo(19.959_031, 5);
    expect(values.massAirFlow).toBeCloseTo(4, 9);
    expect(values.fuelLitresPerHour).toBeCloseTo(1.314_888, 6);
    expect(values.intakeKpa).toBeCloseTo(21.219_601, 5);
  });

  it('at 100 km/h opens the throttle by the square of the load beyond idle', () => {
    const values = read(model({ speedKmh: 100 }), 300 * S);
    // (0.379504 - 0.210095) / (1 - 0.210095), squared.
    expect(values.opening).toBeCloseTo(0.045_996, 5);
    expect(values.torque).toBeCloseTo(36.052_887, 5);
    expect(values.absoluteLoad).toBeCloseTo(30.270_413, 5);
    expect(values.catalystC).toBeCloseTo(499.545_45, 4);
    expect(values).toMatchObject({ rpm: 2400, speedKmh: 100, sensorVolts: 0.65, purge: 30 });
  });

  it('has a closed throttle where the wheels need less load than idling does', () => {
    // 18.9 % at 36 km/h, 21 % at idle.
    expect(read(model({ speedKmh: 36 }), 300 * S)).toMatchObject({ opening: 0, timingAdvance: 10, phase: 'driving' });
  });

  it('counts seconds and minutes when they are complete', () => {
    const started = model({});
    expect([read(started, 59_999_999).runSeconds, read(started, 60 * S).runSeconds]).toEqual([59, 60]);
    const lamp = { metres: started.metres, runUs: started.runUs, warmUps: 0 };
    const minutes = (us: number): number => engineValues(started, { ...NONE, lamp }, 0, us).minutesWithLamp;
    expect([minutes(60 * S - 1), minutes(60 * S)]).toEqual([0, 1]);
  });

  it('at full load reads a rich mixture', () => {
    const values = read(model({ speedKmh: 300 }), 300 * S);
    expect(values).toMatchObject({ sensorVolts: 0.85, shortTermTrim: 0, load: 100, opening: 1, torque: 95 });
    expect(values.timingAdvance).toBe(10);
  });

  it('has the air of the starter while it turns the engine', () => {
    const values = read(model({ speedKmh: 0 }), 0, 800_000);
    expect(values.massAirFlow).toBeCloseTo(2.65, 6);
    expect(values.intakeKpa).toBeCloseTo(39.362_36, 5);
    expect(values).toMatchObject({ sensorVolts: 0.45, phase: 'cranking' });
    expect(read(model({ speedKmh: 50 }), 799_999, 800_000)).toMatchObject({ rpm: 250, phase: 'cranking' });
    expect(read(model({ speedKmh: 50 }), 0, 800_000).massAirFlow).toBeCloseTo(2.65, 6);
    expect(read(model({ speedKmh: 50 }), 800_000, 800_000)).toMatchObject({ rpm: 2100, phase: 'driving' });
    expect(read(model({ speedKmh: 0.5 }))).toMatchObject({ phase: 'driving', rpm: 700 });
  });

  it('stays in open loop while the starter turns a warm engine', () => {
    const warm = { ...model({}), coolantC: 80 };
    expect(read(warm, 0, 800_000).fuelSystem).toBe(1);
    expect(read({ ...model({}), coolantC: 39.9 }).fuelSystem).toBe(1);
    expect(read({ ...model({}), coolantC: 40 }).fuelSystem).toBe(2);
  });

  it('swings with a period of two seconds', () => {
    const at = (us: number): number => read(model({}), 300 * S + us).shortTermTrim;
    expect([250_000, 750_000, 1_500_000, 1_750_000].map(at)).toEqual([-0.78125, 0.78125, 0, -0.78125]);
    expect(at(2 * S)).toBe(-1.5625);
    expect(read(model({}), 300 * S + 250_000).ratio).toBeCloseTo(0.995, 9);
  });

  it('runs on an empty tank rather than on less than nothing', () => {
    expect(read({ ...model({}), fuelLitres: 40.4 }).fuelLevel).toBeCloseTo(1, 9);
    expect(read({ ...model({}), fuelLitres: 60 }).fuelLevel).toBe(0);
  });

  it('has the faults of its sensors only while they are there', () => {
    expect(read(model({}), 300 * S)).toMatchObject({ longTermTrim1: 1.5625, longTermTrim2: 0.78125 });
    const lean = setFault(NONE, 'P0171', true, 0);
    expect(engineValues(model({}), lean, 0, 300 * S)).toMatchObject({ coolantC: 90, longTermTrim2: 0.78125 });
    const open = setFault(NONE, 'P0118', true, 0);
    // The sensor is wrong, the engine is warm.
    expect(engineValues(model({}), open, 0, 300 * S)).toMatchObject({
      longTermTrim1: 1.5625,
      fuelSystem: 2,
      oilC: 86.75,
    });
  });
});
