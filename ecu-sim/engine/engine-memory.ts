import type { TroubleMemory } from './trouble-memory.ts';
import { NEW_VEHICLE_MODEL, type VehicleModel } from './vehicle-model.ts';

/**
 * What the engine ECU has in non-volatile memory: codes, freeze frame, and the totals of the vehicle's life that their
 * marks refer to. Pure. Present faults are the world's and not in it.
 */
export interface EngineMemory {
  readonly codes: Omit<TroubleMemory, 'faults'>;
  readonly life: Pick<VehicleModel, 'metres' | 'runUs' | 'fuelLitres' | 'warmUps'>;
}

/** @param model at the instant of the write */
export function engineMemoryOf(model: VehicleModel, memory: TroubleMemory): EngineMemory {
  const { stored, pending, permanent, freezeFrame, cleared, lamp } = memory;
  const { metres, runUs, fuelLitres, warmUps } = model;
  return {
    codes: { stored, pending, permanent, freezeFrame, cleared, lamp },
    life: { metres, runUs, fuelLitres, warmUps },
  };
}

/** The engine as it is found later: cold, and without faults. */
export function engineFrom({ codes, life }: EngineMemory): {
  readonly model: VehicleModel;
  readonly memory: TroubleMemory;
} {
  const permanent = codes.permanent.map(({ code, endedRunUs }) => ({ code, endedRunUs: endedRunUs ?? life.runUs }));
  return { model: { ...NEW_VEHICLE_MODEL, ...life }, memory: { ...codes, permanent, faults: [] } };
}
