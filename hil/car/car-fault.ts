import { ENGINE_TROUBLE_CODES, type EngineFault } from '../../ecu-sim/description/engine-trouble-codes.ts';
import { BENCH_FAULTS, type BenchFault } from '../../ecu-sim/smart-key/state.ts';

/** A fault that a bench sets by its trouble code: of the Smart Key ECU (VEH-8), or of the engine. */
export type CarFault = BenchFault | EngineFault;

const ENGINE_FAULTS = new Set<string>(Object.keys(ENGINE_TROUBLE_CODES));

export function isEngineFault(fault: string): fault is EngineFault {
  return ENGINE_FAULTS.has(fault);
}

/** All of them, the Smart Key ECU's first. */
export const CAR_FAULTS: readonly CarFault[] = [
  ...BENCH_FAULTS,
  ...Object.keys(ENGINE_TROUBLE_CODES).filter(isEngineFault),
];
