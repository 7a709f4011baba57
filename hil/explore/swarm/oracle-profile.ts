import type { Profile } from '../../../ecu-sim/profile.ts';
import type { OracleProfile } from '../oracle/model.ts';
import { DEFAULT_PROFILE } from '../oracle/start-state.ts';
import { oracleProfile } from '../world/readings.ts';
import { swarmScenario } from './swarm-world.ts';

/** The oracle's profile of a random run's car. */
export function oracleProfileOf(profile: Profile): OracleProfile {
  const { keys } = swarmScenario({});
  const initialKeys = keys.flatMap(({ id, registeredIn }) => (registeredIn === null || id === null ? [] : [id]));
  return oracleProfile(profile, initialKeys, DEFAULT_PROFILE.initialSupplyMv);
}
