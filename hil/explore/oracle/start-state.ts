/** The default profile, and the state of an ECU that has been on for a while and never been talked to. */
import { anyBytes } from './answer-set.ts';
import type { FaultName, FaultState, Memory, OracleProfile, Readings, State } from './model.ts';

const SECOND_US = 1_000_000;

export const DEFAULT_READINGS: Readings = {
  hearsFramesWhileBooting: true,
  signalsSurviveEcuReset: false,
  receptionOffStopsSignals: true,
  delayRestartsAt: 'restart',
  zeroSeedVoidsPending: false,
  logsWrongPassCode: true,
  logsMissingLevel: false,
  firstHistoryCounter: 1,
  logsEveryPowerLoss: true,
  storedFaultProhibits: false,
  antennaFaultHidesRegisteredKey: false,
  checkMayRepeat: false,
  silentSidRestartsS3: false,
};

/** The table of behaviour.md, "Profile"; the timing of diagnostics.md. */
export const DEFAULT_PROFILE: OracleProfile = {
  vin: '4T1BZ1FB4KU999999',
  ecuSerial: 0x5a17c0d,
  keySlots: 7,
  resetDurationUs: 960 * SECOND_US,
  eraseWindowUs: 30 * SECOND_US,
  registrationStepTimeoutUs: 60 * SECOND_US,
  batteryMinMv: 11_000,
  attemptsMax: 3,
  attemptsDelayUs: 10 * SECOND_US,
  resetCommit: 'at-completion',
  bootTimeUs: 50_000,
  erasureWriteUs: 120_000,
  busSleep: false,
  passcodeSecret: 'virtual-car-fleet-secret',
  p2Us: 50_000,
  p2StarUs: 5 * SECOND_US,
  s3Us: 5 * SECOND_US,
  maxAnswerBytes: 4095,
  initialKeys: [],
  initialSupplyMv: 12_600,
  readings: DEFAULT_READINGS,
};

const NO_FAULT: FaultState = { isPresent: false, known: 0x09, value: 0, occurrences: 0 };

const NO_FAULTS: Readonly<Record<FaultName, FaultState>> = {
  B278D: NO_FAULT,
  B2785: NO_FAULT,
  B2781: NO_FAULT,
  B27A5: NO_FAULT,
  memory: NO_FAULT,
};

function startMemory(profile: OracleProfile): Memory {
  const slots = Array.from({ length: profile.keySlots }, (_, index) => profile.initialKeys[index] ?? null);
  return {
    isUnreadable: false,
    slots,
    retired: [],
    seedCounter: 0,
    usedSeeds: [],
    attempts: 0,
    isDelayPending: false,
    // The contract does not say what F198 and F199 hold before they are written.
    testerSerial: anyBytes(16),
    testerDate: anyBytes(3),
    history: [],
    historyCounter: profile.readings.firstHistoryCounter - 1,
    lastRuns: { 1: [null], 2: [null], 3: [null] },
    isRegistrationBlocked: false,
  };
}

/** Awake in the default session, its boot over, no frame received from the bus yet. */
export function startState(profile: OracleProfile): State {
  return {
    nowUs: 0,
    power: 'on',
    bootUntilUs: 0,
    supplyMv: profile.initialSupplyMv,
    memory: startMemory(profile),
    faults: NO_FAULTS,
    doors: null,
    vehicle: null,
    lastDoorEdgeUs: 0,
    session: 1,
    s3DeadlineUs: null,
    unlocked: null,
    pendingSeed: null,
    delayUntilUs: null,
    communication: 0,
    isFaultStorageOn: true,
    indicator: null,
    procedure: { kind: 'idle' },
    busy: null,
    beeps: { total: 0, last: 0, interior: 0, answerBack: 0, beforeReset: { total: 0, last: 0 } },
    lowBattery: [0],
    boundKeys: [...profile.initialKeys],
    cabin: [],
    startUntilUs: null,
    unlockUs: null,
    interrupted: null,
  };
}
