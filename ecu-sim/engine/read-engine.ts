import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { FUEL_SYSTEM } from '../description/engine-description.ts';
import type { EnginePhase, EngineValues, Readiness } from './engine-values.ts';
import type { TroubleMemory } from './trouble-memory.ts';
import {
  AMBIENT_C,
  BAROMETRIC_KPA,
  flowAt,
  isRunning,
  modelAt,
  REGULATED_C,
  warmUpsOf,
  type Flow,
  type VehicleModel,
} from './vehicle-model.ts';

/** Running time that each monitor needs. */
const MONITOR_SECONDS: Readonly<Record<keyof Readiness, number>> = {
  oxygenSensorHeater: 60,
  oxygenSensor: 180,
  valveTiming: 240,
  catalyst: 600,
  evaporativeSystem: 900,
};

const CRANKING_RPM = 250;
const CLOSED_LOOP_FROM_C = 40;
/** From this load on the mixture is enriched. */
const FULL_LOAD = 0.95;
const ENRICHED_RATIO = 0.88;
/** The closed loop swings around the stoichiometric mixture, up and down once in this time. */
const SWING_US: Micros = 2 * MICROS_PER_SECOND;
const SWING_PERCENT = 1.5625;
const TANK_LITRES = 60;
const FULL_TANK_LITRES = 41;
const IDLE_LOAD = flowAt(0).load;

/**
 * The values at an instant.
 *
 * @param crankUs how long the starter turns the engine
 */
export function engineValues(model: VehicleModel, memory: TroubleMemory, crankUs: Micros, nowUs: Micros): EngineValues {
  const now = modelAt(model, nowUs);
  const { speedKmh, supplyMv } = now.conditions;
  const phase = phaseAt(now, crankUs, nowUs);
  const turns = phase === 'cranking' || phase === 'idle' || phase === 'driving';
  const flow = turns
    ? flowAt(phase === 'driving' ? speedKmh : 0, phase === 'cranking' ? CRANKING_RPM : undefined)
    : null;
  const runSeconds = turns ? Math.floor((nowUs - now.startedUs) / MICROS_PER_SECOND) : 0;
  const warmth = (now.coolantC - AMBIENT_C) / (REGULATED_C - AMBIENT_C);
  return {
    phase,
    ...memoryValues(now, memory),
    readyThisCycle: readiness(runSeconds),
    coolantC: memory.faults.includes('P0118') ? -40 : now.coolantC,
    oilC: AMBIENT_C + (now.coolantC - AMBIENT_C) * 0.95,
    intakeAirC: AMBIENT_C + 12 * warmth,
    catalystC: AMBIENT_C + warmth * (425 + 2 * (flow?.airGramsPerSecond ?? 0)),
    ambientC: AMBIENT_C,
    barometricKpa: BAROMETRIC_KPA,
    speedKmh,
    supplyMv,
    runSeconds,
    fuelLevel: Math.max(((FULL_TANK_LITRES - now.fuelLitres) / TANK_LITRES) * 100, 0),
    ...mixtureValues(flow, phase, now.coolantC, memory, nowUs),
    ...flowValues(flow),
  };
}

function phaseAt(now: VehicleModel, crankUs: Micros, nowUs: Micros): EnginePhase {
  const { powerMode, speedKmh } = now.conditions;
  if (isRunning(now)) {
    if (nowUs - now.startedUs < crankUs) return 'cranking';
    return speedKmh > 0 ? 'driving' : 'idle';
  }
  return powerMode === 'on' ? 'ignition' : 'off';
}

function memoryValues(
  now: VehicleModel,
  { stored, lamp, cleared }: TroubleMemory,
): Pick<
  EngineValues,
  | 'lampOn'
  | 'codes'
  | 'ready'
  | 'kilometresWithLamp'
  | 'kilometresSinceClear'
  | 'minutesWithLamp'
  | 'minutesSinceClear'
  | 'warmUpsSinceClear'
