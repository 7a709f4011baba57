import type { Profile } from '../../../ecu-sim/profile.ts';
import type { OracleProfile, Readings } from '../oracle/model.ts';
import { DEFAULT_PROFILE } from '../oracle/start-state.ts';

/**
 * Where the rules leave a choice, what this firmware chose. Each is allowed, and each is documented: with another one
 * the oracle would report a difference where no rule is broken.
 */
const FIRMWARE_READINGS: Readings = {
  hearsFramesWhileBooting: false,
  // The supply was never gone: the frames received before 0x11 are still in memory, and as old as they are.
  signalsSurviveEcuReset: true,
  receptionOffStopsSignals: true,
  delayRestartsAt: 'boot-end',
  zeroSeedVoidsPending: false,
  logsWrongPassCode: true,
  logsMissingLevel: false,
  firstHistoryCounter: 1,
  logsEveryPowerLoss: true,
  storedFaultProhibits: false,
  antennaFaultHidesRegisteredKey: false,
  checkMayRepeat: true,
  silentSidRestartsS3: false,
};

/** The oracle's profile of a car with this profile and these registered keys. */
export function oracleProfile(profile: Profile, initialKeys: readonly number[], supplyMv: number): OracleProfile {
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
    erasureWriteUs: profile.actionDurationsUs.erasureWrite,
    busSleep: profile.busSleep,
    passcodeSecret: profile.passcodeSecret,
    p2Us: profile.timing.p2Us,
    p2StarUs: profile.timing.p2StarUs,
    s3Us: profile.timing.s3Us,
    initialKeys,
    initialSupplyMv: supplyMv,
    readings: FIRMWARE_READINGS,
  };
}
