/** The values of an instant, in the units of the parameters; a freeze frame holds one of these. */
export interface EngineValues {
  readonly phase: EnginePhase;
  readonly lampOn: boolean;
  readonly codes: number;
  readonly ready: Readiness;
  readonly readyThisCycle: Readiness;
  readonly fuelSystem: number;
  readonly load: number;
  readonly absoluteLoad: number;
  readonly coolantC: number;
  readonly oilC: number;
  readonly intakeAirC: number;
  readonly catalystC: number;
  readonly shortTermTrim: number;
  readonly longTermTrim1: number;
  readonly longTermTrim2: number;
  readonly intakeKpa: number;
  readonly barometricKpa: number;
  readonly ambientC: number;
  readonly rpm: number;
  readonly speedKmh: number;
  readonly timingAdvance: number;
  readonly massAirFlow: number;
  readonly fuelLitresPerHour: number;
  /** Opening of the throttle beyond its idle position, 0 to 1. */
  readonly opening: number;
  readonly torque: number;
  /** Equivalence ratio as measured, and as commanded. */
  readonly ratio: number;
  readonly commandedRatio: number;
  readonly sensorVolts: number;
  readonly purge: number;
  readonly fuelLevel: number;
  readonly runSeconds: number;
  readonly kilometresWithLamp: number;
  readonly kilometresSinceClear: number;
  readonly minutesWithLamp: number;
  readonly minutesSinceClear: number;
  readonly warmUpsSinceClear: number;
  readonly supplyMv: number;
}

/** `ignition`: IG on, the engine does not run. Warming up is running with a coolant below the regulated temperature. */
export type EnginePhase = 'off' | 'ignition' | 'cranking' | 'idle' | 'driving';

/** Monitors that are complete. */
export interface Readiness {
  readonly catalyst: boolean;
  readonly evaporativeSystem: boolean;
  readonly oxygenSensor: boolean;
  readonly oxygenSensorHeater: boolean;
  readonly valveTiming: boolean;
}
