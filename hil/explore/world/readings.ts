import type { Profile } from '../../../ecu-sim/profile.ts';
import type { OracleProfile, Readings } from '../oracle/model.ts';
import { DEFAULT_PROFILE, DEFAULT_READINGS } from '../oracle/start-state.ts';

/**
 * Where the rules leave a choice, what this firmware chose, as far as it differs from the oracle's own reading. Each is
 * allowed, and each is documented: with another one the oracle would report a difference where no rule is broken.
 */
const FIRMWARE_READINGS: Readings = {
  ...DEFAULT_READINGS,
  // The supply was never gone: the frames received before 0x11 are still in memory, and as old as they are.
  signalsSurviveEcuReset: true,
  // Power-on is complete when the boot is: until then there is nothing that could count, or be asked (AUT-3).
  delayRestartsAt: 'boot-end',
  checkMayRepeat: true,
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
