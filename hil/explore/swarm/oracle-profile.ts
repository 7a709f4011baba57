import type { Profile } from '../../../ecu-sim/profile.ts';
import type { OracleProfile } from '../oracle/model.ts';
import { DEFAULT_PROFILE, DEFAULT_READINGS } from '../oracle/start-state.ts';
import { swarmScenario } from './swarm-world.ts';

/** The profile as the oracle reads it, with the decisions of docs/decisions.md where the rules leave a choice. */
export function oracleProfileOf(profile: Profile): OracleProfile {
  const { keys } = swarmScenario({});
  const { actionDurationsUs } = profile;
  return {
    ...DEFAULT_PROFILE,
    vin: profile.vin,
    ecuSerial: profile.ecuSerial,
    keySlots: profile.keySlots,
    resetDurationUs: profile.resetDurationUs,
    eraseWindowUs: profile.eraseWindowUs,
    registrationStepTimeoutUs: profile.registrationStepTimeoutUs,
    batteryMinMv: profile.batteryMinMv,
    attemptsMax: profile.attemptsMax,
    attemptsDelayUs: profile.attemptsDelayUs,
    resetCommit: profile.resetCommit,
    bootTimeUs: profile.bootTimeUs,
    erasureWriteUs: actionDurationsUs.erasureWrite,
    busSleep: profile.busSleep,
    passcodeSecret: profile.passcodeSecret,
    initialKeys: keys.flatMap(({ id, registeredIn }) => (registeredIn === null || id === null ? [] : [id])),
    readings: {
      ...DEFAULT_READINGS,
      hearsFramesWhileBooting: true,
      signalsSurviveEcuReset: true,
      checkMayRepeat: true,
      delayRestartsAt: 'boot-end',
    },
  };
}
