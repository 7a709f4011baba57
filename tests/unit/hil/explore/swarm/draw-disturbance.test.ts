import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../../../can-bus/random/random-source.ts';
import { drawDisturbance } from '../../../../../hil/explore/swarm/draw-disturbance.ts';
import { compileStep } from '../../../../../hil/explore/swarm/swarm-step.ts';

const FEATURES = [
  ...(['power-cut', 'write-cut', 'ecu-faults', 'bus-faults', 'response-faults'] as const),
  ...(['memory-damage', 'curves', 'frames', 'scan-tool'] as const),
];

describe('disturbances', () => {
  it.each(FEATURES)('every drawn step of %s is one of the scenario language', (feature) => {
    const random = RandomSource.seeded(1, feature);
    const drawn = Array.from({ length: 40 }, () => drawDisturbance(feature, random)).flat();
    expect(drawn.length).toBeGreaterThanOrEqual(40);
    for (const step of drawn) expect(() => compileStep(step)).not.toThrow();
  });
});
