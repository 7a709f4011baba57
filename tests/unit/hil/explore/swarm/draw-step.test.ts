import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../../../can-bus/random/random-source.ts';
import { drawSteps, uds, wireTimeUs } from '../../../../../hil/explore/swarm/draw-step.ts';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';
import { compileStep } from '../../../../../hil/explore/swarm/swarm-step.ts';

describe('drawn steps', () => {
  it('a run with a purpose opens the session first, and comes into procedures', async () => {
    const run = new SwarmCar({ keySlots: 4, resetDuration: 20 }, 1);
    const random = RandomSource.seeded(3, 'steps');
    const states = new Set<string>();
    for (let draw = 0; draw < 40; draw++) {
      for (const step of drawSteps(run.car, { features: ['procedure'], profile: {}, purpose: 10 }, random)) {
        expect(() => compileStep(step)).not.toThrow();
        expect((await run.take(step)).violation).toBeNull();
      }
      states.add(run.car.smartKey.firmware?.procedure.kind ?? 'off');
    }
    expect(states.size).toBeGreaterThan(1);
  });

  it('how long a request is on the wire: a single frame of 8 bytes with its stuff bits', () => {
    expect(wireTimeUs('10 03')).toBe(228);
    expect(wireTimeUs('27 02 30 30 30 30 30 30')).toBeNull();
  });

  it('a long request is not sent functionally', () => {
    const random = RandomSource.seeded(1, 'uds');
    const sent = Array.from({ length: 50 }, () => JSON.stringify(uds('27 02 30 30 30 30 30 30', random)));
    expect(sent.some((text) => text.includes('functional'))).toBe(false);
  });
});
