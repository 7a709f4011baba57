import type { Profile } from '../../../ecu-sim/profile.ts';
import type { OracleProfile } from '../oracle/model.ts';
import { DEFAULT_PROFILE, DEFAULT_READINGS } from '../oracle/start-state.ts';
import { oracleProfile } from '../world/readings.ts';
import { swarmScenario } from './swarm-world.ts';

/** The profile as the oracle reads it, with the decisions of docs/decisions.md where the rules leave a choice. */
export function oracleProfileOf(profile: Profile): OracleProfile {
  const { keys } = swarmScenario({});
  const initialKeys = keys.flatMap(({ id, registeredIn }) => (registeredIn === null || id === null ? [] : [id]));
  return {
    ...oracleProfile(profile, initialKeys, DEFAULT_PROFILE.initialSupplyMv),
    readings: {
      ...DEFAULT_READINGS,
      hearsFramesWhileBooting: true,
      signalsSurviveEcuReset: true,
      checkMayRepeat: true,
      delayRestartsAt: 'boot-end',
    },
  };
}
