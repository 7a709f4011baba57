import type { MonitorTestSpec } from '../description/ecu-description.ts';
import { ENGINE_MONITOR_TESTS } from '../description/engine-parameters.ts';
import type { EngineFault } from '../description/engine-trouble-codes.ts';
import type { Readiness } from './engine-values.ts';

/** Results of service 06: test, unit and scaling, then value and limits as two bytes each. Pure. */

/** The monitor that must be complete for a test to have a result; null for the misfire monitor, which always has. */
function monitorOf(name: string): keyof Readiness | null {
  if (name.startsWith('oxygenSensor')) return 'oxygenSensor';
  return name.startsWith('catalyst') ? 'catalyst' : null;
}

const MISFIRES_OF_FAULT = 200;

/** The value of a test in its unit. */
function valueOf(name: string, faults: readonly EngineFault[]): number {
  switch (name) {
    case 'oxygenSensorLowest':
      return 0.12;
    case 'oxygenSensorHighest':
      return 0.78;
    case 'catalyst1':
      return faults.includes('P0420') ? 0.5 : 0.0625;
    case 'catalyst2':
      return faults.includes('P0430') ? 0.5 : 0.0625;
    default:
      return faults.some(
        (fault) => fault === 'P0300' || (`misfire${fault.slice(-1)}` === name && fault.startsWith('P030')),
      )
        ? MISFIRES_OF_FAULT
        : 0;
  }
}

const TESTS: ReadonlyMap<number, readonly MonitorTestSpec[]> = Map.groupBy(
  ENGINE_MONITOR_TESTS,
  ({ monitor }) => monitor,
);

/** The monitors that have results, for the maps of supported ones. */
export const MONITORS: readonly number[] = [...TESTS.keys()];

/** The results of a monitor, each led by its number; null where there is no such monitor. */
export function monitorResults(
  monitor: number,
  ready: Readiness,
  faults: readonly EngineFault[],
): readonly number[] | null {
  return TESTS.get(monitor)?.flatMap((spec) => result(spec, ready, faults)) ?? null;
}

/** A test without a result has zeros as value and limits. */
function result(spec: MonitorTestSpec, ready: Readiness, faults: readonly EngineFault[]): readonly number[] {
  const { monitor, test, name, scaling, scale, limits } = spec;
  const needs = monitorOf(name);
  const numbers = needs === null || ready[needs] ? [valueOf(name, faults), ...limits] : [0, 0, 0];
  const words = numbers.map((number) => Math.round(number / scale));
  return [monitor, test, scaling, ...words.flatMap((word) => [word >> 8, word & 0xff])];
}
