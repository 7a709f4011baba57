import { describe, expect, it } from 'vitest';
import { SWARM_PROFILES, swarmKeyForms, swarmScenario } from '../../../../../hil/explore/swarm/swarm-world.ts';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';

describe('the world of a run', () => {
  it('has three registered keys, blank ones, a weak one and one of another vehicle', () => {
    const { cars, keys, steps } = swarmScenario({ keySlots: 4 });
    expect(cars[0]?.registered).toEqual(['master', 'valet', 'third']);
    expect(keys.filter(({ boundVin }) => boundVin !== null).map(({ name }) => name)).toEqual(['stranger']);
    expect(keys.find(({ name }) => name === 'weak')?.batteryMv).toBe(2200);
    expect(steps).toEqual([]);
  });

  it('is written in a scenario with the same ids', () => {
    expect(swarmKeyForms()['spare']).toEqual({ id: '10000001', life: 'blank', location: 'outside', batteryV: 3 });
    expect(swarmKeyForms()['master']).toEqual({ id: 'A1000001', location: 'cabin', batteryV: 3 });
  });

  it('has valid profiles', () => {
    expect(SWARM_PROFILES.map((profile) => parseProfile(profile).keySlots)).toEqual([4, 5, 4, 7]);
  });
});
