import { describe, expect, it } from 'vitest';
import {
  changeConditions,
  flowAt,
  isRunning,
  modelAt,
  NEW_VEHICLE_MODEL,
  NO_SUPPLY,
  warmUpsOf,
  type Conditions,
  type VehicleModel,
} from '../../../../ecu-sim/engine/vehicle-model.ts';

const RUNNING: Conditions = { powerMode: 'running', speedKmh: 0, supplyMv: 12_600 };
const S = 1_000_000;

function started(atUs = 0): VehicleModel {
  return changeConditions(NEW_VEHICLE_MODEL, RUNNING, atUs);
}

describe('the model of engine and vehicle', () => {
  it('warms up at idle by a quarter of a degree a second, faster while driving, to 90 °C', () => {
    expect(modelAt(started(), 40 * S).coolantC).toBe(35);
    const driving = changeConditions(started(), { ...RUNNING, speedKmh: 50 }, 0);
    expect(modelAt(driving, 40 * S).coolantC).toBe(41);
    expect(modelAt(started(), 260 * S).coolantC).toBe(90);
    expect(modelAt(started(), 10_000 * S).coolantC).toBe(90);
  });

  it('counts from when its conditions last changed', () => {
    const model = started(100 * S);
    expect(modelAt(model, 140 * S)).toMatchObject({ coolantC: 35, sinceUs: 140 * S });
    expect(modelAt(model, 140 * S).runUs - model.runUs).toBe(40 * S);
    expect(modelAt(model, 100 * S + 1).sinceUs).toBe(100 * S + 1);
  });

  it('is that of a cold car at first', () => {
    expect(NEW_VEHICLE_MODEL).toEqual({
      conditions: NO_SUPPLY,
      sinceUs: 0,
      coolantC: 25,
      metres: 31_415_000,
      runUs: 2_240_000 * S,
      fuelLitres: 0,
      warmUps: 0,
      startedUs: Infinity,
      startCoolantC: 25,
    });
  });

  it('cools down to the ambient temperature when the engine stops', () => {
    const stopped = changeConditions(started(), { ...RUNNING, powerMode: 'off' }, 260 * S);
    expect(modelAt(stopped, 360 * S).coolantC).toBe(88);
    expect(modelAt(stopped, 1_000_000 * S).coolantC).toBe(25);
  });

  it('counts distance by speed, and running time and fuel only while the engine runs', () => {
    const driving = changeConditions(started(), { ...RUNNING, speedKmh: 36 }, 0);
    const later = modelAt(driving, 100 * S);
    expect(later.metres - NEW_VEHICLE_MODEL.metres).toBe(1000);
    expect(later.runUs - NEW_VEHICLE_MODEL.runUs).toBe(100 * S);
    expect(later.fuelLitres).toBeGreaterThan(0);
    const still = modelAt(changeConditions(NEW_VEHICLE_MODEL, { ...RUNNING, powerMode: 'on' }, 0), 100 * S);
    expect([still.runUs, still.fuelLitres]).toEqual([NEW_VEHICLE_MODEL.runUs, 0]);
  });

  it('burns the fuel of its speed: 3.64 L/h at 36 km/h, 1.31 L/h at idle', () => {
    const driving = changeConditions(started(), { ...RUNNING, speedKmh: 36 }, 0);
    expect(modelAt(driving, 3_600 * S).fuelLitres).toBeCloseTo(3.643_600, 6);
    expect(modelAt(started(), 3_600 * S).fuelLitres).toBeCloseTo(1.314_888, 6);
    expect(modelAt(modelAt(driving, 1_800 * S), 3_600 * S).fuelLitres).toBeCloseTo(3.643_600, 6);
  });

  it('moves on within the first second too, and never back', () => {
    const model = started(10 * S);
    expect(modelAt(model, 10 * S + 500_000)).toMatchObject({ coolantC: 25.125, sinceUs: 10_500_000 });
    expect(modelAt(model, 9 * S)).toBe(model);
  });

  it('takes the driving rate from any speed on', () => {
    const rolling = changeConditions(started(), { ...RUNNING, speedKmh: 0.5 }, 0);
    expect(modelAt(rolling, 10 * S).coolantC).toBe(29);
  });

  it('keeps a temperature outside of its range until the engine changes it', () => {
    const cold = { ...NEW_VEHICLE_MODEL, coolantC: 20 };
    expect(modelAt(cold, 1_000 * S).coolantC).toBe(20);
    const hot = { ...started(), coolantC: 95 };
    expect(modelAt(hot, 1_000 * S).coolantC).toBe(95);
  });

  it('changes with each of its conditions alone', () => {
    const model = started();
    for (const change of [{ powerMode: 'on' }, { speedKmh: 1 }, { supplyMv: 12_500 }] as const) {
      const changed = changeConditions(model, { ...RUNNING, ...change }, 5 * S);
      expect(changed).toMatchObject({ conditions: { ...RUNNING, ...change }, sinceUs: 5 * S, coolantC: 26.25 });
    }
    expect(changeConditions(model, { ...RUNNING, speedKmh: 1 }, 0).sinceUs).toBe(0);
  });

  it('starts with the engine, not with the ignition', () => {
    const warm = { ...NEW_VEHICLE_MODEL, coolantC: 60 };
    const on = changeConditions(warm, { ...RUNNING, powerMode: 'on' }, 0);
    expect(on).toMatchObject({ startedUs: Infinity, startCoolantC: 25, warmUps: 0 });
    expect(changeConditions({ ...on, sinceUs: 5 }, RUNNING, 5)).toMatchObject({ startedUs: 5, startCoolantC: 60 });
    expect(NO_SUPPLY).toEqual({ powerMode: 'off', speedKmh: 0, supplyMv: 0 });
  });

  it('remembers how warm the engine was when it started', () => {
    const warm = changeConditions(started(), NO_SUPPLY, 100 * S);
    const again = changeConditions(warm, RUNNING, 100 * S);
    expect([warm.startCoolantC, again.startCoolantC]).toEqual([25, 50]);
    expect(changeConditions(again, { ...RUNNING, speedKmh: 50 }, 140 * S).startCoolantC).toBe(50);
  });

  it('gives the same object where the conditions do not change', () => {
    const model = started();
    expect(changeConditions(model, { ...RUNNING }, 5 * S)).toBe(model);
    expect(modelAt(model, 0)).toBe(model);
  });

  it('knows since when the engine runs', () => {
    const model = started(7 * S);
    expect([model.startedUs, isRunning(model)]).toEqual([7 * S, true]);
    expect(changeConditions(model, { ...RUNNING, speedKmh: 20 }, 9 * S).startedUs).toBe(7 * S);
    const off = changeConditions(model, NO_SUPPLY, 9 * S);
    expect([off.startedUs, isRunning(off)]).toEqual([Infinity, false]);
  });

  it('counts a warm-up by the coolant alone: 70 °C, and 22 °C above the start', () => {
    const warmUps = (coolantC: number, startCoolantC: number): number =>
      warmUpsOf({ ...started(), coolantC, startCoolantC, warmUps: 5 });
    expect([warmUps(70, 25), warmUps(69.99, 25)]).toEqual([6, 5]);
    expect([warmUps(80, 58), warmUps(80, 58.5), warmUps(70, 48)]).toEqual([6, 5, 6]);
    expect(warmUpsOf({ ...NEW_VEHICLE_MODEL, coolantC: 90, warmUps: 5 })).toBe(5);
    const stopped = changeConditions(started(), { ...RUNNING, speedKmh: 50 }, 200 * S);
    expect(stopped.warmUps).toBe(0);
  });

  it('counts a warm-up from 22 °C of rise and 70 °C on, also after the engine stopped', () => {
    expect(warmUpsOf(modelAt(started(), 179 * S))).toBe(0);
    expect(warmUpsOf(modelAt(started(), 180 * S))).toBe(1);
    const stopped = changeConditions(started(), NO_SUPPLY, 200 * S);
    expect(warmUpsOf(stopped)).toBe(1);
    const hot = changeConditions(stopped, RUNNING, 210 * S);
    expect(warmUpsOf(modelAt(hot, 300 * S))).toBe(1);
  });
});