> {
  const runSinceClear = (now.runUs - cleared.runUs) / MICROS_PER_SECOND;
  return {
    lampOn: lamp !== null,
    codes: stored.length,
    ready: readiness(runSinceClear),
    kilometresWithLamp: lamp === null ? 0 : Math.floor((now.metres - lamp.metres) / 1000),
    kilometresSinceClear: Math.floor((now.metres - cleared.metres) / 1000),
    minutesWithLamp: lamp === null ? 0 : Math.floor((now.runUs - lamp.runUs) / MICROS_PER_SECOND / 60),
    minutesSinceClear: Math.floor(runSinceClear / 60),
    warmUpsSinceClear: warmUpsOf(now) - cleared.warmUps,
  };
}

function readiness(seconds: number): Readiness {
  return {
    catalyst: seconds >= MONITOR_SECONDS.catalyst,
    evaporativeSystem: seconds >= MONITOR_SECONDS.evaporativeSystem,
    oxygenSensor: seconds >= MONITOR_SECONDS.oxygenSensor,
    oxygenSensorHeater: seconds >= MONITOR_SECONDS.oxygenSensorHeater,
    valveTiming: seconds >= MONITOR_SECONDS.valveTiming,
  };
}

function mixtureValues(
  flow: Flow | null,
  phase: EnginePhase,
  coolantC: number,
  { faults }: TroubleMemory,
  nowUs: Micros,
): Pick<
  EngineValues,
  | 'fuelSystem'
  | 'shortTermTrim'
  | 'longTermTrim1'
  | 'longTermTrim2'
  | 'ratio'
  | 'commandedRatio'
  | 'sensorVolts'
  | 'purge'
> {
  const status = fuelSystemOf(flow, phase, coolantC);
  const closed = status === FUEL_SYSTEM['closed-loop'];
  const swing = closed ? swingAt(nowUs) : 0;
  const enriched = status === FUEL_SYSTEM['open-loop-load'];
  return {
    fuelSystem: status,
    shortTermTrim: swing * SWING_PERCENT,
    longTermTrim1: faults.includes('P0171') ? 25 : 1.5625,
    longTermTrim2: 0.78125,
    ratio: enriched ? ENRICHED_RATIO : 1 + swing / 100,
    commandedRatio: enriched ? ENRICHED_RATIO : 1,
    sensorVolts: enriched ? 0.85 : closed ? 0.65 : 0.45,
    purge: closed && phase === 'driving' ? 30 : 0,
  };
}

function fuelSystemOf(flow: Flow | null, phase: EnginePhase, coolantC: number): number {
  if (flow === null) return FUEL_SYSTEM.off;
  if (phase === 'cranking' || coolantC < CLOSED_LOOP_FROM_C) return FUEL_SYSTEM['open-loop-cold'];
  return flow.load >= FULL_LOAD ? FUEL_SYSTEM['open-loop-load'] : FUEL_SYSTEM['closed-loop'];
}

/** A triangle from −1 to 1. */
function swingAt(nowUs: Micros): number {
  const part = (nowUs % SWING_US) / SWING_US;
  return 1 - 4 * Math.abs(part - 0.5);
}

function flowValues(
  flow: Flow | null,
): Pick<
  EngineValues,
  | 'rpm'
  | 'load'
  | 'absoluteLoad'
  | 'intakeKpa'
  | 'massAirFlow'
  | 'fuelLitresPerHour'
  | 'opening'
  | 'torque'
  | 'timingAdvance'
> {
  if (flow === null) {
    const still = { rpm: 0, load: 0, absoluteLoad: 0, massAirFlow: 0, fuelLitresPerHour: 0, opening: 0, torque: 0 };
    return { ...still, intakeKpa: BAROMETRIC_KPA, timingAdvance: 0 };
  }
  // The air that a throttle lets through rises faster than its angle.
  const share = Math.max((flow.load - IDLE_LOAD) / (1 - IDLE_LOAD), 0);
  const isIdle = share === 0;
  return {
    rpm: flow.rpm,
    load: flow.load * 100,
    absoluteLoad: flow.absoluteLoad * 100,
    intakeKpa: flow.intakeKpa,
    massAirFlow: flow.airGramsPerSecond,
    fuelLitresPerHour: flow.fuelLitresPerHour,
    opening: share * share,
    torque: flow.load * 95,
    timingAdvance: isIdle ? 10 : 34 - 24 * flow.load,
  };
}
