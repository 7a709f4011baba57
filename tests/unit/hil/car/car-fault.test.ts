import { describe, expect, it } from 'vitest';
import { CAR_FAULTS, isEngineFault } from '../../../../hil/car/car-fault.ts';

describe('the faults that a bench sets by a trouble code', () => {
  it("are the Smart Key ECU's four, then the engine's", () => {
    expect(CAR_FAULTS.slice(0, 5)).toEqual(['B278D', 'B2785', 'B2781', 'B27A5', 'P0101']);
    expect(CAR_FAULTS.filter(isEngineFault)).toHaveLength(14);
  });

  it("knows the engine's by their names", () => {
    expect([isEngineFault('P0301'), isEngineFault('B278D'), isEngineFault('P9999')]).toEqual([true, false, false]);
  });
});