describe('engine speed, air and fuel', () => {
  it('are those of an engine at idle: 700 rpm, 4 g/s, 21 kPa', () => {
    const { rpm, airGramsPerSecond, intakeKpa, fuelLitresPerHour } = flowAt(0);
    expect(rpm).toBe(700);
    expect(airGramsPerSecond).toBeCloseTo(4, 6);
    expect(intakeKpa).toBeCloseTo(21.22, 2);
    expect(fuelLitresPerHour).toBeCloseTo(1.31, 2);
  });

  it.each([
    ['idle', 0, 700, 21.219_601, 4, 1.314_888, 0.210_095, 0.167_578],
    ['36 km/h', 36, 2160, 19.055_628, 11.084_133, 3.6436, 0.188_67, 0.150_489],
    ['50 km/h', 50, 2100, 22.139_474, 12.520_202, 4.115_667, 0.219_203, 0.174_843],
    ['100 km/h', 100, 2400, 38.329_911, 24.772_725, 8.143_342, 0.379_504, 0.302_704],
    ['full load', 300, 5400, 101, 146.872_29, 48.280_166, 1, 0.797_631],
  ])(
    'at %s agree with each other: pressure, air, fuel and load',
    (_name, speedKmh, rpm, kpa, air, fuel, load, absolute) => {
      const flow = flowAt(speedKmh);
      expect(flow.rpm).toBe(rpm);
      expect(flow.intakeKpa).toBeCloseTo(kpa, 5);
      expect(flow.airGramsPerSecond).toBeCloseTo(air, 5);
      expect(flow.fuelLitresPerHour).toBeCloseTo(fuel, 5);
      expect(flow.load).toBeCloseTo(load, 5);
      expect(flow.absoluteLoad).toBeCloseTo(absolute, 5);
    },
  );

  it('at 100 km/h are those of a V6 in a high gear, with the fuel that it then needs', () => {
    const { rpm, airGramsPerSecond, fuelLitresPerHour } = flowAt(100);
    expect(rpm).toBe(2400);
    expect(airGramsPerSecond).toBeGreaterThan(20);
    expect(fuelLitresPerHour).toBeGreaterThan(7);
    expect(fuelLitresPerHour).toBeLessThan(10);
  });

  it('stay within what the engine can do at any speed, and take the speed of the starter', () => {
    const fast = flowAt(655.35);
    expect([fast.rpm, fast.intakeKpa, fast.load]).toEqual([6400, 101, 1]);
    expect(flowAt(0, 250).rpm).toBe(250);
  });

  it('follow the gear: each up to its speed', () => {
    const speeds = [1, 6, 7, 10, 19, 20, 39, 40, 59, 60, 79, 80, 109, 110, 200];
    expect(speeds.map((speed) => flowAt(speed).rpm)).toEqual([
      700, 700, 770, 1_100, 2_090, 1_200, 2_340, 1_680, 2_478, 1_920, 2_528, 1_920, 2_616, 1_980, 3_600,
    ]);
  });

  it('at 100 km/h: 200 N and the drag of 27.8 m/s need 15.4 kW, and that 24.8 g/s of air', () => {
    const metresPerSecond = 100 / 3.6;
    const kilowatts = ((200 + 0.386 * metresPerSecond ** 2) * metresPerSecond) / 900;
    expect(flowAt(100).airGramsPerSecond).toBeCloseTo(1.9 + 7.2 + 1.02 * kilowatts, 6);
    expect(flowAt(100).airGramsPerSecond).toBeCloseTo(24.77, 2);
  });
});
