import { describe, expect, it } from 'vitest';
import { engineFrom, engineMemoryOf } from '../../../../ecu-sim/engine/engine-memory.ts';
import { engineValues } from '../../../../ecu-sim/engine/read-engine.ts';
import { detect, newTroubleMemory, setFault } from '../../../../ecu-sim/engine/trouble-memory.ts';
import { changeConditions, modelAt, NEW_VEHICLE_MODEL } from '../../../../ecu-sim/engine/vehicle-model.ts';

const DRIVING = { powerMode: 'running', speedKmh: 36, supplyMv: 14_000 } as const;

/** After 100 s at 36 km/h, with a misfire. */
function drivenEngine(): ReturnType<typeof engineFrom> {
  const model = modelAt(changeConditions(NEW_VEHICLE_MODEL, DRIVING, 0), 100_000_000);
  const faulty = setFault(newTroubleMemory(NEW_VEHICLE_MODEL), 'P0301', true, model.runUs);
  return { model, memory: detect(faulty, model, () => engineValues(model, faulty, 0, 100_000_000)) };
}

describe('the non-volatile memory of the engine ECU', () => {
  it('has codes, freeze frame and the totals of the vehicle’s life', () => {
    const { model, memory } = drivenEngine();
    const { codes, life } = engineMemoryOf(model, memory);
    expect(life).toMatchObject({ metres: 31_416_000, runUs: 2_240_100_000_000, warmUps: 0 });
    expect(codes).toMatchObject({ stored: ['P0301'], pending: ['P0301'], freezeFrame: { code: 'P0301' } });
    expect(codes.freezeFrame?.values).toMatchObject({ speedKmh: 36, runSeconds: 100, phase: 'driving' });
    expect(codes).not.toHaveProperty('faults');
  });

  it('is found by a cold engine without faults, whose permanent codes then heal', () => {
    const { model, memory } = drivenEngine();
    const found = engineFrom(engineMemoryOf(model, memory));
    expect(found.model).toEqual({
      ...NEW_VEHICLE_MODEL,
      metres: 31_416_000,
      runUs: 2_240_100_000_000,
      fuelLitres: model.fuelLitres,
    });
    expect(found.memory).toEqual({
      ...memory,
      faults: [],
      permanent: [{ code: 'P0301', endedRunUs: 2_240_100_000_000 }],
    });
  });

  it('keeps the end of a fault that was over before the write', () => {
    const { model, memory } = drivenEngine();
    const over = setFault(memory, 'P0301', false, 2_240_050_000_000);
    expect(engineFrom(engineMemoryOf(model, over)).memory.permanent).toEqual([
      { code: 'P0301', endedRunUs: 2_240_050_000_000 },
    ]);
  });
});
